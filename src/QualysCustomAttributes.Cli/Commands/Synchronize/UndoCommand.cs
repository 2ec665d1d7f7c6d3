using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>Takes a reconciled run back, as a run of its own.</summary>
internal sealed class UndoCommand() : SynchronizeCommand(
    "undo",
    "Takes a run of --reconcile back: what it added is removed, what it changed or removed gets the value from before, but for values that "
    + "are no longer those which it wrote. That is a run of its own, with a plan and a run database.")
{
    private readonly Argument<string> _run = new("RUN") { Description = "The run database of the run that is undone." };

    public override IEnumerable<Argument> Arguments => [_run];

    public override IEnumerable<Option> Options =>
    [
        DryRun, Comparison.Inventory, Comparison.Ledger, Comparison.MaximumInventoryAge, .. Comparison.OfTheBrake, PlanDigest, GroupNumber,
        AssetId, First, Call.RecordedApiFqdn, UpdateAuthentication, Call.GatewayFqdn, .. Call.OfAccount, Database, Force, Log.LogFile,
        Log.SharedRead, GroupBy, Export.BatchSize,
        .. ReadingBack.All, .. Sending.All, .. Call.Pace, FailureLimit, Log.Heartbeat,
    ];

    public override string? UndonePath(ParseResult given) => Paths.Full(given.GetRequiredValue(_run), "RUN");

    public override bool IsReconciled(ParseResult given) => true;

    public override UpdateTarget? FindRecorded(ParseResult given) => RunResumption.OfSent(UndonePath(given)!).FindTarget(
        Call.RecordedApiFqdn.Find(given),
        given.Has(UpdateAuthentication) ? UpdateAuthentication.Of(given) : null,
        Call.GatewayFqdn.Find(given),
        isCalled: !IsDryRun(given));

    public override void Explain(HelpText help)
    {
        help.Lines(
            "Where it goes:",
            "to the host that the run was sent to, by its record. Another one is refused, and a host that is no public platform of "
            + "Qualys has to be named.");
        help.Variables([.. Account.Explain("; needed to send, not for a dry run"), .. Variables]);
        help.ExitCodes(
            "done",
            "wrong configuration or input, or there is nothing to undo: nothing was sent",
            "some batches failed, are partial or in doubt, or the run ended early: see the summary, then use apply",
            "what was done is on record",
            brake: "a brake holds the plan: look at it, then use --allow-mass-change");
        help.Examples(
            "Examples:",
            ("See what undoing would change:", "undo run.db --dry-run --database undo.db"),
            ("Undo what was reviewed (q_username and q_password are set):", $"apply undo.db --api-fqdn {Call.ApiFqdn.Default}"));
    }
}
