using System.CommandLine;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>The root: it synchronizes. Its options are the reference connector's, and some beside them.</summary>
internal class SynchronizeCommand(string name, string description) : ConnectorCommand(name, description)
{
    public SynchronizeCommand()
        : this(
            Product.Name,
            "Makes custom attributes on Qualys assets out of an Axonius export. "
            + "Each stage is written into a SQLite database that can be reviewed before anything is sent.")
    {
    }

    public CallOptions Call { get; } = new();

    public ExportOptions Export { get; } = new();

    public LogOptions Log { get; } = new("one named for the moment, in the current folder");

    public ReconcileOptions Comparison { get; } = new();

    public ReadingBackOptions ReadingBack { get; } = new();

    public SendingOptions Sending { get; } = new();

    public Setting<string> CsvFile { get; } = new("--csv-file", "-c")
    {
        HelpName = "FILE",
        Meaning = "The Axonius export to read.",
        Variable = EnvironmentNames.CsvFile,
        Default = "./data/input.csv",
        Read = Paths.Full,
    };

    public Option<bool> DryRun { get; } = new("--dry-run", "-d")
    {
        Description = "Read, group and split, write everything into the run database, show what would be sent, and send nothing. "
            + "Needs no credentials.",
    };

    public Option<bool> ExplainDatabase { get; } = new("--db-help")
    {
        Description = "Show the tables of the run database with their columns and three useful queries, and end.",
    };

    public Setting<QualysFunction> ApiFunction { get; } = new("--api-function", "-f")
    {
        HelpName = "add|update|remove",
        Meaning = "What is done with the custom attributes.",
        Variable = EnvironmentNames.ApiFunction,
        Default = "add",
        Read = (text, _) => QualysFunctions.Parse(text),
    };

    public Setting<QualysUpdateAuthentication> UpdateAuthentication { get; } = new("--update-authentication")
    {
        HelpName = "basic|bearer",
        Meaning = "How an update says who sends it: with user and password, or with a token of the gateway. Nobody outside Qualys knows "
            + "whether updates of assets take a token; a client and a token need bearer all the same.",
        Default = "basic",
        Read = (text, source) => text.Trim().ToLowerInvariant() switch
        {
            "basic" => QualysUpdateAuthentication.Basic,
            "bearer" => QualysUpdateAuthentication.Bearer,
            _ => throw new FormatException($"{source} must be basic or bearer, not '{text}'."),
        },
    };

    public Setting<string> Database { get; } = new("--database")
    {
        HelpName = "FILE",
        Meaning = "The run database to create.",
        Otherwise = "one named for the moment, in the current folder",
        Read = Paths.Full,
    };

    public Option<bool> Force { get; } = new("--force")
    {
        Description = "Replace the file named with --database if it exists; one that has calls to Qualys on record never is.",
    };

    public Setting<string> Resume { get; } = new("--resume")
    {
        HelpName = "FILE",
        Meaning = "Go on with a run database that was prepared earlier, also by a dry run: what was chosen to be sent, and Qualys has "
            + "not yet confirmed, is sent. Takes the place of --csv-file; the function is the one on record unless --api-function is given.",
        Read = Paths.Full,
    };

    public Setting<IReadOnlyList<int>> GroupNumber { get; } = new("--group-number")
    {
        HelpName = "N,...",
        Meaning = "Send only the batches of these groups, as a pilot; the rest of the plan stays for later.",
        Read = Choices.GroupNumbers,
    };

    public Setting<IReadOnlyList<ulong>> AssetId { get; } = new("--asset-id")
    {
        HelpName = "ID,...",
        Meaning = "Send only these assets, as a pilot; they leave the batches they were in.",
        Read = Choices.AssetIds,
    };

    public Setting<int?> First { get; } = new("--first")
    {
        HelpName = "N",
        Meaning = "Send only the first N batches that are not confirmed yet, as a pilot.",
        Read = (text, source) => Numbers.Whole(1, int.MaxValue)(text, source),
    };

    public Option<bool> All { get; } = new("--all")
    {
        Description = OfResume(name, "send every batch of the plan that is not confirmed yet, those included that were never chosen."),
    };

    public Option<bool> Resend { get; } = new("--resend")
    {
        Description = OfResume(name, "send batches again, too, that Qualys has confirmed already."),
    };

    public Setting<string> PlanDigest { get; } = new("--plan-digest")
    {
        HelpName = "DIGEST",
        Meaning = "Send only if the plan has this digest, as the dry run showed it.",
        Read = Choices.Digest,
    };

    public Setting<int> FailureLimit { get; } = new("--failure-limit")
    {
        HelpName = "N",
        Meaning = "How many batches may fail one after the other for the same cause, 1 to 1000000; then the run ends in order, with exit "
            + "code 5, and can be resumed. Of four times as many or more, two in five end it, too.",
        Default = Numbers.Write(FailureBreaker.DefaultLimit),
        Read = Numbers.Whole(1, 1_000_000),
    };

