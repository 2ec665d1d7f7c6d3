using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>The options that say when a run sends, and how much.</summary>
internal sealed class SendingOptions
{
    public Setting<TimeSpan> LeaseTimeout { get; } = new("--lease-timeout")
    {
        HelpName = "TIME",
        Meaning = "How long a run with a ledger waits for another one that sends for the same subscription, as 00:30:00 or in seconds, up to "
            + "seven days. Then, or at once where this is zero, it ends and has sent nothing.",
        Default = "0",
        Read = Numbers.Wait,
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [LeaseTimeout];
}
