using System.Globalization;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Commands.Show;

/// <summary>What is said of runs.</summary>
internal static class ShowTexts
{
    /// <summary>The runs of a folder, a line each.</summary>
    public static IEnumerable<string> List(IReadOnlyList<QualysRun> runs, string folder)
    {
        if (runs.Count == 0)
        {
            yield return $"There is no run database in '{folder}'.";
            yield break;
        }

        yield return $"{"outcome",-13}{"started (UTC)",-18}{"confirmed",-15}{"left",-7}run";
        foreach (QualysRun run in runs)
        {
            string confirmed = string.Create(CultureInfo.InvariantCulture, $"{run.BatchesSucceeded:N0} of {run.Batches:N0}");
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Outcome,-13}{Moment(run.StartedAt),-18}{confirmed,-15}{run.BatchesLeft,-7:N0}{Path.GetFileName(run.DatabasePath)}");
        }
    }

    /// <summary>The summary of a run.</summary>
    public static IEnumerable<string> Summary(QualysRun run)
    {
        yield return "run:";
        yield return SummaryLine.Of("outcome", $"{run.Outcome}{(run.Message is { } why ? $": {why}" : "")}");
        yield return SummaryLine.Of("database", run.DatabasePath);
        if (run.UsedBy is { } holder)
        {
            yield return SummaryLine.Of("used by", holder);
        }

        yield return SummaryLine.Of("started", $"{Moment(run.StartedAt)} UTC{(run.EndedAt is { } ended ? $", ended {Moment(ended)}" : "")}");
        yield return run.Undoes is { } undone ? SummaryLine.Of("undoes", undone) : SummaryLine.Of("export", run.ExportPath ?? "not on record");
        yield return SummaryLine.Of("function", run.Function ?? "not on record");
        if (run.ApiHost is { } host)
        {
            string account = run.AccountName is { } name ? $", {run.AccountKind!.ToLowerInvariant()} {name}" : "";
            yield return SummaryLine.Of("host", host + account);
        }

        yield return SummaryLine.Of("rows read", run.RowsRead);
        yield return SummaryLine.Of("assets (ids)", run.Assets);
        yield return SummaryLine.Of("rejected", run.Rejected);
        yield return SummaryLine.Of("duplicates", run.DuplicateRows == 0 ? "0"
            : $"{Counted.Of(run.DuplicateRows, "row")}, {Counted.Of(run.ExcludedAssets, "id")} left out");
        yield return SummaryLine.Of("without values", run.AssetsWithoutValues);
        yield return SummaryLine.Of("groups", run.Groups);
        yield return SummaryLine.Of("batches", $"{SummaryLine.Number(run.Batches)} of {Counted.Of(run.AssetsPlanned, "asset")}{Outcomes(run)}");
        yield return SummaryLine.Of("calls", run.Calls);
        yield return SummaryLine.Of("assets confirmed", run.AssetsConfirmed);
        yield return SummaryLine.Of("left", run.BatchesLeft == 0 ? "nothing"
            : $"{Counted.Of(run.BatchesLeft, "batch", "batches")} of {Counted.Of(run.AssetsLeft, "asset")}");
        foreach (string change in run.Changes.Select(change => change.ToString()))
        {
            yield return SummaryLine.Of("change", change);
        }

        yield return "stages:";
        foreach (QualysRunStage stage in run.Stages)
        {
            string rows = stage.RowsIn is { } taken ? $", {SummaryLine.Number(taken)} in, {SummaryLine.Number(stage.RowsOut ?? 0)} out" : "";
            yield return SummaryLine.Of(stage.Name.ToLowerInvariant(), $"{stage.Outcome}, {Moment(stage.StartedAt)}{rows}");
        }

        if (run.NextCommand is { } next)
        {
            yield return $"to go on: {next}";
        }
    }

    /// <summary>The command that goes on with a run, or <see langword="null"/> where there is none.</summary>
    public static string? NextCommand(QualysRun run)
    {
        string path = ShellWord.Quote(run.DatabasePath);
        string to = run.Target is { } target
            ? CallOptions.Write(new UpdateTarget(target.Api, target.Authentication, target.Gateway, target.ClientKind))
            : "";
        string digest = run is { Outcome: QualysRunOutcome.DryRun or QualysRunOutcome.Held, PlanDigest: { } reviewed } ? $" --plan-digest {reviewed}" : "";
        return run.NextStep switch
        {
            QualysRunStep.Send => $"{Product.Name} apply {path}{to}{digest}{(run.IsReleased ? " --allow-mass-change" : "")}",
            QualysRunStep.SendAll => $"{Product.Name} apply {path}{to} --all",
            QualysRunStep.Release => $"{Product.Name} apply {path}{to}{digest} --allow-mass-change",
            QualysRunStep.SendCanary => $"{Product.Name} apply {path}{to} --canary {Numbers.Write(run.OpenCanary!.Assets)}",
            QualysRunStep.Resume => $"{Product.Name} resume {path}{Unknown(run)}",
            QualysRunStep.RetryFailed => $"{Product.Name} resume {path}{Unknown(run)} --retry-failed",
            QualysRunStep.PlanAgain => ErrorAdvice.Plan(run.Origin),
            _ => null,
        };
    }

    // Where the record alone is not enough to send an account there.
    private static string Unknown(QualysRun run) => run.Target is not { } target ? ""
        : (QualysPlatform.IsKnown(target.Api) ? "" : $" --api-fqdn {target.Api}")
            + (target.Gateway is { } gateway && !QualysPlatform.IsKnown(gateway) ? $" --gateway-fqdn {gateway}" : "")
            + (target.ClientKind is QualysClientKind.Subscription ? " --client-kind subscription" : "");

    private static string Moment(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "not begun";

    private static string Outcomes(QualysRun run)
    {
        (long Count, string Name)[] counts =
        [
            (run.BatchesSucceeded, "succeeded"), (run.BatchesPartial, "partial"), (run.BatchesFailed, "failed"), (run.BatchesInDoubt, "in doubt"),
            (run.BatchesNotSent, "not sent"), (run.BatchesNotChosen, "not chosen"),
        ];
        string[] parts = [.. counts.Where(each => each.Count > 0).Select(each => $"{SummaryLine.Number(each.Count)} {each.Name}")];
        return parts.Length == 0 ? "" : $": {string.Join(", ", parts)}";
    }
}
