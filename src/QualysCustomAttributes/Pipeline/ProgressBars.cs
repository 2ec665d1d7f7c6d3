using System.Diagnostics;
using System.Management.Automation;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Pipeline;

/// <summary>
/// The progress bars of a cmdlet: one for each stage that is under way. A stage that has ended takes its bar away; while calls wait for
/// a limit the bar counts down. Hosts draw slowly, so bars are written ten times a second at most.
/// </summary>
/// <param name="write">Writes a record; called on the pipeline's thread, as every member is.</param>
/// <param name="waits">Knows what calls wait for.</param>
internal sealed class ProgressBars(Action<ProgressRecord> write, WaitsUnderWay waits)
{
    /// <summary>How often whoever pumps calls <see cref="Refresh"/> at least.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private const int WaitingId = 100;
    private const string Waiting = "Waiting for Qualys";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<ConnectorStage, StageProgress> _stages = [];
    private readonly HashSet<ConnectorStage> _shown = [];
    private readonly HashSet<ConnectorStage> _changed = [];
    private long? _lastWrite;
    private string? _wait;
    private bool _showsWaitAlone;

    /// <summary>Shows how far a stage has come, now or with the next <see cref="Refresh"/>; where it has come to its end, nothing of it any more.</summary>
    public void Show(StageProgress progress)
    {
        if (progress.Total == progress.Done)
        {
            Complete(progress.Stage);
            return;
        }

        _stages[progress.Stage] = progress;
        _changed.Add(progress.Stage);
        if (IsDue(Interval))
        {
            WriteChanged();
        }
    }

    /// <summary>Writes what has changed, and each second the countdown of what is waited for.</summary>
    public void Refresh()
    {
        string? wait = waits.Describe();
        if (wait is null && _wait is null)
        {
            if (_changed.Count > 0 && IsDue(Interval))
            {
                WriteChanged();
            }
        }
        else if (wait != _wait && IsDue(wait is null || _wait is null ? Interval : Second - Tick))
        {
            _wait = wait;
            ShowWait();
        }
    }

    /// <summary>Takes the bar of a stage away.</summary>
    public void Complete(ConnectorStage stage)
    {
        _stages.Remove(stage);
        _changed.Remove(stage);
        if (_shown.Remove(stage))
        {
            write(new ProgressRecord(Id(stage), Activity(stage), "done") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>Takes every bar away.</summary>
    public void CompleteAll()
    {
        foreach (ConnectorStage stage in _stages.Keys.Concat(_shown).Distinct().ToArray())
        {
            Complete(stage);
        }

        HideWaitAlone();
    }

    private void ShowWait()
    {
        ConnectorStage[] calling = [.. _stages.Keys.Where(Calls)];
        if (calling.Length > 0)
        {
            HideWaitAlone();
            _changed.UnionWith(calling);
        }
        else if (_wait is null)
        {
            HideWaitAlone();
        }
        else
        {
            // Signing in and counting have no bar that could show it.
            _showsWaitAlone = true;
            write(new ProgressRecord(WaitingId, Waiting, ShownText.Line(_wait)));
        }

        WriteChanged();
    }

    private void HideWaitAlone()
    {
        if (_showsWaitAlone)
        {
            _showsWaitAlone = false;
            write(new ProgressRecord(WaitingId, Waiting, "done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void WriteChanged()
    {
        _lastWrite = Stopwatch.GetTimestamp();
        foreach (ConnectorStage stage in _changed)
        {
            _shown.Add(stage);
            write(ToRecord(_stages[stage]));
        }

        _changed.Clear();
    }

    private bool IsDue(TimeSpan interval) => _lastWrite is not { } last || Stopwatch.GetElapsedTime(last) >= interval;

    // The time left stands in the text: hosts write it in seconds alone.
    private ProgressRecord ToRecord(StageProgress progress)
    {
        string text = ProgressText.Of(progress, Calls(progress.Stage) ? _wait : null);
        return new ProgressRecord(Id(progress.Stage), Activity(progress.Stage), text.Length > 0 ? ShownText.Line(text) : "begins")
        {
            PercentComplete = progress.Fraction is { } fraction ? (int)(fraction * 100) : -1,
        };
    }

    private static int Id(ConnectorStage stage) => (int)stage + 1;

    private static bool Calls(ConnectorStage stage) => stage is ConnectorStage.Update or ConnectorStage.Download or ConnectorStage.Verify;

    // Short, so that eighty columns hold a wait as well.
    private static string Activity(ConnectorStage stage) => stage switch
    {
        ConnectorStage.Import => "Reading the export",
        ConnectorStage.Compare => "Comparing",
        ConnectorStage.Payload => "Making payloads",
        ConnectorStage.Group => "Grouping payloads",
        ConnectorStage.Split => "Splitting into batches",
        ConnectorStage.Publish => "Publishing inventory",
        ConnectorStage.Download => "Downloading inventory",
        ConnectorStage.Load => "Loading inventory",
        ConnectorStage.Update => "Updating Qualys",
        ConnectorStage.Verify => "Reading back",
        _ => stage.ToString(),
    };
}