    public Setting<PayloadGrouping?> GroupBy { get; } = new("--group-by")
    {
        HelpName = "RULE",
        Meaning = $"What the assets of a group have in common: {Choices.AttributeSet}, all that is sent for them; {Choices.Attribute}, one "
            + $"key and its value, so that an asset is in several; {Choices.Auto}, whichever takes fewer calls.",
        Otherwise = $"{Choices.AttributeSet}, and {Choices.Auto} with a plan that was made by comparison",
        Read = (text, source) => Choices.GroupBy(text, source),
    };

    public override IEnumerable<Option> Options =>
    [
        CsvFile, DryRun, Comparison.Reconcile, .. Comparison.ThatShapeThePlan, .. Comparison.OfTheBrake, ExplainDatabase, Call.ApiFqdn,
        UpdateAuthentication, Call.GatewayFqdn, .. Call.OfAccount, ApiFunction, Database,
        Force, Log.LogFile, Log.SharedRead, Resume, GroupNumber, AssetId,
        First, All, Resend, PlanDigest, .. ReadingBack.All, GroupBy, Export.BatchSize, .. Sending.All, .. Call.Pace, FailureLimit,
        .. Export.OfReading, Log.Heartbeat,
    ];

    // Other commands than the root are named for what they go on with.
    private static string OfResume(string command, string what) =>
        command == Product.Name ? $"With --resume: {what}" : $"{char.ToUpperInvariant(what[0])}{what[1..]}";

    /// <summary>The options that shape a plan, which a run database prepared earlier already holds.</summary>
    public IEnumerable<Option> ThatShapeThePlan =>
    [
        CsvFile, Database, Force, GroupBy, Export.BatchSize, .. Export.OfReading, Comparison.Reconcile, .. Comparison.ThatShapeThePlan,
    ];

    /// <summary>The options that choose a part of the plan.</summary>
    public IEnumerable<Option> OfAPilot => [GroupNumber, AssetId, First];

    /// <summary>Whether nothing is sent.</summary>
    public virtual bool IsDryRun(ParseResult given) => given.GetValue(DryRun);

    /// <summary>Whether the export is compared with what Qualys is known to hold.</summary>
    public virtual bool IsReconciled(ParseResult given) => given.GetValue(Comparison.Reconcile);

    /// <summary>Whether the exit code tells of a plan that has changes.</summary>
    public virtual bool TellsOfChanges(ParseResult given) => false;

    /// <summary>Whether the exit code tells of a brake that would hold what a dry run has looked at.</summary>
    public virtual bool TellsOfBrake => true;

    /// <summary>The run database to go on with, or <see langword="null"/> for a new one.</summary>
    public virtual string? ResumePath(ParseResult given) => Resume.Find(given);

    /// <summary>The run database of the run that is undone, or <see langword="null"/> where an export is synchronized.</summary>
    public virtual string? UndonePath(ParseResult given) => null;

    /// <summary>Whether what failed or is partial stays as it is.</summary>
    public virtual bool LeavesFailed(ParseResult given) => false;

    /// <summary>Where updates go by the record of the run that is gone on with; <see langword="null"/> where the options alone say it.</summary>
    public virtual UpdateTarget? FindRecorded(ParseResult given) => null;

    public override string? Missing() =>
        Environment.GetEnvironmentVariable(EnvironmentNames.CsvFile) is { Length: > 0 } || File.Exists(CsvFile.Default)
            ? null
            : $"There is no Axonius export '{CsvFile.Default}'. Name one with {CsvFile.Name}, or in the environment variable {EnvironmentNames.CsvFile}.";

    public override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        if (given.GetValue(ExplainDatabase))
        {
            DatabaseHelp.Write(given.InvocationConfiguration.Output);
            return ExitCodes.Done;
        }

        using var run = new SynchronizeRun(SynchronizeSettings.Of(this, given));
        return await run.RunAsync(stop).ConfigureAwait(false);
    }

    public override void Explain(HelpText help)
    {
        int width = ExportOptions.ExplainContract(help);
        help.Variables([.. Account.Explain("; needed to send, not for a dry run"), .. Variables], width);
        help.ExitCodes(
            "done",
            "wrong configuration or input, or Qualys cannot be reached: nothing was changed",
            "some batches failed, are partial or in doubt, or the run ended early: see the summary, then use --resume",
            "what was done is on record",
            brake: "a brake holds the plan of --reconcile: look at it, then use --allow-mass-change");
        help.Examples(
            "Examples:",
            ("See what an export would change, without sending anything:", "--csv-file export.csv --dry-run --database plan.db"),
            ("Send what was reviewed (q_username and q_password are set):", $"--resume plan.db --api-fqdn {Call.ApiFqdn.Default}"),
            ("Send what differs from what Qualys is known to hold:", "--csv-file export.csv --reconcile --inventory ./inventory"),
            ("Plan it, look at it, send it (their options: plan --help, apply --help):", "plan --csv-file export.csv --inventory ./inventory"),
            ("Take a run of --reconcile back (its options: undo --help):", "undo run.db --dry-run"),
            ("Bring the asset inventory into a database (its options: inventory --help):",
                $"inventory --since all -a {Call.ApiFqdn.Default}"),
            ("Hand the inventory on (its options: publish --help):", "publish --csv ./distribution --snapshot ./snapshots"));
    }
}
