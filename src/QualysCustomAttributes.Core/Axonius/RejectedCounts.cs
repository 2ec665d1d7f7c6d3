namespace QualysCustomAttributes.Axonius;

/// <summary>How many rows, and ids of rows, were rejected for which reason, as one warning.</summary>
internal sealed class RejectedCounts
{
    private const string NoIds = "have ids that are none";

    private readonly Dictionary<RejectionReason, (long Count, long FirstLine)> _causes = [];
    private readonly SpoiledIds _ids = new();

    /// <summary>Takes a row, or an id.</summary>
    public void Add(RejectedRow row)
    {
        (long count, long first) = _causes.GetValueOrDefault(row.Reason, (0, row.Line));
        _causes[row.Reason] = (count + row.Records, first);
        if (row.Reason == RejectionReason.InvalidAssetId)
        {
            _ids.Add(row.AssetId, row.Records);
        }
    }

    /// <summary>
    /// What is to be said, or <see langword="null"/> where nothing was rejected but Axonius's own rows of names and types, and a
    /// last one that was cut, which has a warning of its own.
    /// </summary>
    /// <param name="databasePath">The run database, which has them; <see langword="null"/> where there is none.</param>
    /// <param name="encoding">The name of the encoding in which the export was read.</param>
    public ConnectorWarning? Warning(string? databasePath, string encoding)
    {
        (RejectionReason Reason, long Count, long FirstLine)[] causes =
            [.. _causes.Where(each => each.Key != RejectionReason.SchemaRow)
                .Select(each => (each.Key, each.Value.Count, each.Value.FirstLine)).OrderByDescending(each => each.Count)];
        if (causes.All(each => each.Reason == RejectionReason.CutShort))
        {
            return null;
        }

        long all = causes.Sum(each => each.Count);
        string told = string.Join("; ", causes.Select(each => Describe(each.Reason, each.Count, encoding) + At(each.Count, each.FirstLine)));
        bool isOfSpreadsheet = _ids.AreOfSpreadsheet || _causes.ContainsKey(RejectionReason.ThousandsSeparators);
        string beside = _causes.TryGetValue(RejectionReason.SchemaRow, out (long Count, long) names)
            ? $", beside {Counted.Of(names.Count, "row")} of names and types" : "";
        return new ConnectorWarning(
            $"{Counted.Of(all, "row, or id of a row, was", "rows, or ids of rows, were")} rejected{beside}: {told}."
            + (isOfSpreadsheet ? SpoiledIds.ExportAgain : ""),
            _causes.ContainsKey(RejectionReason.InvalidText) ? WarningSubject.TextInAnotherEncoding : WarningSubject.Other)
        {
            Listing = RunListing.Of(RunList.Rejected, databasePath),
        };
    }

    private static string At(long count, long line) => FormattableString.Invariant($" ({(count == 1 ? "" : "the first ")}at line {line})");

    private string Describe(RejectionReason reason, long count, string encoding) => reason switch
    {
        RejectionReason.InvalidAssetId when _ids.OfAll is { } pattern =>
            $"{Singular.Counted(count, NoIds)}: {(count == 1 ? $"it {Singular.Of(pattern.Words)}" : $"they {pattern.Words}")}",
        RejectionReason.InvalidAssetId when _ids.HavePattern => $"{Singular.Counted(count, NoIds)}: {_ids.Describe()}",
        RejectionReason.InvalidAssetId => Counted.Of(count, "is no asset id", "are no asset ids"),
        RejectionReason.ThousandsSeparators => Have(count, "an id with thousands separators or a decimal comma"),
        RejectionReason.NoAssetId => Have(count, "no asset id"),
        RejectionReason.TrimmedValue => Have(count, "a cell that Axonius cut"),
        RejectionReason.InvalidText => Counted.Of(count, "holds", "hold") + $" text that is not {encoding}",
        RejectionReason.Malformed => Have(count, "broken quoting"),
        RejectionReason.TooLong => Counted.Of(count, "is", "are") + " longer than 32 MiB",
        RejectionReason.CutShort => Counted.Of(count, "is", "are") + " cut short by the end of the export",
        _ => Counted.Of(count, "is", "are") + $" {reason}",
    };

    private static string Have(long count, string what) => $"{Counted.Of(count, "has", "have")} {what}";
}
