using System.Globalization;

namespace QualysCustomAttributes.Planning;

/// <summary>A check in lines that are read from top to bottom, for both fronts and a terminal of 80 columns.</summary>
internal static class AxoniusCsvCheckText
{
    private const int ValueWidth = 32;
    private const int LabelWidth = 12;

    /// <summary>The outcome in a sentence.</summary>
    public static string Verdict(AxoniusCsvCheck check)
    {
        int failures = check.Findings.Count(finding => finding.Severity == AxoniusCsvSeverity.Failure);
        int warnings = check.Findings.Count - failures;
        string with = warnings == 0 ? "" : $" with {Counted.Of(warnings, "warning")}";
        return check.Passed ? $"passed{with}; {ToSend(check)}."
            : check.IsUsable ? $"lacks too much of the baseline ({Counted.Of(failures, "failure")}){with}; {ToSend(check)}."
            : $"cannot be used{with}; nothing would be sent.";
    }

    /// <summary>The check.</summary>
    public static IEnumerable<string> Lines(AxoniusCsvCheck check) => All(check).Select(ShownText.Line);

    private static IEnumerable<string> All(AxoniusCsvCheck check) =>
    [
        .. Item("outcome", Verdict(check)),
        .. Item("export", check.Path),
        .. check.BaselinePath is { } baseline ? Item("baseline", baseline) : [],
        .. Findings(check),
        .. Rows(check),
        .. Ids(check),
        .. check.Assets == 0 ? [] : check.Keys.SelectMany(key => Key(key, check)),
    ];

    private static string ToSend(AxoniusCsvCheck check) =>
        $"{Counted.Of(check.AssetsPlanned, "asset")} would be sent in {Counted.Of(check.Groups, "group")} and {Counted.Of(check.Batches, "batch", "batches")}";

    private static IEnumerable<string> Findings(AxoniusCsvCheck check)
    {
        foreach (IGrouping<AxoniusCsvSeverity, AxoniusCsvFinding> group in check.Findings.GroupBy(finding => finding.Severity))
        {
            yield return "";
            yield return group.Key == AxoniusCsvSeverity.Failure ? "failures:" : "warnings:";
            foreach (string line in group.SelectMany(finding => WrappedText.Of("  - ", finding.Message)))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Rows(AxoniusCsvCheck check)
    {
        string before = check.BaselineRowsRead is { } rows
            ? $"; the baseline has {Number(rows)}, and {Counted.Of(check.BaselineAssets ?? 0, "id")}" : "";
        yield return "";
        yield return $"{Counted.Of(check.RowsRead, "row")} read, {Counted.Of(check.Assets, "id")} in them{before}:";
        foreach (AxoniusCsvRowFate fate in check.Rows)
        {
            IEnumerable<string> examples = [.. fate.Examples.Select(Example), .. fate.RowCount > fate.Examples.Count ? ["…"] : Array.Empty<string>()];
            foreach (string line in WrappedText.Of($"{Number(fate.RowCount),11}  {fate.Fate,-20}", Separated(examples, ",")))
            {
                yield return line;
            }
        }
    }

    private static string Example(AxoniusCsvRow row) =>
        FormattableString.Invariant($"line {row.Line}{(row.AssetId is null ? "" : $" ({Cut(row.AssetId)})")}");

    private static IEnumerable<string> Ids(AxoniusCsvCheck check) =>
        check.AssetIds.IdCount == 0 ? [] : ["", $"{check.AssetIds}: {string.Join(", ", check.AssetIds.Lengths)}"];

    private static IEnumerable<string> Key(AxoniusCsvKey key, AxoniusCsvCheck check) =>
    [
        "",
        $"{ShownText.Name(key.Key)}: {Counted.Of(key.Assets, "id")}, {Percent(key.Coverage)}"
            + (key.BaselineCoverage is { } before ? $" (baseline {Percent(before)})" : "")
            + $"; {Counted.Of(key.DistinctValues, "value")}",
        .. Values("", key.FrequentValues, key.DistinctValues),
        .. Values("no values: ", key.NoValueTexts, key.NoValueTexts.Count),
        .. Values("gone: ", key.VanishedValues, key.VanishedCount),
        .. Values("new: ", key.NewValues, key.NewCount),
    ];

    private static IEnumerable<string> Values(string label, IReadOnlyList<AxoniusCsvValue> values, long count) => values.Count == 0 ? []
        : WrappedText.Of($"    {label}", Separated(
            [.. values.Select(value => $"{Cut(value.Value)} ({Number(value.Assets)})"), .. count > values.Count ? [$"{Number(count - values.Count)} more"] : Array.Empty<string>()], ";"));

    private static string Cut(string text) => TerminalColumns.Cut(ShownText.Line(text), ValueWidth);

    private static string[] Separated(IEnumerable<string> items, string separator)
    {
        string[] all = [.. items];
        return [.. all.SkipLast(1).Select(item => item + separator), .. all.TakeLast(1)];
    }

    private static IEnumerable<string> Item(string label, string text) => WrappedText.Of($"{label}:".PadRight(LabelWidth), text);

    /// <summary>A share in hundredths, cut and never rounded up: what is not all is never said to be.</summary>
    public static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(part * 10) / 10:0.0} %");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
