using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>Finds the batches of a pilot: a part of the plan that is sent before the rest.</summary>
internal static class Pilot
{
    /// <summary>Finds the batches, and makes those that the choice needs.</summary>
    /// <param name="database">The run database, whose plan is made.</param>
    /// <param name="choice">The choice.</param>
    /// <param name="resend">Whether batches that are done count, too.</param>
    /// <returns>The batches, in the plan's order.</returns>
    /// <exception cref="RunDatabaseException">
    /// The plan has no such group or asset, or an asset cannot be parted from a batch that was sent.
    /// </exception>
    public static IReadOnlyList<BatchKey> Choose(RunDatabase database, BatchChoice choice, bool resend)
    {
        lock (database.Gate)
        {
            IReadOnlyList<BatchKey> batches = choice.AssetIds.Count > 0
                ? BatchesOfAssets(database, choice)
                : database.Batches.ReadKeys();
            if (choice.GroupNumbers.Count > 0)
            {
                batches = OfGroups(database, batches, choice.GroupNumbers);
            }

            IEnumerable<BatchKey> left = choice.First is not null && !resend
                ? batches.Where(batch => database.Executions.Find(batch.GroupNumber, batch.BatchNumber)?.Outcome != UpdateOutcome.Succeeded)
                : batches;
            return [.. left.Take(choice.First ?? int.MaxValue)];
        }
    }

    private static List<BatchKey> OfGroups(RunDatabase database, IReadOnlyList<BatchKey> batches, IReadOnlyList<int> groups)
    {
        HashSet<int> there = [.. batches.Select(batch => batch.GroupNumber)];
        int missing = groups.FirstOrDefault(group => !there.Contains(group));
        return missing == 0
            ? [.. batches.Where(batch => groups.Contains(batch.GroupNumber))]
            : throw RunDatabaseException.NotChosen(database.Path, $"no batch of a group {missing}");
    }

    // A pilot changes the assets that were named and no others: they leave the batches they were in.
    private static List<BatchKey> BatchesOfAssets(RunDatabase database, BatchChoice choice)
    {
        HashSet<ulong> named = [.. choice.AssetIds];
        List<(BatchRow Batch, ulong[] Ids)> found =
        [
            .. database.Batches.Read().Select(batch => (Batch: batch, Ids: batch.AssetIds.Where(named.Contains).ToArray()))
                .Where(each => each.Ids.Length > 0),
        ];
        named.ExceptWith(found.SelectMany(each => each.Ids));
        if (named.Count > 0)
        {
            throw RunDatabaseException.NotChosen(database.Path, $"no asset {named.First()}");
        }

        foreach ((BatchRow batch, ulong[] ids) in found.Where(each => each.Ids.Length < each.Batch.AssetIds.Length))
        {
            RequireNeverSent(database, batch, ids[0]);
        }

        List<BatchKey> chosen = [.. found.Select(each => each.Ids.Length == each.Batch.AssetIds.Length
            ? new BatchKey(each.Batch.GroupNumber, each.Batch.BatchNumber)
            : database.Batches.Part(each.Batch, each.Ids))];

        if (database.IsPlannedHere || PlanDigest.FindStored(database, ConnectorStage.Split) is not null)
        {
            PlanDigest.Store(database, ConnectorStage.Split, PlanDigest.OfBatches(database, CancellationToken.None));
        }

        return chosen;
    }

    private static void RequireNeverSent(RunDatabase database, BatchRow batch, ulong assetId)
    {
        if (database.Executions.Find(batch.GroupNumber, batch.BatchNumber) is { Attempts: > 0 })
        {
            throw RunDatabaseException.NotChosen(
                database.Path,
                $"the asset {assetId} in group {batch.GroupNumber} batch {batch.BatchNumber}, which was sent as a whole; choose the group");
        }
    }
}
