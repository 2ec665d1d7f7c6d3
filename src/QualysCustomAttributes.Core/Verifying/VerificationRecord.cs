using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>Puts on record what was found of assets, in the place of what an earlier verification found.</summary>
internal sealed class VerificationRecord(RunDatabase database, WantedValues wanted, TimeProvider time)
{
    private const int MostKept = 20_000;

    private readonly Dictionary<(int Wanted, string? Found), long> _pairs = [];
    private readonly HashSet<ulong> _pending = [.. wanted.Assets.Keys];
    private bool _isBegun;

    /// <summary>The assets that were not found as wanted so far.</summary>
    public IReadOnlyCollection<ulong> Pending => _pending;

    /// <summary>Notes what was found of an asset.</summary>
    /// <param name="assetId">The asset.</param>
    /// <param name="asset">What was found, or <see langword="null"/> where there is no such asset.</param>
    public void Note(ulong assetId, QualysAsset? asset)
    {
        int number = wanted.Assets[assetId];
        ValueSet values = wanted.Of(number);
        string content = values.ToContent();
        string? found = asset is null ? null : FoundValues.Of(asset, values).ToContent();
        lock (database.Gate)
        {
            if (!_isBegun)
            {
                // What was found before stays until something is found now.
                database.Verifications.Clear();
                _isBegun = true;
            }

            database.Verifications.Note(assetId, PairOf(number, content, found), time.GetUtcNow());
        }

        if (content == found)
        {
            _pending.Remove(assetId);
        }
    }

    /// <summary>Writes what was noted so far.</summary>
    public void Commit() => database.Commit();

    /// <summary>Ends the record.</summary>
    public void Complete()
    {
        database.Verifications.DropUnused();
        database.Commit();
    }

    private long PairOf(int number, string content, string? found)
    {
        if (!_pairs.TryGetValue((number, found), out long pair))
        {
            if (_pairs.Count >= MostKept)
            {
                _pairs.Clear();
            }

            pair = database.Verifications.InsertPair(content, found);
            _pairs.Add((number, found), pair);
        }

        return pair;
    }
}
