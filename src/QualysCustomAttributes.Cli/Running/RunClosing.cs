using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>Says what came of a run, on the console and in the log, and finds its exit code.</summary>
internal sealed class RunClosing(SynchronizeSettings settings, RunConsole console, RunFiles files)
{
    /// <summary>Closes the run.</summary>
    /// <returns>The exit code.</returns>
    public int Close(RunEnd end)
    {
        if (end.Error is { } early && !files.Log.HasBegun && IsExpected(early))
        {
            ErrorLine.Write(early.Message);
            return ExitCodes.NothingSent;
        }

        bool hasDatabase = files.Log.HasBegun;
        files.Log.Begin();
        Exception? error = end.Error;
        int exitCode = end.IsCancelled ? ExitCodes.Cancelled : end.Calls > 0 ? ExitCodes.Incomplete : ExitCodes.NothingSent;
        try
        {
            if (hasDatabase)
            {
                exitCode = Summarize(end);
            }
        }
        catch (SqliteException exception)
        {
            error ??= exception;
        }

        if (end.IsCancelled)
        {
            Say("cancelled: what was done is on record.");
        }

        if (error is not null)
        {
            string message = Describe(error);
            ErrorLine.Write(message);
            files.Log.Write($"error: {message}");
        }

        files.Log.Write($"end: exit code {exitCode}");
        return exitCode;
    }

    private static bool IsExpected(Exception exception) => exception is ConnectorException or SettingsException;

    private int Summarize(RunEnd end)
    {
        bool isComplete = end is { Error: null, IsCancelled: false };
        if (settings.IsDryRun && isComplete)
        {
            SayAll(DryRunWriter.Describe(files.DatabasePath, settings.Address, end.Function));
        }

        RunReport report = RunReport.Read(files.DatabasePath, SummaryWriter.MostTroubled);
        SayAll(SummaryWriter.Describe(report, end.Calls, settings.IsDryRun, [files.DatabasePath, files.Log.Path], end.Elapsed));
        int exitCode = ExitCode(end, report);
        if (report.Batches > 0 && (settings.IsDryRun ? isComplete && report.NotSent > 0 : exitCode != ExitCodes.Done))
        {
            // Without the address it would go to the default platform.
            string address = settings.Address.ToString();
            string host = address == QualysAddress.Parse(SettingsResolution.DefaultApiFqdn).ToString() ? "" : $" --api-fqdn {address}";
            Say($"to send what is not yet confirmed: {Product.Name} --resume \"{files.DatabasePath}\"{host}");
        }

        return exitCode;
    }

    private int ExitCode(RunEnd end, RunReport report)
    {
        if (end.IsCancelled)
        {
            return ExitCodes.Cancelled;
        }

        if (end.Error is not null)
        {
            return WasAnythingChanged(end) ? ExitCodes.Incomplete : ExitCodes.NothingSent;
        }

        return settings.IsDryRun || report.TroubledCount + report.NotSent == 0 ? ExitCodes.Done : ExitCodes.Incomplete;
    }

    // A call that Qualys refused for the account, or that found no host, leaves its batch as not sent.
    private bool WasAnythingChanged(RunEnd end)
    {
        using RunQueries queries = RunQueries.Open(files.DatabasePath);
        return queries.First(
            $"""
            SELECT EXISTS (
                SELECT 1 FROM api_calls c JOIN qualys_attribute_payloads_transformed_execution_log e
                    ON e.group_number = c.group_number AND e.batch_number = c.batch_number
                WHERE c.call_id > {end.CallsBefore} AND e.outcome <> 'NotSent')
            """,
            row => row.GetBoolean(0));
    }

    private string Describe(Exception error)
    {
        if (IsExpected(error))
        {
            return error.Message;
        }

        files.Log.Write($"details: {Redact(error.ToString())}");
        return $"Unexpected {error.GetType().Name}: {Redact(error.Message)} Details are in '{files.Log.Path}'.";
    }

    private string Redact(string text) => settings.Credential?.Redact(text) ?? text;

    private void SayAll(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Say(line);
        }
    }

    private void Say(string line)
    {
        console.WriteLine(line);
        files.Log.Write(line);
    }
}
