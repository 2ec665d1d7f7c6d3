using System.Collections.Concurrent;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>What stands behind a stage's bar: the time left or taken, the counts, and a wait while there is one.</summary>
internal sealed class StageColumn(RunState state, bool isDryRun, int widthBefore) : ProgressColumn
{
    private readonly ConcurrentDictionary<int, StageProgress> _stages = new();

    /// <summary>Whether the run has ended, well or not, so that nobody waits and no time is left.</summary>
    public bool IsOver { get; set; }

    protected override bool NoWrap => true;

    public void Set(ProgressTask task, StageProgress progress) => _stages[task.Id] = progress;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        // Cut here: left to itself the table would squeeze the bar, and wrap.
        int width = Math.Max(0, options.ConsoleSize.Width - widthBefore - 1);
        string text = _stages.TryGetValue(task.Id, out StageProgress? progress) ? Describe(progress, width) : "";
        return new Text(text.Length <= width ? text : width == 0 ? "" : $"{text[..(width - 1)]}…");
    }

    private string Describe(StageProgress progress, int width)
    {
        if (!IsOver && !EventText.IsEnd(progress))
        {
            bool calls = progress.Stage is ConnectorStage.Update or ConnectorStage.Download or ConnectorStage.Verify;
            string? wait = calls ? state.CurrentWait() : null;
            string whole = ProgressText.Of(progress, wait);
            return wait is not null && whole.Length > width ? wait : whole;
        }

        string time = Durations.Format(progress.Elapsed);
        string status = EventText.Status(progress, isDryRun);
        return status.Length == 0 ? time : $"{time}, {status}";
    }
}
