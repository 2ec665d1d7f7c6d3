namespace QualysCustomAttributes.Axonius;

/// <summary>Whether an export that was read to its end is one to go on with.</summary>
internal static class ExportVerdict
{
    /// <summary>Judges.</summary>
    /// <param name="path">The export.</param>
    /// <param name="databasePath">The run database, which has every row that was rejected; <see langword="null"/> where there is none.</param>
    /// <param name="tally">What became of its rows.</param>
    /// <param name="allowRejected">Whether an export most of whose rows were rejected is taken.</param>
    /// <returns>The error, or <see langword="null"/> for an export to go on with.</returns>
    public static AxoniusExportException? Of(string path, string? databasePath, RejectionTally tally, bool allowRejected)
    {
        if (tally.Rows == 0)
        {
            return AxoniusExportException.HeaderAlone(path);
        }

        bool isUnusable = tally.UsedRows == 0;
        if (!isUnusable && (allowRejected || !tally.IsMostlyRejected))
        {
            return null;
        }

        return tally.Most.Reason == RejectionReason.InvalidText
            ? AxoniusExportException.NotUtf8(path, tally.Describe(), databasePath, tally.Advice)
            : isUnusable
                ? AxoniusExportException.Unusable(path, tally.Describe(), databasePath, tally.Advice)
                : AxoniusExportException.MostlyRejected(path, tally.Describe(), databasePath, tally.Advice);
    }
}
