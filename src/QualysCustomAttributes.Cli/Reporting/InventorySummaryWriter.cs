using System.Globalization;
using QualysCustomAttributes.Inventory;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Words the summary of an inventory run.</summary>
internal static class InventorySummaryWriter
{
    /// <summary>Words it from the database, and from what the run itself says where it went to its end.</summary>
    public static IEnumerable<string> Describe(InventoryRecord record, InventorySummary? summary, string databasePath, string logPath, TimeSpan elapsed)
    {
        yield return "summary:";
        yield return SummaryWriter.Line("folder", Path.GetDirectoryName(databasePath)!);
        yield return SummaryWriter.Line("database", databasePath);
        yield return SummaryWriter.Line("log", logPath);
        yield return SummaryWriter.Line("run started", EventText.Moment(record.StartedAt) + (summary?.IsResumed == true ? ", went on now" : ""));
        yield return SummaryWriter.Line("updated since", EventText.Since(record.LastUpdatedAfter));
        yield return SummaryWriter.Line("counted", SummaryWriter.Number(record.Expected ?? 0));
        yield return SummaryWriter.Line("loaded", SummaryWriter.Number(record.Loaded));
        if (record.Expected > record.Loaded)
        {
            yield return SummaryWriter.Line(summary is null ? "to come" : "missing", SummaryWriter.Number(record.Expected.Value - record.Loaded));
        }

        yield return SummaryWriter.Line("pages", Pages(record, summary));
        yield return SummaryWriter.Line("elapsed", Durations.Format(elapsed));
    }

    private static string Pages(InventoryRecord record, InventorySummary? summary)
    {
        if (summary is not null)
        {
            return summary.Pages == 0 ? "0"
                : string.Create(CultureInfo.InvariantCulture, $"{summary.Pages:N0}, of which {summary.PagesDownloaded:N0} downloaded now");
        }

        long all = ((record.Expected ?? 0) + record.PageSize - 1) / record.PageSize;
        return string.Create(CultureInfo.InvariantCulture, $"{record.Pages:N0} of {all:N0} loaded");
    }
}
