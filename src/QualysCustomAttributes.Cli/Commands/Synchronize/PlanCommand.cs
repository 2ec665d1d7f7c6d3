using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>Compares an export with what Qualys is known to hold, and leaves the plan in a run database; nothing is sent.</summary>
internal sealed class PlanCommand() : SynchronizeCommand(
    "plan",
    "Compares an Axonius export with what Qualys is known to hold, and leaves what differs as a plan in a run database that can be "
    + "reviewed and applied. Nothing is sent, and no credentials are needed.")
{
    public Option<bool> DetailedExitCode { get; } = new("--detailed-exit-code")
    {
        Description = "End with 3 where the plan has changes, and with 0 where everything is as it should be.",
    };

    public override IEnumerable<Option> Options =>
    [
        CsvFile, .. Comparison.ThatShapeThePlan, .. Comparison.OfTheBrake, DetailedExitCode, Call.ApiFqdn, Call.GatewayFqdn, Database, Force,
        Log.LogFile, Log.SharedRead, GroupBy, Export.BatchSize, .. Export.OfReading,
        Log.Heartbeat,
    ];

    public override bool IsDryRun(ParseResult given) => true;

    public override bool IsReconciled(ParseResult given) => true;

    // A plan is made also where a brake would hold it: that is asked when it is applied.
    public override bool TellsOfBrake => false;

    public override bool TellsOfChanges(ParseResult given) => given.GetValue(DetailedExitCode);

    public override void Explain(HelpText help)
    {
        help.Variables([.. Variables]);
        help.ExitCodes(
            "the plan is made; with --detailed-exit-code: and it has no changes",
            "wrong configuration or input: no plan",
            incomplete: null,
            stopped: "what was done is on record",
            pending: "with --detailed-exit-code: the plan has changes",
            callsQualys: false);
        help.Examples(
            "Examples:",
            ("Plan against the inventory of this morning:", "plan --csv-file export.csv --inventory ./inventory --database plan.db"),
            ("Send what was reviewed:", "apply plan.db"));
    }
}
