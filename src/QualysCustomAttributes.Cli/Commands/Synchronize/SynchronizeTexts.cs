using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>What a synchronization says.</summary>
internal static class SynchronizeTexts
{
    /// <summary>How many batches that were not confirmed are listed at most.</summary>
    public const int MostTroubled = 10;

    /// <summary>How many groups a dry run shows at most.</summary>
    public const int MostGroups = 20;

    /// <summary>The settings in effect, for the log. Nothing secret is among them.</summary>
    public static IEnumerable<string> Start(SynchronizeSettings settings, PlanFunction function)
    {
        yield return $"start: {Product.Name} {Product.Version}{(settings.IsDryRun ? ", dry run" : "")}";
        if (settings.ResumePath is { } resumed)
        {
            yield return $"options: resume={resumed}";
        }
        else if (settings.Synchronization.Undo is { } undo)
        {
            yield return $"options: undo={undo.RunPath} batch-size={settings.Synchronization.BatchSize} force={settings.Synchronization.Import.Replace}";
        }
        else
        {
            AxoniusImportOptions import = settings.Synchronization.Import;
            string delimiter = import.Delimiter switch { null => ",", '\t' => "tab", { } named => named.ToString() };
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"options: csv-file={import.Path} delimiter={delimiter}{Reading(import)} asset-id-column={import.Contract.AssetIdHeader} "
                + $"attributes={string.Join(',', import.Contract.Keys)} "
                + $"duplicates={Choices.Name(settings.Synchronization.DuplicateAction)} "
                + $"batch-size={settings.Synchronization.BatchSize} force={import.Replace}");
        }

