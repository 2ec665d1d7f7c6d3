using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// The first assets of a plan, which are sent alone: they leave the batches they were in, and all that is to be done with them comes before
/// the rest.
/// </summary>
internal sealed class Canary
{
    /// <summary>What is on record of a canary's batch that Qualys confirmed, until it is read back.</summary>
    public const string Unread = "Qualys confirmed it as a canary, and it was not read back yet";

    /// <summary>What is on record of a canary's batch that was not found as it was sent.</summary>
    public const string NotFound = "Qualys confirmed it as a canary, and it was not found when it was read back";

    private readonly HashSet<BatchKey> _batches;

    private Canary(HashSet<ulong> assetIds, HashSet<BatchKey> batches)
    {
        AssetIds = assetIds;
        _batches = batches;
    }

    /// <summary>The assets.</summary>
    public IReadOnlyCollection<ulong> AssetIds { get; }

    /// <summary>Their batches.</summary>
    public IReadOnlyCollection<BatchKey> Batches => _batches;

    /// <summary>Whether a batch is one of theirs.</summary>
    public bool Has(BatchKey batch) => _batches.Contains(batch);

    /// <summary>Parts the first assets that were never sent from the batches they are in.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="chosen">The batches that are sent.</param>
    /// <param name="count">How many assets.</param>
    /// <param name="all">The batches that are sent, those of the canary before the others.</param>
    /// <returns>The canary; it has no asset where all were sent before.</returns>
    public static Canary Part(RunDatabase database, IReadOnlyList<BatchKey> chosen, int count, out IReadOnlyList<BatchKey> all)
    {
        lock (database.Gate)
        {
            // One that was sent before and never read as wanted is the canary again, whole as it was sent.
            HashSet<BatchKey> untried = [.. chosen.Where(key => database.Executions.Find(key.GroupNumber, key.BatchNumber) is not { Attempts: > 0 })];
            HashSet<BatchKey> again = [.. chosen.Where(key => IsCanaryBefore(database, key))];
            HashSet<ulong> assetIds = [.. again.SelectMany(key => database.Batches.Read(key).AssetIds)];
            assetIds.UnionWith(chosen.Where(untried.Contains).SelectMany(key => database.Batches.Read(key).AssetIds)
                .Where(id => !assetIds.Contains(id)).Distinct().Take(Math.Max(0, count - assetIds.Count)).ToList());
            HashSet<BatchKey> parted = [.. again];
            var rest = new List<BatchKey>();
            bool isAnyMade = false;
            foreach (BatchKey key in chosen)
            {
                if (again.Contains(key))
                {
                    continue;
                }

                BatchRow batch = database.Batches.Read(key);
                ulong[] own = untried.Contains(key) ? [.. batch.AssetIds.Where(assetIds.Contains)] : [];
                if (own.Length == batch.AssetIds.Length)
                {
                    parted.Add(key);
                    continue;
                }

                rest.Add(key);
                if (own.Length > 0)
                {
                    parted.Add(database.Batches.Part(batch, own));
                    isAnyMade = true;
                }
            }

            if (isAnyMade)
            {
                PlanDigest.Store(database, ConnectorStage.Split, PlanDigest.OfBatches(database, CancellationToken.None));
            }

            all = [.. parted, .. rest];
            return new Canary(assetIds, parted);
        }
    }

    private static bool IsCanaryBefore(RunDatabase database, BatchKey key) =>
        database.Executions.Find(key.GroupNumber, key.BatchNumber) is { Outcome: UpdateOutcome.InDoubt, Error: Unread or NotFound };
}
