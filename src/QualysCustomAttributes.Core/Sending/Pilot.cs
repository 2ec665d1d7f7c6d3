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
        HashSet<ulong> missing = [.. choice.AssetIds];
        HashSet<ulong> named = [.. choice.AssetIds];
        var chosen = new List<BatchKey>();
        foreach (BatchRow batch in database.Batches.Read().ToList())
        {
            ulong[] ids = [.. batch.AssetIds.Where(named.Contains)];
            if (ids.Length == 0)
            {
                continue;
            }

            missing.ExceptWith(ids);
            chosen.Add(ids.Length == batch.AssetIds.Length ? new BatchKey(batch.GroupNumber, batch.BatchNumber) : Part(database, batch, ids));
        }

        if (missing.Count > 0)
        {
            throw RunDatabaseException.NotChosen(database.Path, $"no asset {missing.First()}");
        }

        if (database.IsPlannedHere || PlanDigest.FindStored(database, ConnectorStage.Split) is not null)
        {
            PlanDigest.Store(database, ConnectorStage.Split, PlanDigest.OfBatches(database, CancellationToken.None));
        }

        return chosen;
    }

    private static BatchKey Part(RunDatabase database, BatchRow batch, ulong[] ids)
    {
        if (database.Executions.Find(batch.GroupNumber, batch.BatchNumber) is { Attempts: > 0 })
        {
            throw RunDatabaseException.NotChosen(
                database.Path,
                $"the asset {ids[0]} in group {batch.GroupNumber} batch {batch.BatchNumber}, which was sent as a whole; choose the group");
        }

        return database.Batches.Part(batch, ids);
    }
}
