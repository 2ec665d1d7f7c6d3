using QualysCustomAttributes.Publishing;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>How a publication came to its end.</summary>
internal sealed record PublishEnd(RunEnd End) : RunEnd(End)
{
    /// <summary>The targets that were done.</summary>
    public required IReadOnlyList<PublishedTarget> Targets { get; init; }
}
