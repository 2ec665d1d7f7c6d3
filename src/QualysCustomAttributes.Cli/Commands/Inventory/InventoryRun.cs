using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Inventory;

namespace QualysCustomAttributes.Cli.Commands.Inventory;

/// <summary>One run of the inventory from its folder to its exit code.</summary>
internal sealed class InventoryRun(InventorySettings settings) : CommandRun(settings.Log.Heartbeat, "inventory database")
{
    private InventorySummary? _summary;
    private long _pagesBefore;

    protected override string Stopped => "cancelled: what was loaded stays; the same command goes on.";

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">Folder or log cannot be written.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using var folder = InventoryFolder.Take(settings.Export.Folder, settings.Log.Files);
        using RunLog log = folder.TakeLog(settings.Log.Path, StartedAt);
        _pagesBefore = InventoryReport.TryRead(settings.DatabasePath)?.PagesOfAllRuns ?? 0;
        log.Write(InventoryTexts.Start(settings));
        var export = new InventoryExport(
            settings.Connection, settings.Export with { LastUpdatedAfter = settings.Since?.At(StartedAt) }, this);
        await TryAsync(log, async () => _summary = await export.RunAsync(stop).ConfigureAwait(false), stop).ConfigureAwait(false);
        return Close();
    }

    protected override int Summarize()
    {
        // Before anything was counted there is nothing to sum up.
        if (InventoryReport.Read(settings.DatabasePath) is not { Expected: not null } report)
        {
            return IsStopped ? ExitCodes.Cancelled : ExitCodeWithoutSummary;
        }

        Say(InventoryTexts.Summary(report, _summary, settings.DatabasePath, Log.Path, Elapsed));
        if (IsStopped)
        {
            return ExitCodes.Cancelled;
        }

        if (_summary is not null)
        {
            return _summary.Shortfall == 0 ? ExitCodes.Done : ExitCodes.Incomplete;
        }

        if (report.PagesOfAllRuns == _pagesBefore)
        {
            return ExitCodes.NothingSent;
        }

        Say("to go on: run the same command again.");
        return ExitCodes.Incomplete;
    }

    protected override string Redact(string text) => settings.Connection.Credential.Redact(text);
}
