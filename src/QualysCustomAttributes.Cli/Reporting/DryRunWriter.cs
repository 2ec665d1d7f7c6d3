using System.Globalization;
using System.Text.Json;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Words what a dry run would have sent.</summary>
internal static class DryRunWriter
{
    private const int MostGroups = 20;
    private const int LongestValue = 60;

    public static IEnumerable<string> Describe(string databasePath, QualysAddress address, QualysFunction function)
    {
        using RunQueries queries = RunQueries.Open(databasePath);
        // What is confirmed already, in a database that was taken up again, would not be sent.
        var groups = queries.All(
            $"""
            SELECT p.group_number, p.assets, p.batches, g.payload_custom_attributes
            FROM (SELECT e.group_number, SUM(b.count_asset_ids) AS assets, COUNT(*) AS batches
                  FROM batch_execution e CROSS JOIN payload_batch b ON b.group_number = e.group_number AND b.batch_number = e.batch_number
                  WHERE e.outcome <> 'Succeeded' GROUP BY e.group_number ORDER BY e.group_number LIMIT {MostGroups}) p
            JOIN qualys_attribute_payloads_grouped g ON g.group_number = p.group_number ORDER BY p.group_number
            """,
            row => (Number: row.GetInt64(0), Assets: row.GetInt64(1), Batches: row.GetInt64(2), Attributes: row.GetString(3)));
        long total = queries.First(
            "SELECT COUNT(DISTINCT group_number) FROM batch_execution WHERE outcome <> 'Succeeded'", row => row.GetInt64(0));
        yield return $"dry run: nothing was sent; it would go to {address} with the function {function.ToRequestName()}:";
        foreach (var group in groups)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  group {group.Number}: {Count(group.Assets, "asset", "assets")} in {Count(group.Batches, "batch", "batches")}: {Attributes(group.Attributes)}");
        }

        if (total > groups.Count)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"  … and {Count(total - groups.Count, "group", "groups")} more: see qualys_attribute_payloads_grouped");
        }
    }

    private static string Count(long number, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many)}");

    private static string Attributes(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return string.Join(", ", document.RootElement.EnumerateArray().Select(
            attribute => $"{attribute.GetProperty("key").GetString()}={Shorten(attribute.GetProperty("value").GetString()!)}"));
    }

    private static string Shorten(string value) => value.Length <= LongestValue ? value : $"{value[..(LongestValue - 1)]}…";
}
