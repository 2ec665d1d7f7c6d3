using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>Where the run is right now, for the heartbeat and for whoever shows waits.</summary>
internal sealed class RunState(bool isDryRun) : IProgress<ConnectorEvent>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Until, string Text)> _waits = [];
    private readonly SortedDictionary<ConnectorStage, StageProgress> _stages = [];
    private (DateTimeOffset Until, string Text)? _pause;

    public void Report(ConnectorEvent value)
    {
        lock (_gate)
        {
            switch (value)
            {
                case StageProgress progress:
                    Set(progress);
                    break;
                case CallWillBeRetried retry:
                    DateTimeOffset now = DateTimeOffset.Now;
                    _waits[retry.Call.What] = (now + retry.Wait, EventText.Wait(retry, now));
                    break;
                case CallsWait wait:
                    _pause = (wait.Until, EventText.Waiting(wait.Until));
                    break;
                case CallEnded ended:
                    _waits.Remove(ended.Call.What);
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
            return _waits.Values.Where(wait => wait.Until > now).OrderBy(wait => wait.Until).Select(wait => wait.Text).FirstOrDefault()
                ?? (_pause is { } pause && pause.Until > now ? pause.Text : null);
        }
    }

    /// <summary>Stage and counts in a line.</summary>
    public override string ToString()
    {
        string line;
        lock (_gate)
        {
            line = string.Join("; ", _stages.Values.Select(stage => EventText.Progress(stage, isDryRun)));
        }

        line = line.Length == 0 ? "starting" : line;
        return CurrentWait() is { } wait ? $"{line}; {wait}" : line;
    }

    private void Set(StageProgress progress)
    {
        // Downloading and loading run at the same time; of all other stages one follows another.
        foreach (ConnectorStage stage in _stages.Keys.Where(stage => !(IsOneOfTwo(stage) && IsOneOfTwo(progress.Stage))).ToArray())
        {
            _stages.Remove(stage);
        }

        _stages[progress.Stage] = progress;
    }

    private static bool IsOneOfTwo(ConnectorStage stage) => stage is ConnectorStage.Download or ConnectorStage.Load;
}
