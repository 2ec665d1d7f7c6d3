using System.Diagnostics;
using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Publishing;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>One publication from its database to its exit code.</summary>
internal sealed class PublishRun(PublishSettings settings)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly RunState _state = new(isDryRun: false);

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">The log cannot be written.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using RunLog log = RunLog.OpenIfNamed(settings.Log.Path);
        RunConsole console = RunConsole.Create(_state, isDryRun: false);
        var done = new TargetsDone();
        var publication = new InventoryPublication(
            settings.Publication, new RunEvents(_state, new LogEvents(log, "inventory database", isDryRun: false), console, done));
        foreach (string line in StartText.Describe(settings, publication.DatabasePath))
        {
            log.Write(line);
        }

        RunEnd end = await new RunWatch(_state, console, log, settings.Log.Heartbeat).TryAsync(
            () => PublishAsync(publication, log, cancellationToken), cancellationToken).ConfigureAwait(false);
        var ended = new PublishEnd(end with { Elapsed = Stopwatch.GetElapsedTime(_start) }) { Targets = done.Targets };
        return new PublishClosing(settings, console, log, publication.DatabasePath).Close(ended);
    }

    private static async Task PublishAsync(InventoryPublication publication, RunLog log, CancellationToken cancellationToken)
    {
        // Without a database nothing has begun, and no log is left.
        publication.Check();
        log.Begin();
        await publication.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps what came of the targets: where a later one fails, nothing else tells of them.</summary>
    private sealed class TargetsDone : IProgress<ConnectorEvent>
    {
        public List<PublishedTarget> Targets { get; } = [];

        public void Report(ConnectorEvent value)
        {
            if (value is TargetPublished published)
            {
                Targets.Add(published.Target);
            }
        }
    }
}
