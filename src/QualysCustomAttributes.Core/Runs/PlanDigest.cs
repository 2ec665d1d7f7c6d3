using System.Security.Cryptography;
using System.Text;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// What a plan would do, in a number that nobody can make another plan fit: SHA-256 over the attributes and the assets of each
/// group, and over the function. How the assets are parted into batches is not in it: a pilot that gives some a batch of their own,
/// and another batch size, leave what was reviewed what it was.
/// </summary>
internal static class PlanDigest
{
    /// <summary>How many characters a digest has.</summary>
    public const int Length = 64;

    /// <summary>Whether a text has the form of a digest.</summary>
    public static bool IsDigest(string text) => text.Length == Length && text.All(char.IsAsciiHexDigit);

    /// <summary>Finds the digest of a database's plan as it was made, or <see langword="null"/> where it is not made to its end.</summary>
    public static string? Find(RunDatabase database, QualysFunction function) =>
        FindStored(database, ConnectorStage.Split) is { } stored ? Of(stored.Digest, function) : null;

    /// <summary>The digest of a plan with a function.</summary>
    public static string Of(string content, QualysFunction function) => Convert.ToHexString(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{function.ToRequestName()}\n{content}"))).ToLowerInvariant();

    /// <summary>Keeps what a stage planned, so that a change of it is noticed.</summary>
    public static void Store(RunDatabase database, ConnectorStage stage, PlanContent content)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            using Statement insert = database.Prepare(
                """
                INSERT INTO plan (stage, digest, count_requests, count_asset_ids) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (stage) DO UPDATE SET digest = excluded.digest, count_requests = excluded.count_requests,
                    count_asset_ids = excluded.count_asset_ids
                """);
            insert.Bind(1, stage.ToString()).Bind(2, content.Digest).Bind(3, content.Requests).Bind(4, content.Assets).Execute();
            if (stage == ConnectorStage.Split)
            {
                // What was to be done with the batches was said of other ones.
                database.Execute($"DELETE FROM plan WHERE stage = '{ConnectorStage.Update}'");
            }
        }
    }

    /// <summary>Keeps what is to be done with the plan, once it is made to its end.</summary>
    public static void StoreFunction(RunDatabase database, QualysFunction function)
    {
        if (FindStored(database, ConnectorStage.Split) is { } plan)
        {
            Store(database, ConnectorStage.Update, plan with { Digest = Of(plan.Digest, function) });
        }
    }

    /// <summary>Whether the plan was kept with another function than this one.</summary>
    public static bool HasOtherFunction(RunDatabase database, QualysFunction function) =>
        FindStored(database, ConnectorStage.Update) is { } kept && kept.Digest != Find(database, function);

    /// <summary>Finds what a stage planned, as it was kept.</summary>
    public static PlanContent? FindStored(RunDatabase database, ConnectorStage stage)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare("SELECT digest, count_requests, count_asset_ids FROM plan WHERE stage = ?1");
            return select.Bind(1, stage.ToString()).Step()
                ? new PlanContent(select.Text(0), select.Int64(1), select.Int64(2))
                : null;
        }
    }

    /// <summary>Reads what the groups hold.</summary>
    /// <exception cref="RunDatabaseException">They hold what this product does not write.</exception>
    public static PlanContent OfGroups(RunDatabase database, CancellationToken cancellationToken) => Read(
        database,
        "SELECT group_number, 0, attribute_set_id, count_asset_ids, asset_ids FROM payload_group ORDER BY group_number",
        cancellationToken);

    /// <summary>Reads what the batches hold.</summary>
    /// <exception cref="RunDatabaseException">They hold what this product does not write.</exception>
    public static PlanContent OfBatches(RunDatabase database, CancellationToken cancellationToken) => Read(
        database,
        """
        SELECT b.group_number, b.batch_number, g.attribute_set_id, b.count_asset_ids, b.asset_ids
        FROM payload_batch b LEFT JOIN payload_group g ON g.group_number = b.group_number
        ORDER BY b.group_number, b.batch_number
        """,
        cancellationToken);

    private static PlanContent Read(RunDatabase database, string sql, CancellationToken cancellationToken)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(sql);
            using Statement attributes = database.Prepare(
                "SELECT payload_custom_attributes FROM attribute_list WHERE attribute_set_id = ?1");
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var group = new List<ulong>();
            (int groupNumber, int setId) = (0, -1);
            (long requests, long assets) = (0, 0);
            while (select.Step())
            {
                if ((++requests & 0xFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                _ = select.Int32(1);
                if (select.Int32(0) != groupNumber)
                {
                    AppendGroup();
                    (groupNumber, setId) = (select.Int32(0), select.Int32(2));
                }

                ulong[] ids = AssetIdList.Parse(select.Utf8(4), database);
                assets += ids.Length == select.Int32(3)
                    ? ids.Length
                    : throw RunDatabaseException.NotTrusted(database.Path, "a list of asset ids is not what it is said to be");
                group.AddRange(ids);
            }

            AppendGroup();
            return new PlanContent(Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant(), requests, assets);

            void AppendGroup()
            {
                if (group.Count == 0)
                {
                    return;
                }

                hash.AppendData(attributes.Bind(1, setId).Step()
                    ? attributes.Utf8(0)
                    : throw RunDatabaseException.NotTrusted(database.Path, $"it has no attributes under the number {setId}"));
                attributes.Reset();
                hash.AppendData("\n"u8);
                group.Sort();
                hash.AppendData(AssetIdList.Format(group));
                hash.AppendData("\n"u8);
                group.Clear();
            }
        }
    }
}

/// <summary>What a stage planned, in numbers.</summary>
/// <param name="Digest">SHA-256 over assets and attributes.</param>
/// <param name="Requests">How many groups or batches there are.</param>
/// <param name="Assets">How many assets are in them.</param>
internal sealed record PlanContent(string Digest, long Requests, long Assets);
