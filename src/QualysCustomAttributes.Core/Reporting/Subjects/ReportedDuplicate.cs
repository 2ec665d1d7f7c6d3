using System.Globalization;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>An asset id that stands in several rows.</summary>
/// <param name="AssetId">The id.</param>
/// <param name="Lines">The first lines of the export at which its rows start.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="KeptLine">The line of the row that counts; <see langword="null"/> where the id is left out.</param>
/// <param name="IsConflicting">Whether its rows disagree.</param>
internal sealed record ReportedDuplicate(string AssetId, IReadOnlyList<long> Lines, int Rows, long? KeptLine, bool IsConflicting)
{
    private const int MostLines = 10;

    /// <summary>Reads the first of them.</summary>
    public static ReportList<ReportedDuplicate> Read(RunDatabase database, QualysRun run) => ReportList.FirstOf(
        Group(database.Groups.ReadDuplicates(ReportList.Longest)), run.DuplicateAssets, duplicate => [duplicate.AssetId]);

    private static IEnumerable<ReportedDuplicate> Group(IEnumerable<DuplicateRow> rows)
    {
        return rows.GroupBy(row => row.AssetId).Select(same =>
        {
            DuplicateRow[] all = [.. same];
            DuplicateRow[] kept = [.. all.Where(row => row.IsKept)];
            return new ReportedDuplicate(
                same.Key.ToString(CultureInfo.InvariantCulture), [.. all.Take(MostLines).Select(row => row.Line)], all.Length,
                kept.Length == 0 ? null : kept[0].Line, all[0].IsConflicting);
        });
    }
}
