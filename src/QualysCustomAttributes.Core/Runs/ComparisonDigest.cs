using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// What a comparison says, in a number that tells when somebody changed it: what is known and what is done for each pair, and which
/// asset has which pair. What people review are views of it, and what an asset is known to have is what an undo brings back.
/// </summary>
internal static class ComparisonDigest
{
    /// <summary>What an asset adds to the sum over all of them, in whatever order they come.</summary>
    public static ulong Of(ulong assetId, int pairId, long? line) => Mix(Mix(Mix(assetId) ^ (uint)pairId) ^ (ulong)(line ?? -1));

    /// <summary>The digest of the pairs as they stand, and of the assets by their sum.</summary>
    public static PlanContent Of(RunDatabase database, ulong sum, long assets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long pairs = 0;
        foreach (string row in ReadPairs(database))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(row));
            pairs++;
        }

        hash.AppendData(BitConverter.GetBytes(sum));
        return new PlanContent(Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant(), pairs, assets);
    }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="RunDatabaseException">It holds what this product does not write.</exception>
    public static PlanContent Read(RunDatabase database, CancellationToken cancellationToken)
    {
        lock (database.Gate)
        {
            (ulong sum, long assets) = (0, 0);
            using (Statement select = database.Prepare("SELECT qualys_id, pair_id, line FROM plan_asset"))
            {
                while (select.Step())
                {
                    if ((++assets & 0xFFF) == 0)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    sum += Of(select.AssetId(0), select.Int32(1), select.IsNull(2) ? null : select.Int64(2));
                }
            }

            return Of(database, sum, assets);
        }
    }

    private static IEnumerable<string> ReadPairs(RunDatabase database)
    {
        string[] columns =
        [
            "p.pair_id", "p.known_set_id", "p.desired_set_id", "p.actions", "p.reasons", "p.add_set_id", "p.update_set_id", "p.remove_set_id",
            "p.count_assets", .. database.Contract.Keys.Select(key => $"k.{SqlName.Quote(key)}"),
        ];
        using Statement select = database.Prepare(
            $"""
            SELECT {string.Join(", ", columns)} FROM plan_pair p LEFT JOIN attribute_set k ON k.attribute_set_id = p.known_set_id
            ORDER BY p.pair_id
            """);
        var row = new StringBuilder();
        while (select.Step())
        {
            row.Clear();
            for (int i = 0; i < columns.Length; i++)
            {
                string text = select.IsNull(i) ? "-" : select.Text(i);
                row.Append(CultureInfo.InvariantCulture, $"{text.Length}:").Append(text);
            }

            yield return row.ToString();
        }
    }

    // SplitMix64.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
