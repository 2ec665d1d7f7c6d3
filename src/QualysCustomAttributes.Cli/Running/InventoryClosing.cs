using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>Closes a run of the inventory.</summary>
internal sealed class InventoryClosing(InventorySettings settings, RunConsole console, RunLog log, string databasePath)
    : RunClosing<InventoryEnd>(console, log)
{
    private protected override string Cancelled => "cancelled: what was loaded stays; the same command goes on.";

    private protected override string Redact(string text) => settings.Connection.Credential.Redact(text);

    private protected override int ExitCodeWithoutSummary(InventoryEnd end) => ExitCodes.NothingSent;

    private protected override int Summarize(InventoryEnd end)
    {
        // Before anything was counted there is nothing to sum up.
        if (InventoryRecord.Read(databasePath) is not { Expected: not null } record)
        {
            return end.IsCancelled ? ExitCodes.Cancelled : ExitCodeWithoutSummary(end);
        }

        SayAll(InventorySummaryWriter.Describe(record, end.Summary, databasePath, Log.Path, end.Elapsed));
        if (end.IsCancelled)
        {
            return ExitCodes.Cancelled;
        }

        if (end.Summary is { } summary)
        {
            return summary.Shortfall == 0 ? ExitCodes.Done : ExitCodes.Incomplete;
        }

        if (record.PagesOfAllRuns == end.PagesBefore)
        {
            return ExitCodes.NothingSent;
        }

        Say("to go on: run the same command again.");
        return ExitCodes.Incomplete;
    }
}
