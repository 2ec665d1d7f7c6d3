using System.Globalization;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Words what a dry run would have sent.</summary>
internal static class DryRunWriter
{
    private const int MostGroups = 20;
    private const int LongestValue = 60;

    public static IEnumerable<string> Describe(string databasePath, QualysAddress address, QualysFunction function)
    {
        // What is confirmed already, in a database that was taken up again, would not be sent.
        (IReadOnlyList<PendingGroup> groups, long total) = PendingGroup.Read(databasePath, MostGroups);
        yield return $"dry run: nothing was sent; it would go to {address} with the function {function.ToRequestName()}:";
        foreach (PendingGroup group in groups)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  group {group.GroupNumber}: {Counted.Of(group.Assets, "asset")} in {Counted.Of(group.Batches, "batch", "batches")}: {Attributes(group.Attributes)}");
        }

        if (total > groups.Count)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"  … and {Counted.Of(total - groups.Count, "group")} more: see qualys_attribute_payloads_grouped");
        }
    }

    private static string Attributes(IEnumerable<CustomAttributeValue> attributes) =>
        string.Join(", ", attributes.Select(attribute => $"{attribute.Key}={Shorten(attribute.Value)}"));

    private static string Shorten(string value) => value.Length <= LongestValue ? value : $"{value[..(LongestValue - 1)]}…";
}
