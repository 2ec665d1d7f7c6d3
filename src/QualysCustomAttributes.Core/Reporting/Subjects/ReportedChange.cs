using System.Globalization;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>What is done with an asset.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Line">The line of the export; <see langword="null"/> where the export does not have it, or nothing was compared.</param>
/// <param name="Batch">
/// Its batch, as <c>6.1</c>; <see langword="null"/> in a plan that was made by comparison, where it may be in several.
/// </param>
/// <param name="Keys">Its keys of which something differs, or all that is sent.</param>
internal sealed record ReportedChange(string AssetId, long? Line, string? Batch, IReadOnlyList<ReportedKeyChange> Keys)
{
    /// <summary>Reads the first of them.</summary>
    public static ReportList<ReportedChange> Read(RunDatabase database, QualysRun run) => ReportList.FirstOf(
        run.IsReconciled ? ReadCompared(database) : ReadPlain(database, run),
        run.IsReconciled ? database.Plan.CountChanged() : run.AssetsPlanned,
        change => [change.AssetId, .. change.Keys.SelectMany(key => (string?[])[key.Key, key.Known, key.Desired])]);

    private static IEnumerable<ReportedChange> ReadCompared(RunDatabase database)
    {
        foreach (List<PlanKeyRow> rows in ByAsset(database.Plan.ReadKeys('=')))
        {
            yield return new ReportedChange(
                rows[0].AssetId.ToString(CultureInfo.InvariantCulture), rows[0].Line == 0 ? null : rows[0].Line, null,
                [.. rows.Where(row => row.Reason != nameof(ChangeReason.Equal)).Select(ReportedKeyChange.Of)]);
        }
    }

    private static IEnumerable<ReportedChange> ReadPlain(RunDatabase database, QualysRun run)
    {
        ChangeAction? action = Enum.TryParse(run.Function, ignoreCase: true, out QualysFunction function) ? ActionOf(function) : null;
        foreach (BatchRow batch in database.Batches.Read())
        {
            ReportedKeyChange[] keys =
            [
                .. database.Records.GetSet(batch.AttributeSetId).NonEmpty.Select(each => action == ChangeAction.Remove
                    ? new ReportedKeyChange(each.Key, each.Value, null, action, null)
                    : new ReportedKeyChange(each.Key, null, each.Value, action, null)),
            ];
            string number = string.Create(CultureInfo.InvariantCulture, $"{batch.GroupNumber}.{batch.BatchNumber}");
            foreach (ulong assetId in batch.AssetIds)
            {
                yield return new ReportedChange(assetId.ToString(CultureInfo.InvariantCulture), null, number, keys);
            }
        }
    }

    private static ChangeAction ActionOf(QualysFunction function) => function switch
    {
        QualysFunction.Add => ChangeAction.Add,
        QualysFunction.Update => ChangeAction.Update,
        _ => ChangeAction.Remove,
    };

    private static IEnumerable<List<PlanKeyRow>> ByAsset(IEnumerable<PlanKeyRow> rows)
    {
        List<PlanKeyRow> same = [];
        foreach (PlanKeyRow row in rows)
        {
            if (same.Count > 0 && same[0].AssetId != row.AssetId)
            {
                yield return same;
                same = [];
            }

            same.Add(row);
        }

        if (same.Count > 0)
        {
            yield return same;
        }
    }
}

/// <summary>What is done under one key of an asset.</summary>
/// <param name="Key">The key.</param>
/// <param name="Known">What Qualys was known to hold; <see langword="null"/> where that is nothing.</param>
/// <param name="Desired">What the export says; <see langword="null"/> where it says nothing.</param>
/// <param name="Action">What is done; <see langword="null"/> where that is not known yet.</param>
/// <param name="Reason">Why; <see langword="null"/> where nothing was compared.</param>
internal sealed record ReportedKeyChange(string Key, string? Known, string? Desired, ChangeAction? Action, ChangeReason? Reason)
{
    internal static ReportedKeyChange Of(PlanKeyRow row) =>
        new(row.Key, row.Known, row.Desired, Enum.Parse<ChangeAction>(row.Action), Enum.Parse<ChangeReason>(row.Reason));
}
