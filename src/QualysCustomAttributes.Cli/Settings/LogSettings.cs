using System.CommandLine;
using QualysCustomAttributes.Cli.Options;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>Where a run writes its log, and how often it gives a sign of life.</summary>
/// <param name="Path">The log, or <see langword="null"/> where nobody named one.</param>
/// <param name="Heartbeat">The time between two signs of life.</param>
internal sealed record LogSettings(string? Path, TimeSpan Heartbeat)
{
    private static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(15);

    public static LogSettings Of(LogOptions options, ParseResult parsed) => new(
        parsed.GetValue(options.LogFile) is { } path ? SettingSources.FullPath(options.LogFile.Name, path) : null,
        parsed.GetValue(options.Heartbeat) ?? DefaultHeartbeat);
}
