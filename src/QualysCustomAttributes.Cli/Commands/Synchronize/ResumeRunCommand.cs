using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>Goes on with a run whatever ended it, at the host that its record has.</summary>
internal sealed class ResumeRunCommand() : SynchronizeCommand(
    "resume",
    "Goes on with a run whatever ended it: sends what was chosen and is not sent or in doubt, to the host that the run database has on record.")
{
    private readonly Argument<string> _run = new("RUN") { Description = "The run database." };

    private readonly Option<bool> _retryFailed = new("--retry-failed")
    {
        Description = "Send batches again, too, that failed or are partial; without it they stay as they are.",
    };

    private RunResumption? _found;

    public override IEnumerable<Argument> Arguments => [_run];

    public override IEnumerable<Option> Options =>
    [
        _retryFailed, DryRun, .. Comparison.OfTheBrake, Call.RecordedApiFqdn, UpdateAuthentication, Call.GatewayFqdn, .. Call.OfAccount, Log.LogFile,
        Log.SharedRead, ReadingBack.Verify, ReadingBack.VerifyTimeout, .. Sending.All, .. Call.Pace, FailureLimit, Log.Heartbeat,
    ];

    public override string? ResumePath(ParseResult given) => Paths.Full(given.GetRequiredValue(_run), _run.Name);

    public override bool LeavesFailed(ParseResult given) => !given.GetValue(_retryFailed);

    public override UpdateTarget? FindRecorded(ParseResult given) => _found?.FindTarget(
        Call.RecordedApiFqdn.Find(given),
        given.Has(UpdateAuthentication) ? UpdateAuthentication.Of(given) : null,
        Call.GatewayFqdn.Find(given));

    public override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        _found = RunResumption.Read(ResumePath(given)!);
        if (_found.IsAnythingLeft(given.GetValue(_retryFailed)))
        {
            return await base.RunAsync(given, stop).ConfigureAwait(false);
        }

        foreach (string line in (string[])[_found.NothingLeft, .. NextStep.Lines(QualysRun.Read(_found.DatabasePath, NextStep.Command))])
        {
            await given.InvocationConfiguration.Output.WriteLineAsync(ShownText.Line(line)).ConfigureAwait(false);
        }

        return _found.BatchesFailed == 0 ? ExitCodes.Done : ExitCodes.Incomplete;
    }

    public override void Explain(HelpText help)
    {
        help.Lines(
            "What is sent:",
            "of what was chosen, the batches that were not sent and those in doubt; with --retry-failed those that failed or are "
            + "partial, too. What Qualys has confirmed is not sent again. apply and --resume send all of it that is not confirmed, "
            + "what failed included, and begin a run that nobody has sent yet, which this command refuses. Another host than the "
            + "one that the record has is refused, and a host that is no public platform of Qualys has to be named.");
        help.Variables([.. Account.Explain("; needed to send, not for a dry run"), .. Variables]);
        help.ExitCodes(
            "done, or nothing was left",
            "wrong configuration or input, or nobody has begun to send the run: nothing was sent",
            "some batches failed, are partial or in doubt, or the run ended early: the same command goes on",
            "what was done is on record",
            brake: "a brake holds the plan: look at it, then use --allow-mass-change");
        help.Examples(
            "Examples (q_username and q_password are set):",
            ("Send what is left:", "resume run.db"),
            ("Once the cause is mended, send what failed, too:", "resume run.db --retry-failed"));
    }
}