        yield return $"options: api-fqdn={settings.Target.Api} update-authentication={Lower(settings.Target.Authentication)} "
            + $"api-function={function.Name} " + CallOptions.Write(settings.Client);
    }

    /// <summary>What a dry run would have sent: where to, then a line a group, of which the beginning says enough.</summary>
    public static (string Where, IEnumerable<string> Groups, string? More) DryRun(
        IReadOnlyList<PendingGroup> groups, long total, string databasePath, QualysAddress address, PlanFunction function, string? kept)
    {
        if (groups.Count == 0)
        {
            return (function.One is null
                ? $"dry run: nothing was sent, and nothing is left to send: {kept ?? "what Qualys is known to hold is as it should be"}"
                : "dry run: nothing was sent, and nothing is left to send of what was chosen", [], null);
        }

        return (
            $"dry run: nothing was sent; it would go to {address} {(function.One is { } one ? $"with the function {one.ToRequestName()}" : "group by group")}:",
            groups.Select(group => $"  {Target(group)}: {string.Join("; ", group.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"))}"),
            total > groups.Count ? $"  … and {Number(total - groups.Count)} more: {ListCommand.Of(databasePath, ListCommand.Groups)}" : null);

        static string Target(PendingGroup group)
        {
            string function = group.Function is { } own ? $"{own.ToRequestName()} {(own == QualysFunction.Remove ? "from" : "to")} " : "";
            string batches = group.Batches == 1 ? "" : $" in {Counted.Of(group.Batches, "batch", "batches")}";
            return string.Create(CultureInfo.InvariantCulture, $"group {group.GroupNumber}, {function}{Counted.Of(group.Assets, "asset")}{batches}");
        }
    }

    /// <summary>What the run came to, and what this command did of it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="report">The same with what went wrong.</param>
    /// <param name="calls">How many calls this command made.</param>
    /// <param name="files">What it wrote.</param>
    /// <param name="elapsed">How long it worked.</param>
    public static IEnumerable<string> Summary(QualysRun run, RunReport report, int calls, IEnumerable<string> files, TimeSpan elapsed)
    {
        yield return "summary:";
        foreach (string line in (string[])[RunSummary.Outcome(run), .. RunSummary.Asked(run), .. RunSummary.Made(run)])
        {
            yield return line;
        }

        yield return SummaryLine.Of("calls", Number(calls));
        if (run.Calls > calls)
        {
            yield return SummaryLine.Of("earlier calls", run.Calls - calls);
        }

        yield return SummaryLine.Of(
            "assets confirmed",
            Number(report.AssetsConfirmed) + (report.AssetsConfirmed > 0 && report.AssetsInBatches > report.AssetsPlanned ? ", once for each batch" : ""));
        if (report.PlanDigest is { } digest)
        {
            yield return SummaryLine.Of("plan digest", digest);
        }

        if (report.AssetsAcceptedWithoutCount > 0)
        {
            yield return SummaryLine.Of(
                "accepted", $"{Counted.Of(report.AssetsAcceptedWithoutCount, "asset")} more, without a count from Qualys");
        }

        string label = "files written";
        foreach (string file in files)
        {
            yield return SummaryLine.Of(label, file);
            label = "";
        }

        yield return SummaryLine.Of("elapsed", ClockText.Of(elapsed));
        foreach (string line in Troubled(report))
        {
            yield return line;
        }
    }

    /// <summary>The command that goes on with a run in the way in which this one was begun.</summary>
    public static string? ToGoOn(QualysRun run, SynchronizeSettings settings) => NextStep.Command(
        run,
        RepeatedOptions.Write(
            settings,
            isHeld: run.NextStep == QualysRunStep.Release,
            // Where nothing was sent, what was given for a time or a number of calls is not used up.
            repeatsAll: run.NextStep == QualysRunStep.Release || settings.IsDryRun,
            isResumed: run.NextStep is QualysRunStep.Resume or QualysRunStep.RetryFailed),
        settings.Target with { ClientKind = settings.ClientKind });

    /// <summary>What of the plan was not chosen, and the command that sends it too.</summary>
    public static IEnumerable<string> NotChosen(QualysRun run, SynchronizeSettings settings)
    {
        // What a brake holds is decided about first.
        if (run.BatchesNotChosen == 0 || run.NextStep == QualysRunStep.Release)
        {
            yield break;
        }

        string? asked = settings.Synchronization.PlanDigest;
        yield return $"{Counted.Of(run.BatchesNotChosen, "batch of the plan was", "batches of the plan were")} not chosen; to send what is left of the whole plan: "
            + $"{Product.Name} apply {ShellWord.Quote(run.DatabasePath)}{CallOptions.Write(settings.Target with { ClientKind = settings.ClientKind })} --all"
            + RepeatedOptions.Write(settings, isHeld: false, repeatsAll: settings.IsDryRun, isResumed: false)
            + (asked is null || asked == run.PlanDigest ? "" : $" --plan-digest {asked}");
    }

    /// <summary>The command that reads back what was sent, where that did not come to its end.</summary>
    public static string ToReadBack(RunReport report, SynchronizeSettings settings) =>
        $"to read back what was sent: {Product.Name} verify {ShellWord.Quote(report.DatabasePath)}"
        + CallOptions.Write(settings.Target with { ClientKind = settings.ClientKind, Authentication = QualysUpdateAuthentication.Basic });

    // What is not as usual, alone.
    private static string Reading(AxoniusImportOptions import) =>
        (import.Encoding is { } encoding ? $" encoding={encoding.WebName}" : "")
        + (import.TreatAsEmpty.Count > 0 ? $" treat-as-empty={string.Join(',', import.TreatAsEmpty)}" : "")
        + (import.KeepInvisible ? " keep-invisible" : "") + (import.AllowRejected ? " allow-rejected" : "");

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();

    private static IEnumerable<string> Troubled(RunReport report)
    {
        if (report.TroubledCount == 0)
        {
            yield break;
        }

        yield return "not confirmed in full:";
        foreach (TroubledBatch batch in report.Troubled)
        {
            string why = batch.Error is { Length: > 0 } error ? $": {error}" : "";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"  group {batch.GroupNumber} batch {batch.BatchNumber}: {OutcomeName(batch.Outcome)}{why}");
        }

        long rest = report.TroubledCount - report.Troubled.Count;
        if (rest > 0)
        {
            yield return $"  … and {Number(rest)} more: {ListCommand.Of(report.DatabasePath, ListCommand.Batches)} --outcome failed,partial,indoubt";
        }
    }

    private static string OutcomeName(UpdateOutcome outcome) => outcome switch
    {
        UpdateOutcome.Succeeded => "succeeded",
        UpdateOutcome.Partial => "partial",
        UpdateOutcome.Failed => "failed",
        UpdateOutcome.InDoubt => "in doubt",
        _ => "not sent",
    };

    private static string Number(long number) => SummaryLine.Number(number);
}
