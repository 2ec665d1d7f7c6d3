using System.CommandLine;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>The options of every command that writes a log.</summary>
/// <param name="defaultLog">What the log is called unless it is named.</param>
internal sealed class LogOptions(string defaultLog)
{
    public Setting<string> LogFile { get; } = new("--log-file")
    {
        HelpName = "FILE",
        Meaning = "The log; lines are added to a file that exists.",
        Otherwise = defaultLog,
        Read = Paths.Full,
    };

    /// <summary>For tests, which cannot wait for a quarter of a minute.</summary>
    public Setting<TimeSpan> Heartbeat { get; } = new("--heartbeat-seconds")
    {
        Hidden = true,
        Meaning = "The time between two signs of life.",
        Default = "15",
        Read = Numbers.Seconds(0.01),
    };

    public LogSettings Of(ParseResult given) => new(LogFile.Find(given), Heartbeat.Of(given));
}

/// <summary>Where a run writes its log, and how often it gives a sign of life.</summary>
/// <param name="Path">The log, or <see langword="null"/> where nobody named one.</param>
/// <param name="Heartbeat">The time between two signs of life.</param>
internal sealed record LogSettings(string? Path, TimeSpan Heartbeat);
