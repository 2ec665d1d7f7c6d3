using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;

namespace QualysCustomAttributes.Cli.Commands.Publish;

/// <summary>Distributes an inventory database.</summary>
internal sealed class PublishCommand() : ConnectorCommand(
    "publish",
    "Distributes an inventory database: as CSV files, as a compacted copy, and into PostgreSQL. "
    + "At least one of --csv, --snapshot and --postgresql is given.")
{
    public Setting<string> Database { get; } = Paths.Inventory(
        "--database",
        "PATH",
        "The inventory database, or the folder of an inventory that holds it. "
        + "It is only read, and a run of the inventory may write it meanwhile.");

    public Setting<string> Csv { get; } = new("--csv")
    {
        HelpName = "FOLDER",
        Meaning = "Write each table into this folder as a CSV file; files of that name are replaced. It is made where it does not exist.",
        Read = Paths.Full,
    };

    public Setting<string> Snapshot { get; } = new("--snapshot")
    {
        HelpName = "FOLDER",
        Meaning = "Put a compacted copy of the database, named after the present second, into this folder. "
            + "It is made where it does not exist.",
        Read = Paths.Full,
    };

    public Setting<string> PostgreSql { get; } = new("--postgresql")
    {
        HelpName = "CONNECTION",
        Meaning = "Merge the tables into this PostgreSQL database: \"Host=db.example.com; Database=security; Username=publisher\". "
            + "Leave the password out: the list of processes shows the command line to everybody on this machine.",
        Variable = EnvironmentNames.PostgreSql,
        VariableNote = "; where it is set, PostgreSQL is a target",
        Read = (text, _) => text,
    };

    public Setting<string> PostgreSqlSchema { get; } = new("--postgresql-schema")
    {
        HelpName = "NAME",
        Meaning = "The schema in the PostgreSQL database. It is made where it does not exist.",
        Otherwise = "the first one of the user's search path, mostly public",
        Read = (text, _) => text,
    };

    public LogOptions Log { get; } = new("none");

    public override IEnumerable<Option> Options =>
        [Database, Csv, Snapshot, PostgreSql, PostgreSqlSchema, Log.LogFile, Log.SharedRead, Log.Heartbeat];

    public override Task<int> RunAsync(ParseResult given, CancellationToken stop) =>
        new PublishRun(PublishSettings.Of(this, given)).RunAsync(stop);

    public override void Explain(HelpText help)
    {
        help.Lines(
            "What each target gets, in this order; where one fails, those before it stay and those after it are not begun:",
            "--csv",
            "  One file a table (RFC 4180, UTF-8 with a byte order mark), replaced once all of them are complete. Before a "
            + "cell that a spreadsheet would run as a formula stands an apostrophe.",
            "--snapshot",
            "  asset_inventory_sqlite_<UTC>.db, which needs no other file beside it. A snapshot is never overwritten.",
            "--postgresql",
            "  Tables with the same names in small letters, merged into by their keys in one transaction: what is new or "
            + "changed is sent, the newer lastModifiedDate wins, and no asset is removed.");
        help.Variables(
        [
            .. Variables,
            ("PGPASSWORD", "the password in PostgreSQL, where the connection string has none; never shown"),
            ("PGPASSFILE", "a password file instead (.pgpass, lines of host:port:database:user:password)"),
            ("PGSSLMODE", "how much TLS is demanded where the connection string has no SSL Mode; else verify-full, but for loopback"),
        ]);
        help.ExitCodes(
            "done: every target has the inventory",
            "wrong configuration, or the database or the first target cannot be used: nothing was published",
            "some targets are done and a later one failed: see the summary, then publish again",
            "targets that were done stay, the others are as they were before");
        help.Examples(
            "Examples:",
            ("Write CSV files and a snapshot of the inventory in ./inventory:", "publish --csv ./distribution --snapshot ./snapshots"),
            ("Keep PostgreSQL current, every night (PGPASSWORD is set):",
                "publish --postgresql \"Host=db.example.com;Database=security;Username=publisher\" --postgresql-schema csam"));
    }
}
