using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>How payloads are grouped.</summary>
internal sealed record GroupingOptions
{
    /// <summary>What happens to an asset id that stands in several rows.</summary>
    public DuplicateAction DuplicateAction { get; init; }

    /// <summary>
    /// What the assets of a group have in common; <see langword="null"/> for what is usual: the whole set of attributes, and whichever takes
    /// fewer calls where the plan was made by comparison.
    /// </summary>
    public PayloadGrouping? GroupBy { get; init; }

    /// <summary>How many assets a batch will have at most: calls are counted by it.</summary>
    public int BatchSize { get; init; } = SplitStage.DefaultBatchSize;

    /// <summary>The options as the record of the stage keeps them.</summary>
    public string Describe() => StageOptions.Describe(
        (GroupStage.DuplicateOption, DuplicateAction.ToString()), (GroupStage.GroupByOption, GroupBy?.ToString()),
        (SplitStage.BatchSizeOption, BatchSize == SplitStage.DefaultBatchSize ? null : BatchSize));
}
