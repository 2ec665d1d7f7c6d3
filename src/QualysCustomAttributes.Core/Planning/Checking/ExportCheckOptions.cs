namespace QualysCustomAttributes.Planning;

/// <summary>Which export is checked, and how.</summary>
internal sealed record ExportCheckOptions
{
    /// <summary>How it would be imported.</summary>
    public required AxoniusImportOptions Import { get; init; }

    /// <summary>What happens to an asset id that stands in several rows.</summary>
    public DuplicateAction DuplicateAction { get; init; }

    /// <summary>How many assets a batch has at most.</summary>
    public int BatchSize { get; init; } = SplitStage.DefaultBatchSize;

    /// <summary>The run database that it is compared with, or <see langword="null"/>.</summary>
    public string? BaselinePath { get; init; }

    /// <summary>How much of the baseline must be there.</summary>
    public BaselineLimits Limits { get; init; } = new();

    /// <summary>What a front says of an error, with its own advice.</summary>
    public Func<ConnectorException, string> DescribeError { get; init; } = error => error.Message;

    /// <summary>What a front says of a warning, with its own advice.</summary>
    public Func<ConnectorWarning, string> DescribeWarning { get; init; } = warning => warning.Message;
}

/// <summary>How much of a baseline must be there, as parts of one.</summary>
internal sealed record BaselineLimits
{
    /// <summary>Below that much of the baseline, where no limit fails, a warning is given, unless told otherwise.</summary>
    public const double DefaultWarning = 0.95;

    /// <summary>The part of the assets.</summary>
    public double Assets { get; init; } = (double)PlanBrakes.LeastOfLastRun;

    /// <summary>The part of the coverage of each key.</summary>
    public double Coverage { get; init; } = (double)PlanBrakes.LeastOfLastRun;

    /// <summary>Of the assets with a value, the part whose value is still known.</summary>
    public double Values { get; init; } = (double)PlanBrakes.LeastOfLastRun;

    /// <summary>Below this part of any of them a warning is given.</summary>
    public double Warning { get; init; } = DefaultWarning;
}
