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
        AppendPair(text, width, AxoniusContract.Default.AssetIdHeader, $"{AxoniusContract.AssetIdKey}, the Qualys asset id; several in a cell are separated by newline or comma");
        foreach (AxoniusColumn column in AxoniusContract.Default.Columns)
        {
            AppendPair(text, width, column.Header, column.Key);
        }

        text.AppendLine();
        text.AppendLine("Environment variables (an option that is given counts before them):");
        AppendPair(text, width, EnvironmentNames.UserName, "the Qualys account; needed to send, not for a dry run");
        AppendPair(text, width, EnvironmentNames.Password, "its password; never an option, never shown");
        AppendPair(text, width, EnvironmentNames.CsvFile, "as --csv-file");
        AppendPair(text, width, EnvironmentNames.ApiFqdn, "as --api-fqdn");
        AppendPair(text, width, EnvironmentNames.ApiFunction, "as --api-function");

        text.AppendLine();
        text.AppendLine("Exit codes:");
        AppendPair(text, 3, "0", "done");
        AppendPair(text, 3, "1", "wrong configuration or input, or Qualys cannot be reached or refused the account: nothing was changed");
        AppendPair(text, 3, "2", "some batches failed, are partial or in doubt, or the run ended early: see the summary, then use --resume");
        AppendPair(text, 3, "130", "stopped by Ctrl+C or SIGTERM; what was done is on record");

        text.AppendLine();
        text.AppendLine("Examples:");
        text.AppendLine("  See what an export would change, without sending anything:");
        text.AppendLine($"    {Product.Name} --csv-file export.csv --dry-run --database plan.db");
        text.AppendLine("  Send what was reviewed (q_username and q_password are set):");
        text.AppendLine($"    {Product.Name} --resume plan.db --api-fqdn {SettingsResolution.DefaultApiFqdn}");
        text.AppendLine();
        return text.ToString();
    }

    private static void AppendPair(StringBuilder text, int width, string left, string right) =>
        text.Append("  ").Append(left.PadRight(width)).Append("  ").AppendLine(right);
}
