using System.Globalization;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Tracing;

/// <summary>The story of an asset in lines that are read from top to bottom, for both fronts and a terminal of 80 columns.</summary>
internal static class AssetTraceText
{
    // The object has it whole.
    private const int LongestValue = 300;

    private const int LabelWidth = 12;
    private const int MostTold = 40;

    /// <summary>The story.</summary>
    public static IEnumerable<string> Lines(QualysAssetTrace trace) => All(trace).Select(line => line.TrimEnd());

    private static IEnumerable<string> All(QualysAssetTrace trace) =>
    [
        .. Item("outcome", $"{trace.Outcome}. {trace.Summary}"),
        .. Item("asset", trace.AssetId.ToString(CultureInfo.InvariantCulture)),
        .. Item("run", trace.DatabasePath),
        .. Item("started", trace.StartedAt is { } at ? $"{Moment(at)} UTC" : null),
        .. Item("export", trace.ExportPath),
        .. Item("undoes", trace.Undoes),
        .. Item("inventory", trace.InventoryPath is { } inventory ? $"{inventory}{(trace.IsInInventory == false ? ", which does not have it" : "")}" : null),
        .. Item("ledger", trace.LedgerPath),
        .. Section("what could not be looked at, or is to be known", trace.Notes.Select(note => ("  - ", note))),
        .. Section("rows of the export, as they are after cleaning", trace.Records.Select(record => Row(record, trace))),
        .. Section("rejected rows of the export", trace.RejectedRows.Select(Rejected)),
        .. Section("plan (known -> desired)", trace.Changes.Select(Change)),
        .. Section("payloads", trace.Payloads.Select(payload => (payload.Function is { } function ? $"  {function,-7} " : "  ", Values(payload.Set.NonEmpty)))),
        .. Section("groups", trace.Batches.Count > 0 ? [] : trace.GroupNumbers.Select(group => ("  ", $"group {group}, of which there are no batches"))),
        .. Section("batches", trace.Batches.Select(Batch)),
        .. Section("calls (UTC)", trace.Calls.Select(Call)),
        .. Section("read back", trace.Verifications.Select(each => ($"  {each.Verdict,-9} ",
            $"{each.Key}: {Value(each.Found)}{(each.Verdict == VerificationVerdict.AsWanted ? "" : $", not {Value(each.Wanted)}")}, {Moment(each.ReadAt)} UTC"))),
        .. Section("known by now", trace.KnownValues.Select(each => ($"  {each.Source,-9} ", Known(each)))),
        .. Section("history by the ledger (UTC)", trace.History.Select(change => Past(change, trace)), isNewestLast: true),
    ];

    private static IEnumerable<string> Item(string label, string? text) =>
        text is null ? [] : WrappedText.Parted($"{label}:".PadRight(LabelWidth), ShownText.Line(text));

    // What is long is told by its beginning, history by its end: the object has all of it.
    private static IEnumerable<string> Section(string title, IEnumerable<(string Label, string Text)> items, bool isNewestLast = false)
    {
        (string Label, string Text)[] all = [.. items];
        int more = Math.Max(0, all.Length - MostTold);
        string[] lines =
        [
            .. (isNewestLast ? all.TakeLast(MostTold) : all.Take(MostTold))
                .SelectMany(item => WrappedText.Parted(item.Label, ShownText.Line(item.Text))),
        ];
        string[] rest = more == 0 ? [] : [$"  … and {more} {(isNewestLast ? "earlier" : "more")}"];
        return lines.Length == 0 ? [] : isNewestLast ? ["", $"{title}:", .. rest, .. lines] : ["", $"{title}:", .. lines, .. rest];
    }

    private static (string, string) Row(AxoniusRecord record, QualysAssetTrace trace)
    {
        string fate = trace.Duplicates.FirstOrDefault(row => row.Line == record.Line) is not { } row ? ""
            : row.IsKept ? " (of several rows the one that counts)" : row.IsConflicting ? " (disagrees with another row)" : " (of several rows one that does not count)";
        string values = Values(record.Set.NonEmpty);
        return ($"  line {record.Line,-7} ", values + fate);
    }

    private static (string, string) Rejected(QualysRejectedRow row) =>
        ($"  line {row.Line,-7} ", $"{row.Reason}: {row.Detail}{(row.Raw is { } raw ? $" ({ShownText.Of(raw)})" : "")}");

    private static (string, string) Change(AttributeChange change)
    {
        string values = change.Action == ChangeAction.None && change.Known == change.Desired ? Value(change.Known) : $"{Value(change.Known)} -> {Value(change.Desired)}";
        string both = change.IsSentBothWays ? ", added and updated" : "";
        return ($"  {change.Action,-9} ", $"{change.Key}: {values} ({change.Reason}{both})");
    }

    private static (string, string) Batch(QualysBatch batch)
    {
        string function = batch.Function is { } own ? $"{own}, " : "";
        string outcome = batch.Chosen ? batch.Outcome.ToString() : "not chosen";
        return ($"  {outcome,-10} ", $"{batch}, {function}{Counted.Of(batch.AssetCount, "asset")}{(batch.Error is { } error ? $": {error}" : "")}");
    }

    private static (string, string) Call(QualysApiCall call)
    {
        string answer = call.Status is { } status ? $"{status} {call.ResponseCode}".TrimEnd()
            : call.Error is null ? "no answer on record" : "no answer";
        string confirmed = call.ConfirmedCount is { } count ? $", {Counted.Of(count, "asset")} confirmed" : "";
        string error = call.Error is { } text ? $": {text}" : "";
        string wait = call.Wait is { } waited ? $", then a wait of {WaitText.Of(waited)} ({call.WaitCause})" : "";
        return ($"  {Moment(call.SentAt)} ", $"group {call.GroupNumber} batch {call.BatchNumber}, attempt {call.Attempt}: {answer}{confirmed}{wait}{error}");
    }

    private static string Known(QualysKnownValue each)
    {
        string connector = each.ConnectorName is { Length: > 0 } name ? $", of {name}" : "";
        string at = each.KnownAt is { } moment ? $" ({Moment(moment)} UTC{connector})" : connector;
        return $"{each.Key}: {Value(each.Value)}{at}";
    }

    private static (string, string) Past(AttributeChangeRecord change, QualysAssetTrace trace)
    {
        string run = change.RunId == trace.LedgerRunId ? "this run" : Path.GetFileName(change.DatabasePath);
        string found = change.Found is { } other ? $", found {Value(other)}" : "";
        return ($"  {Moment(change.SentAt)} ", $"{change.Key}: {Value(change.Before)} -> {Value(change.After)} ({change.Function}, {change.Outcome}{found}), {run}");
    }

    private static string Values(IReadOnlyList<Qualys.Updates.CustomAttributeValue> attributes) =>
        attributes.Count == 0 ? "no values" : string.Join("; ", attributes.Select(attribute => TerminalColumns.Cut($"{attribute}", LongestValue)));

    private static string Value(string? value) => value is null ? "nothing" : $"'{TerminalColumns.Cut(value, LongestValue)}'";

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
