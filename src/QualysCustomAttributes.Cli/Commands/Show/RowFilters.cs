using System.CommandLine;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Commands.Synchronize;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Commands.Show;

/// <summary>The options that choose among the rows that are listed.</summary>
internal sealed class RowFilters
{
    private readonly Setting<IReadOnlyList<UpdateOutcome>> _outcome = new("--outcome")
    {
        HelpName = "OUTCOME,...",
        Meaning = $"Of batches: only those with one of these outcomes ({Names<UpdateOutcome>()}).",
        Read = Named<UpdateOutcome>,
    };

    private readonly Setting<IReadOnlyList<int>> _group = new("--group", "--group-number")
    {
        HelpName = "N,...",
        Meaning = "Of groups, batches and calls: only what is of these groups.",
        Read = Choices.GroupNumbers,
    };

    private readonly Setting<IReadOnlyList<ulong>> _assetId = new("--asset-id")
    {
        HelpName = "ID,...",
        Meaning = "Of plan, groups, batches and duplicates: only what has one of these assets.",
        Read = Choices.AssetIds,
    };

    private readonly Setting<IReadOnlyList<RejectionReason>> _reason = new("--reason")
    {
        HelpName = "REASON,...",
        Meaning = $"Of rejected: only what was rejected for one of these reasons ({Names<RejectionReason>()}).",
        Read = Named<RejectionReason>,
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [_outcome, _group, _assetId, _reason];

    /// <summary>What is asked for.</summary>
    /// <param name="given">What stands on the command line.</param>
    /// <param name="kind">What is listed; <see langword="null"/> where a run is summed up.</param>
    /// <exception cref="SettingsException">A filter is given that goes with other rows.</exception>
    public AskedRows Of(ParseResult given, string? kind)
    {
        foreach ((Option option, string[] kinds) in ((Option, string[])[])
            [
                (_outcome, [ListCommand.Batches]), (_group, [ListCommand.Groups, ListCommand.Batches, ListCommand.Calls]),
                (_assetId, [ListCommand.Plan, ListCommand.Groups, ListCommand.Batches, ListCommand.Duplicates]), (_reason, [ListCommand.Rejected]),
            ])
        {
            if (given.Has(option) && !kinds.Contains(kind))
            {
                throw new SettingsException($"{option.Name} goes with {string.Join(" or ", kinds.Select(each => $"show RUN {each}"))}.");
            }
        }

        return new AskedRows(
            new PlanLook { GroupNumbers = _group.Find(given) ?? [], AssetIds = _assetId.Find(given) ?? [], Outcomes = _outcome.Find(given) ?? [] },
            _reason.Find(given) ?? []);
    }

    private static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>());

    private static IReadOnlyList<T> Named<T>(string text, string source)
        where T : struct, Enum => [.. text.Split(',').Select(each => Enum.GetValues<T>()
            .Cast<T?>().FirstOrDefault(value => $"{value}".Equals(each.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"{source} must be of {Names<T>()}, with commas between them, not '{each.Trim()}'."))];
}

/// <summary>Which rows are asked for.</summary>
/// <param name="Plan">Of the plan: groups, assets, outcomes.</param>
/// <param name="Reasons">Of what was rejected: why; all where none is.</param>
internal sealed record AskedRows(PlanLook Plan, IReadOnlyList<RejectionReason> Reasons);
