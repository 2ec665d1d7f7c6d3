using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Qualys;

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

    public Setting<int?> MaximumCalls { get; } = new("--maximum-calls")
    {
        HelpName = "N",
        Meaning = "How many calls the run makes to Qualys at most, repeats included; then it ends in order, with exit code 5, and can be resumed.",
        Read = (text, source) => Numbers.Whole(1, int.MaxValue)(text, source),
    };

    public Setting<DateTimeOffset?> Until { get; } = new("--until")
    {
        HelpName = "TIME",
        Meaning = "The time after which no call leaves: a moment with its time zone (2026-11-01T06:00:00+01:00), or a time of this machine's day "
            + "(06:00), of the next day where it has passed. Then the run ends in order, with exit code 5, and can be resumed.",
        Read = (text, source) => ClockTime.Read(text, source, DateTimeOffset.Now),
    };

    public Setting<int> ReserveCalls { get; } = new("--reserve-calls")
    {
        HelpName = "N",
        Meaning = "How many calls of each window of Qualys are left to others, for the limit is the subscription's: where no more are left, the run "
            + "waits for the next window, or ends with exit code 5 where that is longer than --maximum-wait. Only where Qualys shows its window.",
        Default = "0",
        Read = Numbers.Whole(0, int.MaxValue),
    };

    public Setting<string> PriorityKey { get; } = new("--priority-key")
    {
        HelpName = "KEY",
        Meaning = "Send the groups first that change this key; the plan itself stays as it is.",
        Read = (text, source) => text.Length > 0 ? text : throw new FormatException($"{source} must be a key."),
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [MaximumCalls, Until, ReserveCalls, PriorityKey, LeaseTimeout];

    /// <summary>How much the run may ask of Qualys.</summary>
    /// <exception cref="ConnectorException">The time has passed.</exception>
    public CallBudget? Budget(ParseResult given, TimeProvider time) =>
        CallBudget.Of(MaximumCalls.Find(given), Until.Find(given), ReserveCalls.Of(given), time);
}
