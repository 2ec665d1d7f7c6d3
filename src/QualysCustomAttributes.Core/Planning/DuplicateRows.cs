using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>Takes ids out that stand in several rows: identical rows count once, rows that disagree not at all.</summary>
internal static class DuplicateRows
{
    /// <summary>Marks them in the database, and excludes what is not used.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="input">The rows.</param>
    /// <param name="action">What happens to an id that stands in several rows.</param>
    /// <returns>How many rows belong to such an id, and how many ids are left out.</returns>
    public static (long Rows, long ExcludedAssets) Exclude(RunDatabase database, GroupInput input, DuplicateAction action) =>
        Exclude(input, action, row => database.Groups.InsertDuplicate(input[row.Row].RecordId, row.IsKept, row.IsConflicting));

    /// <summary>Excludes what is not used.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="action">What happens to an id that stands in several rows.</param>
    /// <param name="found">Takes every row of such an id.</param>
    /// <returns>How many rows belong to such an id, and how many ids are left out.</returns>
    public static (long Rows, long ExcludedAssets) Exclude(GroupInput input, DuplicateAction action, Action<RepeatedRow> found)
    {
        (long duplicates, long excluded) = (0, 0);
        foreach ((ulong _, List<int> rows) in input.FindRepeated())
        {
            int firstSet = input[rows[0]].AttributeSetId;
            bool isConflicting = rows.Exists(row => input[row].AttributeSetId != firstSet);
            bool isExcluded = isConflicting || action == DuplicateAction.Exclude;
            for (int i = 0; i < rows.Count; i++)
            {
                bool isKept = !isExcluded && i == 0;
                found(new RepeatedRow(rows[i], i == 0, isKept, isConflicting, isExcluded));
                if (!isKept)
                {
                    input.Exclude(rows[i]);
                }
            }

            duplicates += rows.Count;
            excluded += isExcluded ? 1 : 0;
        }

        return (duplicates, excluded);
    }

    /// <summary>Says how many ids were left out.</summary>
    /// <param name="databasePath">The run database, which has them; <see langword="null"/> where there is none.</param>
    /// <param name="action">What happens to an id that stands in several rows.</param>
    /// <param name="excluded">How many were left out.</param>
    public static ConnectorWarning? Warning(string? databasePath, DuplicateAction action, long excluded) => excluded == 0 ? null : new ConnectorWarning(
        $"Left out {(action == DuplicateAction.Exclude ? "for standing in several rows" : "for standing in several rows that disagree")}: "
        + $"{Counted.Of(excluded, "asset id")}.")
        {
            Listing = RunListing.Of(RunList.Duplicates, databasePath),
        };
}

/// <summary>A row of an id that stands in several.</summary>
/// <param name="Row">Its place among the rows.</param>
/// <param name="IsFirst">Whether it is the first of its id.</param>
/// <param name="IsKept">Whether it is the one that counts.</param>
/// <param name="IsConflicting">Whether the rows of its id disagree.</param>
/// <param name="IsLeftOut">Whether none of the rows of its id counts.</param>
internal readonly record struct RepeatedRow(int Row, bool IsFirst, bool IsKept, bool IsConflicting, bool IsLeftOut);
