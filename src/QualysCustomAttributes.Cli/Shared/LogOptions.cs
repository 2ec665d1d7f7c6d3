using System.CommandLine;
using QualysCustomAttributes.Files;

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

    /// <summary>Whether others may read what is made: log, databases, pages, published files, and folders.</summary>
    public Option<bool> SharedRead { get; } = new("--shared-read")
    {
        Description = "On Unix, leave it to the umask who else may read what is made; without it that is yours alone.",
    };

    /// <summary>For tests, which cannot wait for a quarter of a minute.</summary>
    public Setting<TimeSpan> Heartbeat { get; } = new("--heartbeat-seconds")
    {
        Hidden = true,
        Meaning = "The time between two signs of life.",
        Default = "15",
        Read = Numbers.Seconds(0.01),
    };

    public LogSettings Of(ParseResult given) => new(LogFile.Find(given), Heartbeat.Of(given), given.GetValue(SharedRead));
}

/// <summary>Where a run writes its log, and how often it gives a sign of life.</summary>
/// <param name="Path">The log, or <see langword="null"/> where nobody named one.</param>
/// <param name="Heartbeat">The time between two signs of life.</param>
/// <param name="SharedRead">Whether others may read what is made, as far as the umask lets them.</param>
internal sealed record LogSettings(string? Path, TimeSpan Heartbeat, bool SharedRead)
{
    /// <summary>Makes the log, and the folder it is in.</summary>
    public NewFiles Files => NewFiles.For(SharedRead);
}
