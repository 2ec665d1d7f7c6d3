using QualysCustomAttributes.Publishing;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>What a publication does, from options, environment and defaults.</summary>
internal sealed record PublishSettings
{
    /// <summary>What is distributed, and where to.</summary>
    public required PublicationOptions Publication { get; init; }

    /// <summary>The log, which is kept only where it is named, and its signs of life.</summary>
    public required LogSettings Log { get; init; }
}
