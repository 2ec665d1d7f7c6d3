using System.Globalization;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Words the events of a run.</summary>
internal static class EventText
{
    public static string StageName(ConnectorStage stage, bool isDryRun) => stage switch
    {
        ConnectorStage.Import => "reading the export",
        ConnectorStage.Payload => "making payloads",
        ConnectorStage.Group => "grouping",
        ConnectorStage.Split => "splitting into batches",
        ConnectorStage.Update when isDryRun => "planning the requests",
        _ => "sending to Qualys",
    };

    /// <summary>Whether the event says that a stage has begun and done nothing yet.</summary>
    public static bool IsBegin(StageProgress progress) => progress is { Done: 0, Total: null };

    /// <summary>Whether the event says that a stage has come to its end.</summary>
    public static bool IsEnd(StageProgress progress) => progress.Total == progress.Done;

    public static string Progress(StageProgress progress, bool isDryRun)
    {
        string line = StageName(progress.Stage, isDryRun);
        if (progress.Fraction is { } fraction and < 1)
        {
            line += string.Create(CultureInfo.InvariantCulture, $", {(int)(fraction * 100)} %");
        }

        string status = Status(progress, isDryRun);
        line += status.Length == 0 ? "" : $": {status}";
        return progress.Remaining is { } remaining ? $"{line}, about {Durations.Format(remaining)} left"
            : IsEnd(progress) ? $"{line}, done in {Durations.Format(progress.Elapsed)}"
            : line;
    }

    /// <summary>The counts of a stage; what came of calls says nothing in a dry run.</summary>
    public static string Status(StageProgress progress, bool isDryRun) =>
        isDryRun && progress is { Stage: ConnectorStage.Update, Status.Length: > 0 }
            ? string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0} {progress.Unit}")
            : progress.Status;

    public static string Retry(CallWillBeRetried retry, DateTimeOffset now) => $"{retry.Call}; {Wait(retry, now)}";

    public static string Wait(CallWillBeRetried retry, DateTimeOffset now)
    {
        string cause = retry.Cause switch
        {
            WaitCause.RateLimit => "rate limit",
            WaitCause.RetryAfter => "wait asked for by the platform",
            _ => "back-off",
        };
        string attempts = retry.AttemptsLeft == 1 ? "1 attempt" : string.Create(CultureInfo.InvariantCulture, $"{retry.AttemptsLeft} attempts");
        return string.Create(CultureInfo.InvariantCulture, $"{cause}: next call at {(now + retry.Wait).ToLocalTime():HH:mm:ss}, {attempts} left");
    }
}
