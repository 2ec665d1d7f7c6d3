using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>Says what came of a run, on the console and in the log, and finds its exit code.</summary>
internal abstract class RunClosing<TEnd>(RunConsole console, RunLog log)
    where TEnd : RunEnd
{
    /// <summary>The log.</summary>
    private protected RunLog Log => log;

    /// <summary>What is said of a run that its user stopped.</summary>
    private protected abstract string Cancelled { get; }

    /// <summary>Closes the run.</summary>
    /// <returns>The exit code.</returns>
    public int Close(TEnd end)
    {
        if (end.Error is { } early && !log.HasBegun && IsExpected(early))
        {
            ErrorLine.Write(early.Message);
            return ExitCodes.NothingSent;
        }

        bool hasDatabase = log.HasBegun;
        log.Begin();
        Exception? error = end.Error;
        int exitCode = end.IsCancelled ? ExitCodes.Cancelled : ExitCodeWithoutSummary(end);
        try
        {
            if (hasDatabase)
            {
                exitCode = Summarize(end);
            }
        }
        catch (Exception exception) when (exception is SqliteException or ConnectorException)
        {
            error ??= exception;
        }

        if (end.IsCancelled)
        {
            Say(Cancelled);
        }

        if (error is not null)
        {
            string message = Describe(error);
            ErrorLine.Write(message);
            log.Write($"error: {message}");
        }

        log.Write($"end: exit code {exitCode}");
        return exitCode;
    }

    /// <summary>Says what its database has on record.</summary>
    /// <returns>The exit code.</returns>
    private protected abstract int Summarize(TEnd end);

    /// <summary>Gives the exit code of a run of which no database tells.</summary>
    private protected abstract int ExitCodeWithoutSummary(TEnd end);

    /// <summary>Takes the run's secrets out of a text that came from outside.</summary>
    private protected abstract string Redact(string text);

    private protected void SayAll(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Say(line);
        }
    }

    private protected void Say(string line)
    {
        console.WriteLine(line);
        log.Write(line);
    }

    private static bool IsExpected(Exception exception) => exception is ConnectorException or SettingsException;

    private string Describe(Exception error)
    {
        if (IsExpected(error))
        {
            return error.Message;
        }

        log.Write($"details: {Redact(error.ToString())}");
        return $"Unexpected {error.GetType().Name}: {Redact(error.Message)} {(log.HasFile ? $"Details are in '{log.Path}'." : "With --log-file the details are written down.")}";
    }
}
