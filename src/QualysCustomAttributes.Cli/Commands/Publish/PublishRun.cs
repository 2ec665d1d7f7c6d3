using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Publishing;

namespace QualysCustomAttributes.Cli.Commands.Publish;

/// <summary>One publication from its database to its exit code.</summary>
internal sealed class PublishRun(PublishSettings settings) : CommandRun(settings.Log.Heartbeat, "inventory database")
{
    // Where a later target fails, nothing else tells of those that are done.
    private readonly List<PublishedTarget> _done = [];

    protected override string Stopped => "cancelled: targets that were done stay; what was not done is as it was before.";

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">The log cannot be written.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using RunLog log = RunLog.OpenIfNamed(settings.Log);
        log.Write(PublishTexts.Start(settings));
        await TryAsync(log, () => PublishAsync(stop), stop).ConfigureAwait(false);
        return Close();
    }

    public override void Report(ConnectorEvent value)
    {
        base.Report(value);
        if (value is TargetPublished published)
        {
            _done.Add(published.Target);
        }
    }

    protected override int Summarize()
    {
        if (_done.Count > 0)
        {
            Say(PublishTexts.Summary(settings, _done, Log, Elapsed));
        }

        return IsStopped ? ExitCodes.Cancelled
            : Error is null ? ExitCodes.Done
            : _done.Count > 0 ? ExitCodes.Incomplete
            : ExitCodeWithoutSummary;
    }

    protected override string Redact(string text) =>
        settings.Publication.Targets.Aggregate(text, (redacted, target) => target.Redact(redacted));

    private async Task PublishAsync(CancellationToken stop)
    {
        // Without a database nothing has begun, and no log is left.
        var publication = new InventoryPublication(settings.Publication, this);
        publication.Check();
        Log.Begin();
        await publication.RunAsync(stop).ConfigureAwait(false);
    }
}
