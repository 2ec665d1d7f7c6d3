using System.Globalization;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Inventory;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>Words the events of a run.</summary>
internal static class EventText
{
    public static string StageName(ConnectorStage stage, bool isDryRun) => stage switch
    {
        ConnectorStage.Import => "reading the export",
        ConnectorStage.Compare => "comparing",
        ConnectorStage.Payload => "making payloads",
        ConnectorStage.Group => "grouping",
        ConnectorStage.Split => "splitting into batches",
        ConnectorStage.Update when isDryRun => "planning the requests",
        ConnectorStage.Download => "downloading",
        ConnectorStage.Load => "loading",
        ConnectorStage.Publish => "publishing",
        ConnectorStage.Verify => "reading back",
        ConnectorStage.Update => "sending to Qualys",
        _ => stage.ToString(),
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

        string status = IsEnd(progress) ? Status(progress, isDryRun) : ProgressText.SoFar(progress);
        line += status.Length == 0 ? "" : $": {status}";
        return progress.Remaining is { } remaining ? $"{line}, about {Durations.Format(remaining)} left{End(remaining)}"
            : IsEnd(progress) ? $"{line}, done in {Durations.Format(progress.Elapsed)}"
            : line;
    }

    // What is soon over needs no clock.
    private static string End(TimeSpan remaining) => remaining < TimeSpan.FromMinutes(1) ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $", ends about {(DateTimeOffset.UtcNow + remaining).UtcDateTime.ToString(remaining < TimeSpan.FromHours(20) ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC");

    /// <summary>The counts of a stage; what came of calls says nothing in a dry run.</summary>
    public static string Status(StageProgress progress, bool isDryRun) =>
        isDryRun && progress is { Stage: ConnectorStage.Update, Status.Length: > 0 }
            ? Counted.Of(progress.Done, "batch", "batches")
            : progress.Status;

    /// <summary>What every follower of a run is told of an event; <see langword="null"/> where that depends on who follows.</summary>
    public static string? Line(ConnectorEvent value) => value switch
    {
        CallWillBeRetried retry => $"warning: {Retry(retry, DateTimeOffset.Now)}",
        CallsWait wait => Waiting(wait.Until),
        InventoryCounted counted => Count(counted),
        ConnectorWarning warning => $"warning: {WarningAdvice.Describe(warning)}",
        _ => null,
    };

    /// <summary>How many assets an inventory run is about, and since when they were updated.</summary>
    public static string Count(InventoryCounted counted)
    {
        string since = counted.LastUpdatedAfter == DateTimeOffset.UnixEpoch ? "at any time" : $"since {Since(counted.LastUpdatedAfter)}";
        return $"{Counted.Of(counted.Expected, "asset")} updated {since}{(counted.IsResumed ? "; the run that ended early goes on" : "")}";
    }

    /// <summary>The moment since when assets were updated; 1970 is before all of them.</summary>
    public static string Since(DateTimeOffset moment) => moment == DateTimeOffset.UnixEpoch ? "any time" : Moment(moment);

    /// <summary>A moment of Qualys.</summary>
    public static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Retry(CallWillBeRetried retry, DateTimeOffset now) => $"{retry.Call.ToString().TrimEnd('.')}; {Wait(retry, now)}";

    public static string Wait(CallWillBeRetried retry, DateTimeOffset now)
    {
        string cause = retry.Cause switch
        {
            WaitCause.RateLimit => "rate limit",
            WaitCause.RetryAfter or WaitCause.Body => "wait asked for by the platform",
            _ => "back-off",
        };
        string attempts = Counted.Of(retry.AttemptsLeft, "attempt");
        return string.Create(
            CultureInfo.InvariantCulture, $"{cause}: next call at {(now + retry.Wait).UtcDateTime:HH:mm:ss} UTC, {attempts} left");
    }

    /// <summary>The wait for a limit that is known of.</summary>
    public static string Waiting(DateTimeOffset until) =>
        string.Create(CultureInfo.InvariantCulture, $"rate limit: next call at {until.UtcDateTime:HH:mm:ss} UTC");
}
