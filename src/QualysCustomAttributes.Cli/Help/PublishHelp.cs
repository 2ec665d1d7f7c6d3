using System.Text;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Help;

/// <summary>The texts around the options in the help of the publication.</summary>
internal static class PublishHelp
{
    public const string Description =
        "Distributes an inventory database: as CSV files, as a compacted copy, and into PostgreSQL. At least one of --csv, --snapshot and --postgresql is given.";

    /// <summary>Gives what stands below the options.</summary>
    public static string AfterOptions()
    {
        const int Width = 18;
        var text = new StringBuilder();
        text.AppendLine("What each target gets, in this order; where one fails, those before it stay and those after it are not begun:");
        text.AppendLine("  --csv");
        text.AppendLine("    One file a table (RFC 4180, UTF-8 with a byte order mark), replaced once all of them are complete. Before a");
        text.AppendLine("    cell that a spreadsheet would run as a formula stands an apostrophe.");
        text.AppendLine("  --snapshot");
        text.AppendLine("    asset_inventory_sqlite_<UTC>.db, which needs no other file beside it. A snapshot is never overwritten.");
        text.AppendLine("  --postgresql");
        text.AppendLine("    Tables with the same names in small letters, merged into by their keys in one transaction: what is new or");
        text.AppendLine("    changed is sent, the newer lastModifiedDate wins, and no asset is removed.");

        text.AppendLine();
        text.AppendLine("Environment variables (an option that is given counts before them):");
        text.AppendPair(Width, EnvironmentNames.InventoryOutput, "as --database");
        text.AppendPair(Width, EnvironmentNames.PostgreSql, "as --postgresql; where it is set, PostgreSQL is a target");
        text.AppendPair(Width, "PGPASSWORD", "the password in PostgreSQL, where the connection string has none; never shown");
        text.AppendPair(Width, "PGPASSFILE", "a password file instead (.pgpass, lines of host:port:database:user:password)");

        text.AppendLine();
        text.AppendLine("Exit codes:");
        text.AppendPair(3, "0", "done: every target has the inventory");
        text.AppendPair(3, "1", "wrong configuration, or the database or the first target cannot be used: nothing was published");
        text.AppendPair(3, "2", "some targets are done and a later one failed: see the summary, then publish again");
        text.AppendPair(3, "130", "stopped by Ctrl+C or SIGTERM; targets that were done stay, the others are as they were before");

        text.AppendLine();
        text.AppendLine("Examples:");
        text.AppendLine("  Write CSV files and a snapshot of the inventory in ./inventory:");
        text.AppendLine($"    {Product.Name} publish --csv ./distribution --snapshot ./snapshots");
        text.AppendLine("  Keep PostgreSQL current, every night (PGPASSWORD is set):");
        text.AppendLine($"    {Product.Name} publish --postgresql \"Host=db.example.com;Database=security;Username=publisher\" --postgresql-schema csam");
        text.AppendLine();
        return text.ToString();
    }
}
