using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Help;

/// <summary>The texts around the options in the help.</summary>
internal static class HelpTexts
{
    public const string Description =
        "Makes custom attributes on Qualys assets out of an Axonius export. Each stage is written into a SQLite database that can be reviewed before anything is sent.";

    /// <summary>Gives what stands below the options.</summary>
    public static string AfterOptions()
    {
        var text = new StringBuilder();
        text.AppendLine("Data contract (CSV header -> custom attribute):");
        int width = AxoniusContract.Default.Columns.Max(column => column.Header.Length);
        text.AppendPair(width, AxoniusContract.Default.AssetIdHeader, $"{AxoniusContract.AssetIdKey}, the Qualys asset id; several in a cell are separated by newline or comma");
        foreach (AxoniusColumn column in AxoniusContract.Default.Columns)
        {
            text.AppendPair(width, column.Header, column.Key);
        }

        text.AppendLine();
        text.AppendLine("Environment variables (an option that is given counts before them):");
        text.AppendPair(width, EnvironmentNames.UserName, "the Qualys account; needed to send, not for a dry run");
        text.AppendPair(width, EnvironmentNames.Password, "its password; never an option, never shown");
        text.AppendPair(width, EnvironmentNames.CsvFile, "as --csv-file");
        text.AppendPair(width, EnvironmentNames.ApiFqdn, "as --api-fqdn");
        text.AppendPair(width, EnvironmentNames.ApiFunction, "as --api-function");

        text.AppendLine();
        text.AppendLine("Exit codes:");
        text.AppendPair(3, "0", "done");
        text.AppendPair(3, "1", "wrong configuration or input, or Qualys cannot be reached or refused the account: nothing was changed");
        text.AppendPair(3, "2", "some batches failed, are partial or in doubt, or the run ended early: see the summary, then use --resume");
        text.AppendPair(3, "130", "stopped by Ctrl+C or SIGTERM; what was done is on record");

        text.AppendLine();
        text.AppendLine("Examples:");
        text.AppendLine("  See what an export would change, without sending anything:");
        text.AppendLine($"    {Product.Name} --csv-file export.csv --dry-run --database plan.db");
        text.AppendLine("  Send what was reviewed (q_username and q_password are set):");
        text.AppendLine($"    {Product.Name} --resume plan.db --api-fqdn {CallSettings.DefaultApiFqdn}");
        text.AppendLine("  Bring the asset inventory into a database (its options: inventory --help):");
        text.AppendLine($"    {Product.Name} inventory --since all --api-fqdn {CallSettings.DefaultApiFqdn}");
        text.AppendLine("  Hand the inventory on (its options: publish --help):");
        text.AppendLine($"    {Product.Name} publish --csv ./distribution --snapshot ./snapshots");
        text.AppendLine();
        return text.ToString();
    }
}
