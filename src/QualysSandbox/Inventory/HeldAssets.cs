namespace QualysSandbox.Inventory;

/// <summary>The assets that are shown as they were, because what an update made of them shows late. Not safe for many threads.</summary>
internal sealed class HeldAssets(TimeProvider time)
{
    private readonly Dictionary<ulong, HeldAsset> _held = [];

    /// <summary>Keeps an asset as it is; one that is kept already stays as it was, and as long as the later of both says.</summary>
    public void Hold(InventoryAsset asset, DateTimeOffset modified, Showing showing)
    {
        HeldAsset held = Find(asset.Id) ?? new HeldAsset(asset, modified);
        DateTimeOffset until = time.GetUtcNow() + showing.After;
        _held[asset.Id] = held with { Until = until > held.Until ? until : held.Until, Looks = Math.Max(held.Looks, showing.AfterLooks) };
    }

    /// <summary>The asset as it is shown, or null where it is shown as it is.</summary>
    public HeldAsset? Find(ulong id)
    {
        if (!_held.TryGetValue(id, out HeldAsset? held))
        {
            return null;
        }

        if (held.Looks > 0 || time.GetUtcNow() < held.Until)
        {
            return held;
        }

        _held.Remove(id);
        return null;
    }

    /// <summary>Somebody has looked at the assets behind one, up to another.</summary>
    public void Looked(ulong after, ulong last)
    {
        foreach ((ulong id, HeldAsset held) in _held.Where(each => each.Key > after && each.Key <= last && each.Value.Looks > 0).ToArray())
        {
            _held[id] = held with { Looks = held.Looks - 1 };
        }
    }

    public void Forget(ulong id) => _held.Remove(id);

    public void Clear() => _held.Clear();
}

/// <summary>An asset as it is shown.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Modified">When it last changed before.</param>
internal sealed record HeldAsset(InventoryAsset Asset, DateTimeOffset Modified)
{
    /// <summary>Until when it is shown so.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>How many looks still find it so.</summary>
    public int Looks { get; init; }
}
