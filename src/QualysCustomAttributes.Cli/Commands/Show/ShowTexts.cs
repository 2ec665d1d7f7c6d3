using System.Globalization;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Commands.Show;

/// <summary>What is said of runs.</summary>
internal static class ShowTexts
{
    private const int ShortestName = 16;

    /// <summary>The runs of a folder, a line each.</summary>
    public static IEnumerable<string> List(IReadOnlyList<QualysRun> runs)
    {
        yield return $"{"outcome",-13}{"started (UTC)",-18}{"confirmed",-13}{"failed",-7}{"left",-6}run";
        foreach (QualysRun run in runs)
        {
            string confirmed = string.Create(CultureInfo.InvariantCulture, $"{run.BatchesSucceeded:N0} of {run.Batches:N0}");
            string before = string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Outcome,-13}{Moment(run.StartedAt),-18}{confirmed,-13}{run.BatchesFailed + run.BatchesPartial,-7:N0}{run.BatchesLeft,-6:N0}");
            yield return before + Name(run, before.Length);
        }
    }

    /// <summary>What is said of a folder without run databases: where they are made, and in which of its folders there are some.</summary>
    public static IEnumerable<string> Nothing(string folder)
    {
        yield return $"There is no run database in '{folder}'. A run makes one where it is started, or where --database says.";
        foreach (string other in RunDatabaseFiles.Below(folder))
        {
            yield return $"there are some in: {Product.Name} show {ShellWord.Quote(other)}";
        }
    }

    /// <summary>The summary of a run.</summary>
    public static IEnumerable<string> Summary(QualysRun run)
    {
        yield return "run:";
        yield return RunSummary.Outcome(run);
        yield return SummaryLine.Of("database", run.DatabasePath);
        if (run.UsedBy is { } holder)
        {
            yield return SummaryLine.Of("used by", holder);
        }

        yield return SummaryLine.Of("started", $"{Moment(run.StartedAt)} UTC{(run.EndedAt is { } ended ? $", ended {Moment(ended)}" : "")}");
        yield return run.Undoes is { } undone ? SummaryLine.Of("undoes", undone) : SummaryLine.Of("export", run.ExportPath ?? "not on record");
        foreach (string line in RunSummary.Asked(run))
        {
            yield return line;
        }

        if (run.AccountName is { } account)
        {
            yield return SummaryLine.Of("account", $"{run.AccountKind!.ToLowerInvariant()} {account}");
        }

        foreach (string line in RunSummary.Made(run))
        {
            yield return line;
        }

        yield return SummaryLine.Of("calls", run.Calls);
        yield return SummaryLine.Of("assets confirmed", run.AssetsConfirmed);
        yield return SummaryLine.Of("left", Left(run));
        if (run.IsReconciled)
        {
            yield return "plan:";
        }

        foreach (string line in PlanWords.OfChanges(run.Changes))
        {
            yield return line;
        }

        yield return "stages:";
        foreach (QualysRunStage stage in run.Stages)
        {
            string rows = stage.RowsIn is { } taken ? $", {SummaryLine.Number(taken)} in, {SummaryLine.Number(stage.RowsOut ?? 0)} out" : "";
            yield return SummaryLine.Of(stage.Name.ToLowerInvariant(), $"{stage.Outcome}, {Moment(stage.StartedAt)}{rows}");
        }

        foreach (string line in NextStep.Lines(run))
        {
            yield return line;
        }
    }

    // What failed is not left to be sent: somebody has to ask for it.
    private static string Left(QualysRun run)
    {
        long failed = run.BatchesFailed + run.BatchesPartial;
        string left = run.BatchesLeft == 0 ? "nothing" : $"{Counted.Of(run.BatchesLeft, "batch", "batches")} of {Counted.Of(run.AssetsLeft, "asset")}";
        return failed == 0 ? left
            : $"{left}{(run.BatchesLeft == 0 ? " but" : ", and")} {Counted.Of(failed, "batch that failed or is partial", "batches that failed or are partial")}";
    }

    // Both ends stay: many begin alike, and end with their moment.
    private static string Name(QualysRun run, int before)
    {
        string name = ShownText.Line(run.Name);
        int room = Math.Max(ShortestName, (Screen.Room ?? int.MaxValue) - before);
        return TerminalColumns.Of(name) <= room ? name : $"{TerminalColumns.Cut(name, room / 4)}{name[^(room - (room / 4))..]}";
    }

    private static string Moment(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "not begun";
}
