using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>Where the run is right now, for the heartbeat and for whoever shows waits.</summary>
internal sealed class RunState(bool isDryRun)
{
    private readonly Lock _gate = new();
    private readonly WaitsUnderWay _waits = new(TimeProvider.System);
    private readonly SortedDictionary<ConnectorStage, StageProgress> _stages = [];

    /// <summary>Takes an event, on whichever thread it happens.</summary>
    /// <returns>The event with what the waits make of it.</returns>
    public ConnectorEvent Take(ConnectorEvent value)
    {
        ConnectorEvent taken = _waits.Take(value);
        if (taken is StageProgress progress)
        {
            Set(progress);
        }

        return taken;
    }

    /// <summary>The wait that ends next, in words, or <see langword="null"/> where nobody waits.</summary>
    public string? CurrentWait() => _waits.Describe();

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
        lock (_gate)
        {
            // Downloading and loading run at the same time; of all other stages one follows another.
            foreach (ConnectorStage stage in _stages.Keys.Where(stage => !(IsOneOfTwo(stage) && IsOneOfTwo(progress.Stage))).ToArray())
            {
                _stages.Remove(stage);
            }

            _stages[progress.Stage] = progress;
        }
    }

    private static bool IsOneOfTwo(ConnectorStage stage) => stage is ConnectorStage.Download or ConnectorStage.Load;
}
