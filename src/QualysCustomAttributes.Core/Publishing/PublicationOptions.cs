namespace QualysCustomAttributes.Publishing;

/// <summary>Which inventory database is published, and where to.</summary>
internal sealed record PublicationOptions
{
    /// <summary>The inventory database, or the folder of the export that holds it.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>The targets, in the order in which they are published to; at least one is named.</summary>
    public IReadOnlyList<PublicationTarget> Targets { get; init; } = [];
}
