using System.Diagnostics;
using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Inventory.Tables;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>One run of the inventory from its folder to its exit code.</summary>
internal sealed class InventoryRun(InventorySettings settings)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _startedAt = DateTimeOffset.Now;
    private readonly RunState _state = new(isDryRun: false);
    private InventorySummary? _summary;

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">Folder or log cannot be written.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = InventoryFolder.Take(settings.Export.Folder);
        using RunLog log = folder.TakeLog(settings.Log.Path, _startedAt);
        RunConsole console = RunConsole.Create(_state, isDryRun: false);
        var events = new RunEvents(_state, new LogEvents(log, "inventory database", isDryRun: false), console);
        var export = new InventoryExport(settings.Connection, settings.Export with { LastUpdatedAfter = settings.Since?.At(_startedAt) }, events);
        InventoryRecord? before = InventoryRecord.TryRead(export.DatabasePath);
        foreach (string line in StartText.Describe(settings))
        {
            log.Write(line);
        }

        RunEnd end = await new RunWatch(_state, console, log, settings.Log.Heartbeat).TryAsync(
            async () => _summary = await export.RunAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var ended = new InventoryEnd(end with { Elapsed = Stopwatch.GetElapsedTime(_start) }) { Summary = _summary, PagesBefore = before?.PagesOfAllRuns ?? 0 };
        return new InventoryClosing(settings, console, log, export.DatabasePath).Close(ended);
    }
}
