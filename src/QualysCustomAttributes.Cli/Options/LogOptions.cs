using System.CommandLine;

namespace QualysCustomAttributes.Cli.Options;

/// <summary>The options of every command that writes a log.</summary>
/// <param name="defaultLog">What the log is called unless it is named.</param>
internal sealed class LogOptions(string defaultLog)
{
    public Option<string> LogFile { get; } = new("--log-file")
    {
        HelpName = "FILE",
        Description = $"The log; lines are added to a file that exists. [default: {defaultLog}]",
    };

    /// <summary>For tests, which cannot wait for a quarter of a minute.</summary>
    public Option<TimeSpan?> Heartbeat { get; } = new("--heartbeat-seconds")
    {
        Hidden = true,
        CustomParser = result => Numbers.Seconds(result, 0.01, Numbers.Day),
    };
}
