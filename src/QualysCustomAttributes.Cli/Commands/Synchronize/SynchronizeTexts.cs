using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>What a synchronization says.</summary>
internal static class SynchronizeTexts
{
    /// <summary>How many batches that were not confirmed are listed at most.</summary>
    public const int MostTroubled = 10;

    /// <summary>How many groups a dry run shows at most.</summary>
    public const int MostGroups = 20;

    private const int LongestValue = 60;

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

    /// <summary>What a dry run would have sent.</summary>
    public static IEnumerable<string> DryRun(
        IReadOnlyList<PendingGroup> groups, long total, QualysAddress address, PlanFunction function, string? kept)
    {
        if (groups.Count == 0)
        {
            yield return function.One is null
                ? $"dry run: nothing was sent, and nothing is left to send: {kept ?? "what Qualys is known to hold is as it should be"}"
                : "dry run: nothing was sent, and nothing is left to send of what was chosen";
            yield break;
        }

        yield return $"dry run: nothing was sent; it would go to {address} {(function.One is { } one ? $"with the function {one.ToRequestName()}" : "group by group")}:";
        foreach (PendingGroup group in groups)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  group {group.GroupNumber}: {(group.Function is { } own ? $"{own.ToRequestName()} {(own == QualysFunction.Remove ? "from" : "to")} " : "")}{Counted.Of(group.Assets, "asset")} in {Counted.Of(group.Batches, "batch", "batches")}: ")
                + string.Join(", ", group.Attributes.Select(attribute => $"{attribute.Key}={Shorten(attribute.Value)}"));
        }

        if (total > groups.Count)
        {
            yield return $"  … and {Counted.Of(total - groups.Count, "group")} more: see qualys_attribute_payloads_grouped";
        }
    }

    public static IEnumerable<string> Summary(RunReport report, int calls, bool isDryRun, IEnumerable<string> files, TimeSpan elapsed)
    {
        yield return "summary:";
        yield return SummaryLine.Of("rows read", report.RowsRead);
        yield return SummaryLine.Of("assets (ids)", report.Assets);
        yield return SummaryLine.Of("rejected", Rejected(report));
        yield return SummaryLine.Of("duplicates", Duplicates(report));
        yield return SummaryLine.Of("without values", report.AssetsWithoutValues);
        yield return SummaryLine.Of("groups", report.Groups);
        yield return SummaryLine.Of(
            "batches", $"{Number(report.Batches)} of {Counted.Of(report.AssetsPlanned, "asset")}{Outcomes(report, isDryRun)}");
        yield return SummaryLine.Of("calls", isDryRun ? "0 (dry run)" : Number(calls));
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

        yield return SummaryLine.Of("elapsed", Durations.Format(elapsed));
        foreach (string line in Troubled(report))
        {
            yield return line;
        }
    }

    /// <summary>The commands that send what is left: what was chosen, and what was not.</summary>
    public static IEnumerable<string> ToGoOn(RunReport report, SynchronizeSettings settings, bool isLeft, long notChosen, bool isBraked)
    {
        // Without the address it would go to the default platform, without the digest to whatever is in the file by then, and
        // without the rest the account could not send.
        string command = $"{Product.Name} --resume {ShellWord.Quote(report.DatabasePath)}"
            + CallOptions.Write(settings.Target with { ClientKind = settings.ClientKind })
            + (settings.Synchronization.Resend ? " --resend" : "")
            + RepeatedOptions.Write(settings, isBraked, repeatsAll: isBraked || settings.IsDryRun);
        string? asked = settings.Synchronization.PlanDigest;
        if (isLeft)
        {
            string reviewed = settings.IsDryRun ? report.PlanDigest ?? "" : asked ?? "";
            yield return $"to send what is not yet confirmed: {command}{Digest(reviewed)}";
        }

        // What a brake holds is decided about first.
        if (notChosen > 0 && !(isBraked && isLeft))
        {
            yield return $"{Counted.Of(notChosen, "batch of the plan was", "batches of the plan were")} not chosen; "
                + $"to send what is left of the whole plan: {command} --all{Digest(asked == report.PlanDigest ? "" : asked ?? "")}";
        }

        static string Digest(string digest) => digest.Length == 0 ? "" : $" --plan-digest {digest}";
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

    private static string Shorten(string value) => value.Length <= LongestValue ? value : $"{value[..(LongestValue - 1)]}…";

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
            yield return $"  … and {Number(rest)} more: see qualys_attribute_payloads_transformed_execution_log";
        }
    }

    private static string Rejected(RunReport report)
    {
        string reasons = string.Join(", ", report.Rejected.Select(reason => $"{reason.Reason} {Number(reason.RowCount)}"));
        return Number(report.Rejected.Sum(reason => reason.RowCount)) + (reasons.Length == 0 ? "" : $" ({reasons})");
    }

    private static string Duplicates(RunReport report) => report.DuplicateRows == 0 ? "0"
        : $"{Counted.Of(report.DuplicateRows, "row")} of {Counted.Of(report.DuplicateAssets, "id")}, {Counted.Of(report.ExcludedAssets, "id")} left out";

    private static string Outcomes(RunReport report, bool isDryRun)
    {
        (UpdateOutcome Outcome, long Count)[] counts =
        [
            .. new[] { UpdateOutcome.Succeeded, UpdateOutcome.Partial, UpdateOutcome.Failed, UpdateOutcome.InDoubt }
                .Select(outcome => (outcome, report.CountOf(outcome))),
            (UpdateOutcome.NotSent, isDryRun ? 0 : report.NotSent),
        ];
        string[] parts =
        [
            // Where all are, nobody asks.
            .. isDryRun && report.NotSent > 0 && report.NotChosen > 0 ? [$"{Number(report.NotSent)} chosen"] : Array.Empty<string>(),
            .. counts.Where(each => each.Count > 0).Select(each => $"{Number(each.Count)} {OutcomeName(each.Outcome)}"),
            .. report.NotChosen > 0 && report.Outcomes.Count > 0 ? [$"{Number(report.NotChosen)} not chosen"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "" : $": {string.Join(", ", parts)}";
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
