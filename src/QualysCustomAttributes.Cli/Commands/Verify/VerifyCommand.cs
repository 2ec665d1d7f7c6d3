using System.CommandLine;
using QualysCustomAttributes.Cli.Commands.Synchronize;
using QualysCustomAttributes.Cli.Shared;

namespace QualysCustomAttributes.Cli.Commands.Verify;

/// <summary>Reads a run back from Qualys.</summary>
internal sealed class VerifyCommand() : ConnectorCommand(
    "verify",
    "Reads back from Qualys what a run has sent, and says for each asset and key: as wanted, different, missing, not found. "
    + "It changes nothing in Qualys.")
{
    public Argument<string> Database { get; } = new("RUN.db") { Description = "The run database. What was found is written into it." };

    public CallOptions Call { get; } = new();

    public LogOptions Log { get; } = new("none");

    public Setting<TimeSpan> VerifyTimeout { get; } = new ReadingBackOptions().VerifyTimeout;

    public override IEnumerable<Argument> Arguments => [Database];

    public override IEnumerable<Option> Options =>
    [
        VerifyTimeout, Call.RecordedApiFqdn, Call.GatewayFqdn, .. Call.OfAccount, Log.LogFile, Log.SharedRead, .. Call.Pace, Log.Heartbeat,
    ];

    public override Task<int> RunAsync(ParseResult given, CancellationToken stop) => new VerifyRun(VerifySettings.Of(this, given)).RunAsync(stop);

    public override void Explain(HelpText help)
    {
        help.Lines(
            "What is read back:",
            "the batches that Qualys confirmed in full or in part, those in doubt, and those that failed without a word of "
            + "Qualys on one of their calls. Up to twenty assets are asked for one by one, more are found 300 at a time. "
            + "show RUN verification lists what was found otherwise than wanted; where the run "
            + "was compared with a ledger, the next comparison knows it. The host is the one that the run was sent to, by its record; "
            + "one that is no public platform of Qualys has to be named.");
        help.Variables([.. Account.Explain(), .. Variables]);
        help.ExitCodes(
            "done: all of it is as wanted",
            "wrong configuration, nothing was sent by the run, or Qualys cannot be reached",
            "some of it is not as wanted: see the summary",
            "what was found so far stays in the run database");
        help.Examples(
            "Examples (q_username and q_password are set):",
            ("Read a run back, for up to five minutes until all of it shows:", "verify run.db"),
            ("Look once:", "verify run.db --verify-timeout 0"));
    }
}
