using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>What a run does, from options, environment and defaults.</summary>
internal sealed record SynchronizeSettings
{
    /// <summary>What is read and made of it.</summary>
    public required SynchronizationOptions Synchronization { get; init; }

    /// <summary>How calls are made.</summary>
    public required QualysClientOptions Client { get; init; }

    /// <summary>Where calls go.</summary>
    public required QualysAddress Address { get; init; }

    /// <summary>The account; in a dry run it may be missing.</summary>
    public QualysCredential? Credential { get; init; }

    /// <summary>Whether nothing is sent.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The run database to go on with, or <see langword="null"/> for a new one.</summary>
    public string? ResumePath { get; init; }

    /// <summary>Whether the function was asked for on the command line, so that it counts before the one on record.</summary>
    public bool IsFunctionExplicit { get; init; }

    /// <summary>The log and its signs of life.</summary>
    public required LogSettings Log { get; init; }
}
