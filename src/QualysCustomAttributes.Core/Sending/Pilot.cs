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
            Candidate[] found = Find(database, choice, resend);
            List<BatchKey> chosen = [.. found.Select(each => each.Part is { } ids ? database.Batches.Part(each.Batch, ids) : each.Key)];
            if (found.Any(each => each.Part is not null)
                && (database.IsPlannedHere || PlanDigest.FindStored(database, ConnectorStage.Split) is not null))
            {
                PlanDigest.Store(database, ConnectorStage.Split, PlanDigest.OfBatches(database, CancellationToken.None));
            }

            return chosen;
        }
    }

    /// <summary>Counts what <see cref="Choose"/> would find, and changes nothing.</summary>
    /// <returns>How many batches, and how many assets are in them.</returns>
    /// <inheritdoc cref="Choose"/>
    public static (long Batches, long Assets) Measure(RunDatabase database, BatchChoice choice, bool resend)
    {
        lock (database.Gate)
        {
            Candidate[] found = Find(database, choice, resend);
            return (found.Length, found.Sum(each => (long)each.Assets));
        }
    }

    private static Candidate[] Find(RunDatabase database, BatchChoice choice, bool resend)
    {
        IReadOnlyList<Candidate> batches = choice.AssetIds.Count > 0
            ? OfAssets(database, choice.AssetIds)
            : [.. database.Batches.ReadCounts().Select(each => new Candidate(each.Key, each.Assets))];
        if (choice.GroupNumbers.Count > 0)
        {
            batches = OfGroups(database, batches, choice);
        }

        IEnumerable<Candidate> left = choice.First is not null && !resend
            ? batches.Where(each =>
                database.Executions.Find(each.Key.GroupNumber, each.Key.BatchNumber)?.Outcome != UpdateOutcome.Succeeded)
            : batches;
        Candidate[] chosen = [.. left.Take(choice.First ?? int.MaxValue)];
        foreach (Candidate each in chosen.Where(each => each.Part is not null))
        {
            RequireNeverSent(database, each.Key, each.Part![0]);
        }

        return chosen;
    }

    private static List<Candidate> OfGroups(RunDatabase database, IReadOnlyList<Candidate> batches, BatchChoice choice)
    {
        HashSet<int> there = [.. batches.Select(each => each.Key.GroupNumber)];
        int missing = choice.GroupNumbers.FirstOrDefault(group => !there.Contains(group));
        if (missing == 0)
        {
            return [.. batches.Where(each => choice.GroupNumbers.Contains(each.Key.GroupNumber))];
        }

        bool isElsewhere = choice.AssetIds.Count > 0 && database.Batches.ReadGroupNumbers().Contains(missing);
        throw RunDatabaseException.NotChosen(
            database.Path, isElsewhere ? $"none of the assets that were asked for in group {missing}" : $"no batch of a group {missing}");
    }

    // A pilot changes the assets that were named and no others: they leave the batches they were in.
    private static List<Candidate> OfAssets(RunDatabase database, IReadOnlyList<ulong> assetIds)
    {
        HashSet<ulong> named = [.. assetIds];
        List<Candidate> found =
        [
            .. database.Batches.Read().Select(batch => Candidate.Of(batch, [.. batch.AssetIds.Where(named.Contains)]))
                .Where(each => each.Assets > 0),
        ];
        named.ExceptWith(found.SelectMany(each => each.Part ?? each.Batch.AssetIds));
        return named.Count == 0 ? found : throw RunDatabaseException.NotChosen(database.Path, database.Records.ExplainAbsence(named.First()));
    }

    private static void RequireNeverSent(RunDatabase database, BatchKey batch, ulong assetId)
    {
        if (database.Executions.Find(batch.GroupNumber, batch.BatchNumber) is { Attempts: > 0 })
        {
            throw RunDatabaseException.NotChosen(
                database.Path,
                $"the asset {assetId} in group {batch.GroupNumber} batch {batch.BatchNumber}, which was sent as a whole and can be sent as a whole alone: choose its group");
        }
    }

    // A batch, or those of its assets that are to be parted from it.
    private readonly record struct Candidate(BatchKey Key, int Assets, BatchRow Batch = default, ulong[]? Part = null)
    {
        public static Candidate Of(BatchRow batch, ulong[] named) =>
            new(new BatchKey(batch.GroupNumber, batch.BatchNumber), named.Length, batch, named.Length < batch.AssetIds.Length ? named : null);
    }
}
