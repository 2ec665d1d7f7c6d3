namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Where the run is right now, for the heartbeat and for whoever shows waits.</summary>
internal sealed class RunState(bool isDryRun) : IProgress<ConnectorEvent>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(int Group, int Batch), (DateTimeOffset Until, string Text)> _waits = [];
    private StageProgress? _latest;

    public void Report(ConnectorEvent value)
    {
        lock (_gate)
        {
            switch (value)
            {
                case StageProgress progress:
                    _latest = progress;
                    break;
                case CallWillBeRetried retry:
                    DateTimeOffset now = DateTimeOffset.Now;
                    _waits[(retry.Call.GroupNumber, retry.Call.BatchNumber)] = (now + retry.Wait, EventText.Wait(retry, now));
                    break;
                case CallEnded ended:
                    _waits.Remove((ended.Call.GroupNumber, ended.Call.BatchNumber));
                    break;
            }
        }
    }

    /// <summary>The wait that ends next, in words, or <see langword="null"/> where nobody waits.</summary>
    public string? CurrentWait()
    {
        lock (_gate)
        {
            DateTimeOffset now = DateTimeOffset.Now;
            return _waits.Values.Where(wait => wait.Until > now).OrderBy(wait => wait.Until).Select(wait => wait.Text).FirstOrDefault();
        }
    }

    /// <summary>Gives stage and counts in a line.</summary>
    public override string ToString()
    {
        StageProgress? latest;
        lock (_gate)
        {
            latest = _latest;
        }

        string line = latest is null ? "starting" : EventText.Progress(latest, isDryRun);
        return CurrentWait() is { } wait ? $"{line}; {wait}" : line;
    }
}
