using System.CommandLine;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Publishing.PostgreSql;

namespace QualysCustomAttributes.Cli.Options;

/// <summary>The options of the command that distributes an inventory.</summary>
internal sealed class PublishOptionSet
{
    public Option<string> Database { get; } = new("--database")
    {
        HelpName = "PATH",
        Description = $"The inventory database, or the folder of an inventory that holds it. It is only read, and a run of the inventory may write it meanwhile. [environment: {EnvironmentNames.InventoryOutput}; default: {InventoryResolution.DefaultOutput}]",
    };

    public Option<string> Csv { get; } = new("--csv")
    {
        HelpName = "FOLDER",
        Description = "Write each table into this folder as a CSV file; files of that name are replaced. It is made where it does not exist.",
    };

    public Option<string> Snapshot { get; } = new("--snapshot")
    {
        HelpName = "FOLDER",
        Description = "Put a compacted copy of the database, named after the present second, into this folder. It is made where it does not exist.",
    };

    public Option<string> PostgreSql { get; } = new("--postgresql")
    {
        HelpName = "CONNECTION",
        Description = $"Merge the tables into this PostgreSQL database: \"Host=db.example.com;Database=security;Username=publisher\". Leave the password out: the list of processes shows the command line to everybody on this machine. [environment: {EnvironmentNames.PostgreSql}]",
    };

    public Option<string> PostgreSqlSchema { get; } = new("--postgresql-schema")
    {
        HelpName = "NAME",
        Description = "The schema in the PostgreSQL database. It is made where it does not exist. [default: the first one of the user's search path, mostly public]",
    };

    public LogOptions Log { get; } = new("none");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Database, Csv, Snapshot, PostgreSql, PostgreSqlSchema, Log.LogFile, Log.Heartbeat])
        {
            command.Options.Add(option);
        }
    }
}
