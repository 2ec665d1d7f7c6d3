using System.Diagnostics;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>Plain lines for pipes, files and schedulers: few, and without colour.</summary>
internal sealed class PlainConsole(TextWriter output, bool isDryRun) : RunConsole
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly TextWriter _output = TextWriter.Synchronized(output);
    private readonly Lock _gate = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Dictionary<ConnectorStage, long> _last = [];

    public override bool WantsHeartbeat => true;

    public override Task ShowAsync(Func<Task> work) => work();

    public override void WriteLine(string line)
    {
        foreach (string fit in SummaryLine.Fit(ShownText.Line(line)))
        {
            _output.WriteLine(fit);
        }
    }

    public override void Report(ConnectorEvent value)
    {
        string? line = value is not StageProgress progress ? EventText.Line(value)
            : EventText.IsEnd(progress) || (!EventText.IsBegin(progress) && IsDue(progress.Stage)) ? EventText.Progress(progress, isDryRun)
            : null;
        if (line is not null)
        {
            WriteLine(line);
        }
    }

    private bool IsDue(ConnectorStage stage)
    {
        lock (_gate)
        {
            if (Stopwatch.GetElapsedTime(_last.GetValueOrDefault(stage, _start)) < Interval)
            {
                return false;
            }

            _last[stage] = Stopwatch.GetTimestamp();
            return true;
        }
    }
}
