using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Cli.Commands.Inventory;

/// <summary>Brings the asset inventory into a folder and its database.</summary>
internal sealed class InventoryCommand() : ConnectorCommand(
    "inventory",
    "Brings the asset inventory of Qualys CyberSecurity Asset Management into a SQLite database and compressed JSON, "
    + "and keeps it current. The same command goes on with a run that ended early.")
{
    public CallOptions Call { get; } = new();

    public LogOptions Log { get; } = new("one named for the moment, in the output folder");

    public Setting<Since> Since { get; } = new("--since")
    {
        HelpName = "TIME",
        Meaning = "Bring the assets that were updated since: a date (2026-11-01, midnight UTC), a moment (2026-11-01T00:00:00Z), "
            + $"a period back from now (7d, 12h) or {Shared.Since.All}.",
        Otherwise = "the last day",
        Read = Shared.Since.Read,
    };

    public Option<bool> Incremental { get; } = new("--incremental")
    {
        Description = "Bring the assets that were updated since five minutes before the start of the last complete run with the same "
            + "fields and filters; where there is none, since --since, or all where that is not given.",
    };

    public Setting<string> Output { get; } = Paths.Inventory(
        "--output",
        "FOLDER",
        "The folder of the inventory: its database, which every run adds to, and the pages as they were received. "
        + "It is made where it does not exist.");

    public Option<bool> CountOnly { get; } = new("--count-only")
    {
        Description = "Print the number of assets that --since and --filter choose, nothing else, and write no file.",
    };

    public Setting<int> PageSize { get; } = new("--page-size")
    {
        HelpName = "N",
        Meaning = $"How many assets a page has at most, 1 to {QualysInventoryQuery.LargestPageSize}.",
        Default = Numbers.Write(QualysInventoryQuery.LargestPageSize),
        Read = Numbers.Whole(1, QualysInventoryQuery.LargestPageSize),
    };

    public Option<string[]> Filter { get; } = new("--filter")
    {
        HelpName = "CONDITION",
        Description = "Bring the assets that meet a condition of field, operator and value: \"tags.name CONTAINS Production\". "
            + "May be given several times; an asset then meets all of them.",
    };

    public Option<string[]> IncludeField { get; } = new("--include-field")
    {
        HelpName = "NAME",
        Description = "Bring only this field of the assets; what the database has in the others stays. "
            + "May be given several times. [default: all fields]",
    };

    public Option<string[]> ExcludeField { get; } = new("--exclude-field")
    {
        HelpName = "NAME",
        Description = "Leave this field out; what the database has in it stays. May be given several times.",
    };

    public Option<bool> StartOver { get; } = new("--start-over")
    {
        Description = "Begin a new run where the same command would go on with one that ended early.",
    };

    public Option<bool> FromPages { get; } = new("--from-pages")
    {
        Description = "Make the database anew from the pages in the folder, without asking Qualys. Needs no credentials.",
    };

    public Option<bool> Force { get; } = new("--force")
    {
        Description = "With --from-pages, replace the database that is there. It stays as it is until the new one is finished.",
    };

    public override IEnumerable<Option> Options =>
    [
        Since, Incremental, Output, CountOnly, FromPages, Force, Call.ApiFqdn, Call.GatewayFqdn, .. Call.OfAccount, PageSize, Filter,
        IncludeField, ExcludeField, StartOver, Log.LogFile, Log.SharedRead, .. Call.Pace, Log.Heartbeat,
    ];

    /// <summary>The options that say nothing to somebody who only counts.</summary>
    public IEnumerable<Option> NotForCounting => [Incremental, StartOver, FromPages, Force, Log.LogFile, Log.SharedRead];

    public override Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        if (given.GetValue(FromPages) && !given.GetValue(CountOnly))
        {
            return InventoryFromPages.Of(this, given).RunAsync(stop);
        }

        InventorySettings settings = InventorySettings.Of(this, given);
        return settings.IsCountOnly ? InventoryCount.RunAsync(settings, stop) : new InventoryRun(settings).RunAsync(stop);
    }

    public override void Explain(HelpText help)
    {
        help.Lines(
            "What stands in the folder:",
            "asset_inventory_sqlite.db",
            "  The database. Every run merges into it; it can be queried meanwhile. Its tables: Q_Asset_Inventory, "
            + "Q_Asset_Inventory_Software_AssetId, Q_Asset_Inventory_Software_OS_Unique, "
            + "Q_Asset_Inventory_Custom_Attribute, Q_Asset_Inventory_Status and, of the runs, inventory_run.",
            "asset_inventory_utc_run_datetime_..._batch_000001.json.gz",
            "  The pages of a run as they were received, and its count beside them (..._count.json).",
            "inventory_log_....log",
            "  The log of a run.");
        help.Variables([.. Account.Explain(), .. Variables]);
        help.ExitCodes(
            "done: every asset that Qualys counted is in the database",
            "wrong configuration, or Qualys cannot be reached: nothing was loaded",
            "assets are missing, or the run ended early with some loaded: run the same command again",
            "what was loaded stays, and the same command goes on");
        help.Examples(
            "Examples (q_username and q_password are set):",
            ("Bring the whole inventory for the first time:", $"inventory --since all --api-fqdn {Call.ApiFqdn.Default}"),
            ("Keep it current, every night:", $"inventory --incremental --api-fqdn {Call.ApiFqdn.Default}"),
            ("Make the database anew from the pages of earlier runs, which asks nobody:", "inventory --from-pages --force"),
            ("How many assets of a tag changed within a week?",
                "inventory --since 7d --filter \"tags.name CONTAINS Production\" --count-only"));
    }
}
