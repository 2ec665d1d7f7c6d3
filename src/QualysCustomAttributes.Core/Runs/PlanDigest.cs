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

    // Beside the stages: what was chosen of their plan.
    private const string Choice = "Choice";

    private static readonly PlanContent NothingChosen = new("", 0, 0);

    /// <summary>Whether a text has the form of a digest.</summary>
    public static bool IsDigest(string text) => text.Length == Length && text.All(char.IsAsciiHexDigit);

    /// <summary>Finds the digest of a database's plan as it was made, or <see langword="null"/> where it is not made to its end.</summary>
    public static string? Find(RunDatabase database, PlanFunction function) =>
        FindStored(database, ConnectorStage.Split) is { } stored ? Of(stored.Digest, function) : null;

    /// <summary>The digest of a plan with a function.</summary>
    public static string Of(string content, PlanFunction function) => Convert.ToHexString(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{function.Name}\n{content}"))).ToLowerInvariant();

    /// <summary>The digest of what is chosen of a plan, that of the whole plan where all is, or nothing yet.</summary>
    public static string? FindChosen(RunDatabase database, PlanFunction function) =>
        OfChoice(database) is { } chosen ? Of(chosen.Digest, function) : Find(database, function);

    /// <summary>Keeps what a stage planned, so that a change of it is noticed.</summary>
    public static void Store(RunDatabase database, ConnectorStage stage, PlanContent content)
    {
        lock (database.Gate)
        {
            Store(database, stage.ToString(), content);
            if (stage == ConnectorStage.Split)
            {
                // What was to be done with the batches was said of other ones.
                database.Execute($"DELETE FROM plan WHERE stage IN ('{ConnectorStage.Update}', '{Choice}')");
            }
        }
    }

    /// <summary>Keeps what is to be done with which batches of the plan, once it is made to its end.</summary>
    public static void StoreChoice(RunDatabase database, PlanFunction function)
    {
        if (FindStored(database, ConnectorStage.Split) is { } plan)
        {
            Store(database, ConnectorStage.Update, plan with { Digest = Of(plan.Digest, function) });
            Store(database, Choice, OfChoice(database) ?? NothingChosen);
        }
    }

    /// <summary>Whether what was chosen is still what it was when the choice was kept.</summary>
    public static bool IsChoiceKept(RunDatabase database) =>
        FindStored(database, Choice) is not { } kept || kept == (OfChoice(database) ?? NothingChosen);

    private static void Store(RunDatabase database, string stage, PlanContent content)
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
            insert.Bind(1, stage).Bind(2, content.Digest).Bind(3, content.Requests).Bind(4, content.Assets).Execute();
        }
    }

    /// <summary>Whether the plan was kept with another function than this one.</summary>
    public static bool HasOtherFunction(RunDatabase database, PlanFunction function) =>
        FindStored(database, ConnectorStage.Update) is { } kept && kept.Digest != Find(database, function);

    /// <summary>Finds what a stage planned, as it was kept.</summary>
    public static PlanContent? FindStored(RunDatabase database, ConnectorStage stage) => FindStored(database, stage.ToString());

    private static PlanContent? FindStored(RunDatabase database, string stage)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare("SELECT digest, count_requests, count_asset_ids FROM plan WHERE stage = ?1");
            return select.Bind(1, stage).Step()
                ? new PlanContent(select.Text(0), select.Int64(1), select.Int64(2))
                : null;
        }
    }

    /// <summary>Reads what the groups hold.</summary>
    /// <exception cref="RunDatabaseException">They hold what this product does not write.</exception>
    public static PlanContent OfGroups(RunDatabase database, CancellationToken cancellationToken) => Read(
        database,
        "SELECT group_number, 0, attribute_set_id, count_asset_ids, asset_ids, function FROM payload_group ORDER BY group_number",
        cancellationToken);

    /// <summary>Reads what the batches hold.</summary>
    /// <exception cref="RunDatabaseException">They hold what this product does not write.</exception>
    public static PlanContent OfBatches(RunDatabase database, CancellationToken cancellationToken) => Read(
        database,
        """
        SELECT b.group_number, b.batch_number, g.attribute_set_id, b.count_asset_ids, b.asset_ids, g.function
        FROM payload_batch b LEFT JOIN payload_group g ON g.group_number = b.group_number
        ORDER BY b.group_number, b.batch_number
        """,
        cancellationToken);

    /// <summary>Reads what some batches hold.</summary>
    /// <exception cref="RunDatabaseException">They hold what this product does not write.</exception>
    public static PlanContent OfBatches(RunDatabase database, IEnumerable<BatchKey> keys)
    {
        lock (database.Gate)
        {
            using var hash = new PlanHash(database);
            foreach (BatchRow batch in keys.OrderBy(key => key.GroupNumber).ThenBy(key => key.BatchNumber).Select(database.Batches.Read))
            {
                hash.Add(batch.GroupNumber, batch.AttributeSetId, batch.Function, batch.AssetIds);
            }

            return hash.End();
        }
    }

    /// <summary>Reads what the groups would hold that are made of the records, or changes, which came to them.</summary>
    public static PlanContent OfRecords(RunDatabase database, CancellationToken cancellationToken)
    {
        lock (database.Gate)
        {
            using var hash = new PlanHash(database);
            foreach (GroupRow group in PayloadGroups.MakeAgain(database, cancellationToken))
            {
                hash.Add(group.GroupNumber, group.AttributeSetId, group.Function, group.AssetIds);
            }

            return hash.End();
        }
    }

    private static PlanContent? OfChoice(RunDatabase database)
    {
        IReadOnlyList<BatchKey> chosen = database.Choices.ReadKeys();
        return chosen.Count == 0 ? null
            : chosen.Count == database.Batches.Count() ? FindStored(database, ConnectorStage.Split)
            : OfBatches(database, chosen);
    }

    private static PlanContent Read(RunDatabase database, string sql, CancellationToken cancellationToken)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(sql);
            using var hash = new PlanHash(database);
            for (int requests = 1; select.Step(); requests++)
            {
                if ((requests & 0xFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                _ = select.Int32(1);
                ulong[] ids = AssetIdList.Parse(select.Utf8(4), database);
                if (ids.Length != select.Int32(3))
                {
                    throw RunDatabaseException.NotTrusted(database.Path, "a list of asset ids is not what it is said to be");
                }

                hash.Add(select.Int32(0), select.Int32(2), StoredName.ReadGroupFunction(select, 5, database), ids);
            }

            return hash.End();
        }
    }
}

/// <summary>What a stage planned, in numbers.</summary>
/// <param name="Digest">SHA-256 over assets and attributes.</param>
/// <param name="Requests">How many groups or batches there are.</param>
/// <param name="Assets">How many assets are in them.</param>
internal sealed record PlanContent(string Digest, long Requests, long Assets);
