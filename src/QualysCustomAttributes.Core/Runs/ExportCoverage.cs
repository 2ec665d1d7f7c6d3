using System.Text.Json;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>How much an export has: its assets, and how many of them have a value for each key.</summary>
/// <param name="Assets">The assets.</param>
/// <param name="Filled">Those with a value, by key.</param>
internal sealed record ExportCoverage(long Assets, IReadOnlyDictionary<string, long> Filled)
{
    /// <summary>Reads that of a plan.</summary>
    public static ExportCoverage Of(RunDatabase database)
    {
        IReadOnlyList<string> keys = database.Contract.Keys;
        lock (database.Gate)
        {
            string filled = string.Concat(keys.Select(key => $", TOTAL(p.count_assets * (d.{SqlName.Quote(key)} <> ''))"));
            using Statement select = database.Prepare(
                $"""
                SELECT TOTAL(p.count_assets) {filled}
                FROM plan_pair p JOIN attribute_set d ON d.attribute_set_id = p.desired_set_id
                """);
            select.Step();
            var byKey = new Dictionary<string, long>(StringComparer.Ordinal);
            for (int i = 0; i < keys.Count; i++)
            {
                byKey.Add(keys[i], select.Int64(i + 1));
            }

            var coverage = new ExportCoverage(select.Int64(0), byKey);
            select.Reset();
            return coverage;
        }
    }

    /// <summary>Reads what <see cref="ToJson"/> gives.</summary>
    /// <returns>It, or <see langword="null"/> where the text is none.</returns>
    public static ExportCoverage? Parse(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<ExportCoverage>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);
}
