using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;
using Spectre.Console;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>A bar for each stage, with counts, time left, and the waits that the platform imposes.</summary>
internal sealed class TerminalConsole : RunConsole
{
    private const int BarWidth = 12;

    // Names, bar, percentage, and the gaps between the columns.
    private const int WidthBeforeDetails = 9 + BarWidth + 4 + 3;

    private readonly IAnsiConsole _console;
    private readonly bool _isDryRun;
    private readonly StageColumn _details;
    private readonly Lock _gate = new();
    private readonly Dictionary<ConnectorStage, ProgressTask> _tasks = [];
    private ProgressContext? _progress;

    private TerminalConsole(IAnsiConsole console, RunState state, bool isDryRun)
    {
        _console = console;
        _isDryRun = isDryRun;
        _details = new StageColumn(state, isDryRun, WidthBeforeDetails);
    }

    public override bool WantsHeartbeat => false;

    /// <summary>The display; <see langword="null"/> where the terminal cannot move its cursor.</summary>
    public static TerminalConsole? TryCreate(RunState state, bool isDryRun)
    {
        IAnsiConsole console = AnsiConsole.Console;
        return console.Profile.Capabilities is { Ansi: true, Interactive: true } ? new TerminalConsole(console, state, isDryRun) : null;
    }

    public override Task ShowAsync(Func<Task> work) => _console.Progress()
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn { Width = BarWidth },
            new PercentageColumn(),
            _details)
        .StartAsync(async progress =>
        {
            _progress = progress;
            try
            {
                await work().ConfigureAwait(false);
            }
            finally
            {
                lock (_gate)
                {
                    _progress = null;
                    _details.IsOver = true;
                }
            }
        });

    /// <summary>Shows the cursor again, which the bars hide: for an end that leaves no time for anything else.</summary>
    public static void ShowCursor() => AnsiConsole.Console.Cursor.Show(true);

    public override void WriteLine(string line) => Write(line, Style.Plain);

    public override void Report(ConnectorEvent value)
    {
        switch (value)
        {
            case StageProgress progress:
                Show(progress);
                break;
            case InventoryCounted counted:
                Write(EventText.Count(counted), Style.Plain);
                if (counted.Expected > 0)
                {
                    Show(new StageProgress(ConnectorStage.Download, 0, counted.Expected, "assets", TimeSpan.Zero, ""));
                    Show(new StageProgress(ConnectorStage.Load, 0, counted.Expected, "assets", TimeSpan.Zero, ""));
                }

                break;
            case CallWillBeRetried retry when !IsShown(ConnectorStage.Download) && !IsShown(ConnectorStage.Update):
                // Signing in and counting have no bar that could show the wait.
                WriteWarning(EventText.Retry(retry, DateTimeOffset.Now));
                break;
            case ConnectorWarning warning:
                WriteWarning(WarningAdvice.Describe(warning));
                break;
        }
    }

    private bool IsShown(ConnectorStage stage)
    {
        lock (_gate)
        {
            return _tasks.ContainsKey(stage);
        }
    }

    private void WriteWarning(string message) => Write($"warning: {message}", new Style(Color.Yellow));

    private void Write(string line, Style style)
    {
        lock (_gate)
        {
            if (_progress is null)
            {
                foreach (string fit in SummaryLine.Fit(ShownText.Line(line)))
                {
                    System.Console.Out.WriteLine(fit);
                }
            }
            else
            {
                _console.Write(new Text(ShownText.Line(line) + Environment.NewLine, style));
            }
        }
    }

    private void Show(StageProgress progress)
    {
        lock (_gate)
        {
            if (_progress is null)
            {
                return;
            }

            // What begins again has another bar: publishing does so with each target.
            if (!_tasks.TryGetValue(progress.Stage, out ProgressTask? task) || (task.IsFinished && EventText.IsBegin(progress)))
            {
                task = _progress.AddTask(ShortName(progress.Stage), autoStart: true, maxValue: 1);
                _tasks[progress.Stage] = task;
            }

            _details.Set(task, progress);
            task.IsIndeterminate = EventText.IsBegin(progress);
            task.Value = EventText.IsEnd(progress) ? 1 : progress.Fraction is { } fraction and < 1 ? fraction : task.Value;
            if (EventText.IsEnd(progress))
            {
                task.StopTask();
            }
        }
    }

    // Short, so that eighty columns hold a wait as well.
    private string ShortName(ConnectorStage stage) => stage switch
    {
        ConnectorStage.Import => "reading",
        ConnectorStage.Compare => "compare",
        ConnectorStage.Payload => "payloads",
        ConnectorStage.Group => "grouping",
        ConnectorStage.Split => "splitting",
        ConnectorStage.Download => "download",
        ConnectorStage.Load => "loading",
        ConnectorStage.Publish => "publish",
        ConnectorStage.Verify => "verify",
        ConnectorStage.Update => _isDryRun ? "planning" : "sending",
        _ => stage.ToString(),
    };
}
