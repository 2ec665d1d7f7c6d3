using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>Sends the plan of a run database, and nothing else.</summary>
internal sealed class ApplyCommand() : SynchronizeCommand(
    "apply", "Sends the plan of a run database as it was reviewed: what of it was chosen and Qualys has not yet confirmed.")
{
    private readonly Argument<string> _run = new("RUN") { Description = "The run database." };

    public override IEnumerable<Argument> Arguments => [_run];

    public override IEnumerable<Option> Options =>
    [
        DryRun, .. Comparison.OfTheBrake, PlanDigest, All, Resend, GroupNumber, AssetId, First, Call.ApiFqdn, UpdateAuthentication,
        Call.GatewayFqdn, .. Call.OfAccount, Log.LogFile, Log.SharedRead, .. ReadingBack.All, .. Sending.All, .. Call.Pace, FailureLimit, Log.Heartbeat,
    ];

    public override string? ResumePath(ParseResult given) => Paths.Full(given.GetRequiredValue(_run), "RUN");

    public override void Explain(HelpText help)
    {
        help.Variables([.. Account.Explain("; needed to send, not for a dry run"), .. Variables]);
        help.ExitCodes(
            "done",
            "wrong configuration or input, or the plan is stale: nothing was sent",
            "some batches failed, are partial or in doubt, or the run ended early: the same command goes on",
            "what was done is on record",
            brake: "a brake holds the plan: look at it, then use --allow-mass-change");
        help.Examples("Examples:", ("Send what was reviewed (q_username and q_password are set):", $"apply plan.db --api-fqdn {Call.ApiFqdn.Default}"));
    }
}
