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
    public static (long Rows, long ExcludedAssets) Exclude(RunDatabase database, GroupInput input, DuplicateAction action)
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
                database.Groups.InsertDuplicate(input[rows[i]].RecordId, isKept, isConflicting);
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
    public static ConnectorWarning? Warning(RunDatabase database, DuplicateAction action, long excluded) => excluded == 0 ? null : new ConnectorWarning(
        $"Left out {(action == DuplicateAction.Exclude ? "for standing in several rows" : "for standing in several rows that disagree")}: "
        + $"{Counted.Of(excluded, "asset id")}; see qualys_attribute_payloads_duplicates in '{database.Path}'.");
}
