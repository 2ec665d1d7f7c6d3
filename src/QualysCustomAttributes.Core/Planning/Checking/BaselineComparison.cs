using System.Globalization;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>Says where an export has less than a former run had, by limits that warn and limits that fail.</summary>
internal sealed class BaselineComparison(RecordedExport baseline, ExportCheckOptions options)
{
    private const int Named = 3;

    // Parts are made of numbers by division: what is just as much as was asked for must not fail by its last bit.
    private const double Slack = 1e-9;

    private readonly BaselineLimits _limits = options.Limits;

    /// <summary>Compares.</summary>
    /// <param name="assets">How many assets the export has.</param>
    /// <param name="keys">What it has under each key.</param>
    public IEnumerable<AxoniusCsvFinding> Compare(long assets, IReadOnlyList<AxoniusCsvKey> keys)
    {
        List<AxoniusCsvFinding?> findings = [.. CompareKeys()];
        findings.Add(Judge(AxoniusCsvRule.BaselineAssets, baseline.Assets, (double)assets / baseline.Assets, _limits.Assets, part =>
            $"The export has {Counted.Of(assets, "asset")}, {part} of the {Number(baseline.Assets)} of the baseline"));
        foreach (AxoniusCsvKey key in keys.Where(key => key.BaselineAssets is not null))
        {
            findings.Add(Judge(AxoniusCsvRule.BaselineCoverage, key.BaselineAssets!.Value, key.Coverage / key.BaselineCoverage!.Value, _limits.Coverage, part =>
                $"{ShownText.Name(key.Key)} has a value for {Percent(key.Coverage / 100)} of the assets, where {Percent(key.BaselineCoverage.Value / 100)} "
                + $"had one in the baseline: {part} of that"));
            findings.Add(Judge(AxoniusCsvRule.BaselineValues, key.BaselineAssets.Value, key.KeptCoverage!.Value / 100, _limits.Values, part =>
                $"Of the {Counted.Of(key.BaselineAssets.Value, "asset")} with {ShownText.Name(key.Key)} in the baseline, {part} had a value that is still there. "
                + $"Gone {(key.VanishedCount == 1 ? "is" : "are")} {Vanished(key)}"));
        }

        return findings.OfType<AxoniusCsvFinding>();
    }

    private IEnumerable<AxoniusCsvFinding> CompareKeys()
    {
        string[] gone = [.. baseline.Contract.Keys.Except(options.Import.Contract.Keys)];
        string[] added = [.. options.Import.Contract.Keys.Except(baseline.Contract.Keys)];
        if (gone.Length > 0)
        {
            yield return Warning($"The baseline has keys that this contract lacks: {Names(gone)}. Nothing is said of them.");
        }

        if (added.Length > 0)
        {
            yield return Warning($"The baseline lacks keys that this contract has: {Names(added)}. What they were is not known.");
        }

        static AxoniusCsvFinding Warning(string message) => new(AxoniusCsvSeverity.Warning, AxoniusCsvRule.BaselineKeys, message);

        static string Names(string[] keys) => string.Join(", ", keys.Select(ShownText.Name));
    }

    // As of the brakes: a few assets more or less say nothing, and nothing at all is no number to divide by.
    private AxoniusCsvFinding? Judge(AxoniusCsvRule rule, long before, double part, double minimum, Func<string, string> message) =>
        before < PlanBrakes.FewestAssets || part + Slack >= Math.Max(minimum, _limits.Warning) ? null
            : part + Slack < minimum
                ? new(AxoniusCsvSeverity.Failure, rule, $"{message(Percent(part))}. At least {Percent(minimum)} must be there.")
                : new(AxoniusCsvSeverity.Warning, rule, $"{message(Percent(part))}.");

    private static string Vanished(AxoniusCsvKey key)
    {
        IEnumerable<string> named = key.VanishedValues.Take(Named).Select(value => $"{ShownText.Name(value.Value)} ({Number(value.Assets)})");
        return string.Join(", ", named) + (key.VanishedCount > Named ? $" and {Number(key.VanishedCount - Named)} more" : "");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    // Never rounded up to what was asked for.
    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor((part + Slack) * 1000) / 10:0.#} %");
}
