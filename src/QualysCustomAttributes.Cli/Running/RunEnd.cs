namespace QualysCustomAttributes.Cli.Running;

/// <summary>How a run came to its end.</summary>
internal record RunEnd
{
    /// <summary>What ended it before its time, or <see langword="null"/>.</summary>
    public Exception? Error { get; init; }

    /// <summary>Whether its user stopped it.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }
}
