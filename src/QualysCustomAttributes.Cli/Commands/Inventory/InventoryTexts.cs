using System.Globalization;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Inventory;

namespace QualysCustomAttributes.Cli.Commands.Inventory;

/// <summary>What a run of the inventory says.</summary>
internal static class InventoryTexts
{
    /// <summary>The settings in effect, for the log. Nothing secret is among them.</summary>
    public static IEnumerable<string> Start(InventorySettings settings)
    {
        InventoryOptions export = settings.Export;
        yield return $"start: {Product.Name} {Product.Version}, inventory";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"options: output={export.Folder} since={settings.Since?.ToString() ?? "default"} incremental={export.Incremental} "
            + $"page-size={export.PageSize} filter=[{string.Join(" AND ", export.Filters)}] "
            + $"include-field=[{string.Join(',', export.IncludeFields)}] exclude-field=[{string.Join(',', export.ExcludeFields)}] "
            + $"start-over={export.StartOver}");
        yield return $"options: gateway-fqdn={settings.Connection.Gateway} {CallOptions.Write(settings.Connection.Options)}";
    }

    /// <summary>The summary, from the database, and from what the run itself says where it went to its end.</summary>
    public static IEnumerable<string> Summary(
        InventoryReport report, InventorySummary? summary, string databasePath, string logPath, TimeSpan elapsed)
    {
        yield return "summary:";
        yield return SummaryLine.Of("folder", Path.GetDirectoryName(databasePath)!);
        yield return SummaryLine.Of("database", databasePath);
        yield return SummaryLine.Of("log", logPath);
        yield return SummaryLine.Of(
            "run started", EventText.Moment(report.StartedAt) + (summary?.IsResumed == true ? ", went on now" : ""));
        yield return SummaryLine.Of("updated since", EventText.Since(report.LastUpdatedAfter));
        yield return SummaryLine.Of("counted", report.Expected ?? 0);
        yield return SummaryLine.Of("loaded", report.Loaded);
        if (report.Expected > report.Loaded)
        {
            yield return SummaryLine.Of(summary is null ? "to come" : "missing", report.Expected.Value - report.Loaded);
        }

        yield return SummaryLine.Of("pages", Pages(report, summary));
        yield return SummaryLine.Of("elapsed", Durations.Format(elapsed));
    }

    private static string Pages(InventoryReport report, InventorySummary? summary)
    {
        if (summary is not null)
        {
            return summary.Pages == 0 ? "0"
                : string.Create(CultureInfo.InvariantCulture, $"{summary.Pages:N0}, of which {summary.PagesDownloaded:N0} downloaded now");
        }

        long all = ((report.Expected ?? 0) + report.PageSize - 1) / report.PageSize;
        return string.Create(CultureInfo.InvariantCulture, $"{report.Pages:N0} of {all:N0} loaded");
    }
}
