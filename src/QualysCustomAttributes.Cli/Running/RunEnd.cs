using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>How a run came to its end.</summary>
internal sealed record RunEnd
{
    /// <summary>What ended it before its time, or <see langword="null"/>.</summary>
    public Exception? Error { get; init; }

    /// <summary>Whether its user stopped it.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>How many calls it made.</summary>
    public int Calls { get; init; }

    /// <summary>The last call that its database had on record before it.</summary>
    public long CallsBefore { get; init; }

    /// <summary>What was done with the attributes.</summary>
    public QualysFunction Function { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }
}
