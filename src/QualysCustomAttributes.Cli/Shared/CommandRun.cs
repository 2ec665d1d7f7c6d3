using System.Diagnostics;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>
/// The frame of a run. While it works there are a display, a log and signs of life; whatever ends it becomes a summary, at most
/// one line of error, and an exit code.
/// </summary>
internal abstract class CommandRun : IProgress<ConnectorEvent>
{
    private const int WidthWithoutScreen = 120;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _heartbeat;
    private readonly string _database;
    private readonly bool _isDryRun;
    private readonly RunState _state;
    private readonly RunConsole _console;
    private RunLog? _log;

    /// <summary>Creates the run.</summary>
    /// <param name="heartbeat">The time between two signs of life.</param>
    /// <param name="database">What its database is called in the log.</param>
    /// <param name="isDryRun">Whether nothing is sent.</param>
    protected CommandRun(TimeSpan heartbeat, string database, bool isDryRun = false)
    {
        _heartbeat = heartbeat;
        _database = database;
        _isDryRun = isDryRun;
        _state = new RunState(isDryRun);
        _console = RunConsole.Create(_state, isDryRun);
    }

    /// <summary>When it began.</summary>
    protected DateTimeOffset StartedAt { get; } = DateTimeOffset.Now;

    /// <summary>How long it worked.</summary>
    protected TimeSpan Elapsed { get; private set; }

    /// <summary>What ended it before its time, or <see langword="null"/>.</summary>
    protected Exception? Error { get; private set; }

    /// <summary>Whether its user stopped it.</summary>
    protected bool IsStopped { get; private set; }

    /// <summary>The command that goes on with what was begun, once it is known; <see langword="null"/> where there is none.</summary>
    protected string? NextCommand { get; set; }

    protected RunLog Log => _log ?? throw new InvalidOperationException("The run has no log yet.");

    /// <summary>What is said of a run that its user stopped.</summary>
    protected abstract string Stopped { get; }

    /// <summary>The exit code of a run that ended early and of which no database tells.</summary>
    protected virtual int ExitCodeWithoutSummary => ExitCodes.NothingSent;

    /// <summary>Shows an event and writes it down, on whichever thread it happens.</summary>
    public virtual void Report(ConnectorEvent value)
    {
        ConnectorEvent taken = _state.Take(value);
        WriteDown(taken);
        _console.Report(taken);
    }

    /// <summary>Does the work, and keeps how it ended; nothing is thrown.</summary>
    protected async Task TryAsync(RunLog log, Func<Task> work, CancellationToken stop)
    {
        _log = log;
        (Error, IsStopped) = (null, false);
        using var timer = new PeriodicTimer(_heartbeat);
        Task beating = BeatAsync(timer);
        try
        {
            // Off this thread: reading is one long synchronous stretch, and the display wants to move meanwhile.
            await _console.ShowAsync(() => Task.Run(work, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            IsStopped = true;
        }
#pragma warning disable CA1031 // Whatever it is, it becomes one line and an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Error = exception;
        }

        timer.Dispose();
        await beating.ConfigureAwait(false);
        Elapsed = Stopwatch.GetElapsedTime(_start);
    }

    /// <summary>Says what came of it, on the console and in the log.</summary>
    /// <returns>The exit code.</returns>
    protected int Close()
    {
        if (Error is { } early && !Log.HasBegun && ErrorAdvice.IsExpected(early))
        {
            ErrorLine.Write(ErrorAdvice.Describe(early));
            return ExitCodes.Of(early) ?? ExitCodes.NothingSent;
        }

        bool hasDatabase = Log.HasBegun;
        Log.Begin();
        Exception? error = Error;
        int exitCode = IsStopped ? ExitCodes.Cancelled : ExitCodeWithoutSummary;
        try
        {
            if (hasDatabase)
            {
                exitCode = Summarize();
            }
        }
        catch (ConnectorException exception)
        {
            error ??= exception;
            Say(KnownWithoutDatabase);
        }

        if (IsStopped)
        {
            Say(Stopped);
        }

        if (error is not null)
        {
            string message = Describe(error);
            ErrorLine.Write(message);
            Log.Write($"error: {message}");
        }

        exitCode = IsStopped ? exitCode : ExitCodes.Of(error) ?? exitCode;
        Log.Write($"end: exit code {exitCode}");
        return exitCode;
    }

    /// <summary>Says what its database has on record.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Summarize();

    /// <summary>What is known where the database can no longer be read.</summary>
    protected virtual IEnumerable<string> KnownWithoutDatabase => [];

    /// <summary>Takes the run's secrets out of a text that came from outside.</summary>
    protected abstract string Redact(string text);

    protected void Say(params IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            _console.WriteLine(line);
            Log.Write(line);
        }
    }

    /// <summary>Says lines of which the beginning is enough: on a screen none of them is wrapped.</summary>
    protected void List(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            _console.WriteLine(TerminalColumns.Cut(ShownText.Line(line), Screen.Room ?? WidthWithoutScreen));
            Log.Write(line);
        }
    }

    private string Describe(Exception error)
    {
        if (ErrorAdvice.IsExpected(error))
        {
            return ErrorAdvice.Describe(error, NextCommand);
        }

        Log.Write($"details: {Hide(error.ToString())}");
        string where = Log.HasFile ? $"Details are in '{Log.Path}'." : "With --log-file the details are written down.";
        return $"Unexpected {error.GetType().Name}: {Hide(error.Message)} {where}";
    }

    // Whoever made the text: a driver or .NET itself may write an account into an address.
    private string Hide(string text) => SecretText.WithoutUserInfo(Redact(text));

    private void WriteDown(ConnectorEvent value)
    {
        switch (value)
        {
            case FileOpened opened:
                Log.Begin();
                Log.Write($"{_database}: {opened.Path}");
                break;
            case StageProgress progress when EventText.IsBegin(progress) || EventText.IsEnd(progress):
                Log.Write(EventText.Progress(progress, _isDryRun));
                break;
            case CallEnded ended:
                Log.Write($"call: {ended.Call}");
                break;
        }

        if (EventText.Line(value) is { } line)
        {
            Log.Write(line);
        }
    }

    private async Task BeatAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            string line = $"heartbeat: {_state}";
            Log.Write(line);
            if (_console.WantsHeartbeat)
            {
                _console.WriteLine(line);
            }
        }
    }
}
