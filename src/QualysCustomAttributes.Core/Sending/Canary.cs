using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// The first assets of a plan, which are sent alone: they leave the batches they were in, and all that is to be done with them comes before
/// the rest.
/// </summary>
internal sealed class Canary
{
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
            HashSet<BatchKey> untried = [.. chosen.Where(key => database.Executions.Find(key.GroupNumber, key.BatchNumber) is not { Attempts: > 0 })];
            HashSet<ulong> assetIds = [.. chosen.Where(untried.Contains).SelectMany(key => database.Batches.Read(key).AssetIds).Distinct().Take(count)];
            var parted = new HashSet<BatchKey>();
            var rest = new List<BatchKey>();
            bool isAnyMade = false;
            foreach (BatchKey key in chosen)
            {
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
}
