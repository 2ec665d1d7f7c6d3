using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>How a synchronization came to its end.</summary>
internal sealed record SynchronizeEnd(RunEnd End) : RunEnd(End)
{
    /// <summary>How many calls it made.</summary>
    public int Calls { get; init; }

    /// <summary>The last call that its database had on record before it.</summary>
    public long CallsBefore { get; init; }

    /// <summary>What was done with the attributes.</summary>
    public QualysFunction Function { get; init; }
}
