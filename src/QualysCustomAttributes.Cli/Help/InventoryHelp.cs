using System.Text;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Help;

/// <summary>The texts around the options in the help of the inventory.</summary>
internal static class InventoryHelp
{
    public const string Description =
        "Brings the asset inventory of Qualys CyberSecurity Asset Management into a SQLite database and compressed JSON, and keeps it current. The same command goes on with a run that ended early.";

    /// <summary>Gives what stands below the options.</summary>
    public static string AfterOptions()
    {
        const int Width = 18;
        var text = new StringBuilder();
        text.AppendLine("What stands in the folder:");
        text.AppendLine("  asset_inventory_sqlite.db");
        text.AppendLine("    The database. Every run merges into it; it can be queried meanwhile. Its tables: Q_Asset_Inventory,");
        text.AppendLine("    Q_Asset_Inventory_Software_AssetId, Q_Asset_Inventory_Software_OS_Unique,");
        text.AppendLine("    Q_Asset_Inventory_Custom_Attribute, Q_Asset_Inventory_Status and, of the runs, inventory_run.");
        text.AppendLine("  asset_inventory_utc_run_datetime_..._utc_assetLastUpdated_..._batch_000001.json.gz");
        text.AppendLine("    The pages of a run as they were received, and its count beside them (..._count.json).");
        text.AppendLine("  inventory_log_....log");
        text.AppendLine("    The log of a run.");

        text.AppendLine();
        text.AppendLine("Environment variables (an option that is given counts before them):");
        text.AppendPair(Width, EnvironmentNames.UserName, "the Qualys account");
        text.AppendPair(Width, EnvironmentNames.Password, "its password; never an option, never shown");
        text.AppendPair(Width, EnvironmentNames.InventoryOutput, "as --output");
        text.AppendPair(Width, EnvironmentNames.ApiFqdn, "as --api-fqdn");
        text.AppendPair(Width, EnvironmentNames.GatewayFqdn, "as --gateway-fqdn");

        text.AppendLine();
        text.AppendLine("Exit codes:");
        text.AppendPair(3, "0", "done: every asset that Qualys counted is in the database");
        text.AppendPair(3, "1", "wrong configuration, or Qualys cannot be reached or refused the account: nothing was loaded");
        text.AppendPair(3, "2", "assets are missing, or the run ended early with some loaded: run the same command again");
        text.AppendPair(3, "130", "stopped by Ctrl+C or SIGTERM; what was loaded stays, and the same command goes on");

        text.AppendLine();
        text.AppendLine("Examples (q_username and q_password are set):");
        text.AppendLine("  Bring the whole inventory for the first time:");
        text.AppendLine($"    {Product.Name} inventory --since all --api-fqdn {CallSettings.DefaultApiFqdn}");
        text.AppendLine("  Keep it current, every night:");
        text.AppendLine($"    {Product.Name} inventory --incremental --api-fqdn {CallSettings.DefaultApiFqdn}");
        text.AppendLine("  How many assets of a tag changed within a week?");
        text.AppendLine($"    {Product.Name} inventory --since 7d --filter \"tags.name CONTAINS Production\" --count-only");
        text.AppendLine();
        return text.ToString();
    }
}
