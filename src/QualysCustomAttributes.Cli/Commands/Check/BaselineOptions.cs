using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Commands.Check;

/// <summary>The options that say what an export is compared with, and how much of that must be there.</summary>
internal sealed class BaselineOptions
{
    public Setting<string> Baseline { get; } = new("--baseline")
    {
        HelpName = "RUN.db",
        Meaning = "The run database of a former run to compare with: rows, what assets have under each key, values that are gone or new.",
        Read = Paths.Full,
    };

    public Setting<double> MinimumAssets { get; } = Limit(
        "--minimum-assets", $"Of the baseline's assets: with fewer the export does not pass. A baseline of fewer than {PlanBrakes.FewestAssets} never counts.");

    public Setting<double> MinimumCoverage { get; } = Limit(
        "--minimum-coverage", "Of the part of the baseline's assets that had a value, for each key: with a smaller part the export does not pass.");

    public Setting<double> MinimumValues { get; } = Limit(
        "--minimum-values", "Of the baseline's assets with a value, for each key: if fewer had one that is still there, the export does not pass.");

    public Setting<double> WarnBelow { get; } = new("--warn-below")
    {
        HelpName = "PERCENT",
        Meaning = "Below this part of any of the three a warning is given.",
        Default = Numbers.Write(BaselineLimits.DefaultWarning * 100),
        Read = Numbers.Percent,
    };

    public IEnumerable<Option> All => [Baseline, .. Limits];

    private IEnumerable<Option> Limits => [MinimumAssets, MinimumCoverage, MinimumValues, WarnBelow];

    /// <summary>Reads how much must be there.</summary>
    /// <exception cref="RunDatabaseException">It was said, and no baseline.</exception>
    public BaselineLimits Of(ParseResult given) => !given.Has(Baseline) && Limits.Any(given.Has)
        ? throw RunDatabaseException.BaselineMissing()
        : new BaselineLimits
        {
            Assets = MinimumAssets.Of(given),
            Coverage = MinimumCoverage.Of(given),
            Values = MinimumValues.Of(given),
            Warning = WarnBelow.Of(given),
        };

    private static Setting<double> Limit(string name, string meaning) => new(name)
    {
        HelpName = "PERCENT",
        Meaning = meaning,
        Default = Numbers.Write((double)(PlanBrakes.LeastOfLastRun * 100)),
        Read = Numbers.Percent,
    };
}
