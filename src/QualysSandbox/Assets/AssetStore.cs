using System.Collections.ObjectModel;

namespace QualysSandbox.Assets;

/// <summary>The assets of the subscription and their custom attributes. Safe for many threads.</summary>
public sealed class AssetStore
{
    private static readonly ReadOnlyDictionary<string, string> NoAttributes = ReadOnlyDictionary<string, string>.Empty;

    // Assets of one request mostly end up alike, so they share one dictionary, which is never changed again.
    private readonly Dictionary<ulong, IReadOnlyDictionary<string, string>> _attributes = [];
    private readonly Lock _gate = new();
    private readonly AssetIdSet _known;
    private readonly bool _addOnlyNew;

    internal AssetStore(AssetIdSet known, bool addOnlyNew)
    {
        _known = known;
        _addOnlyNew = addOnlyNew;
    }

    /// <summary>The number of assets that have custom attributes.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _attributes.Count;
            }
        }
    }

    /// <summary>The assets that have custom attributes, in ascending order.</summary>
    public IReadOnlyList<ulong> Ids
    {
        get
        {
            lock (_gate)
            {
                ulong[] ids = [.. _attributes.Keys];
                Array.Sort(ids);
                return ids;
            }
        }
    }

    /// <summary>Whether the asset exists in the subscription.</summary>
    public bool Knows(ulong id) => _known.Contains(id);

    /// <summary>The custom attributes of an asset; empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> AttributesOf(ulong id)
    {
        lock (_gate)
        {
            return _attributes.GetValueOrDefault(id, NoAttributes);
        }
    }

    /// <summary>Gives an asset exactly these custom attributes, as a starting point.</summary>
    public void Put(ulong id, IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        lock (_gate)
        {
            Keep(id, new Dictionary<string, string>(attributes, StringComparer.Ordinal));
        }
    }

    /// <summary>Takes all custom attributes from all assets.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _attributes.Clear();
        }
    }

    /// <summary>Changes assets.</summary>
    /// <param name="change">What is done.</param>
    /// <param name="ids">The assets.</param>
    /// <param name="madeUpKeys">The keys that an asset was made up with, which are there without having been given.</param>
    internal void Apply(AttributeChange change, IEnumerable<ulong> ids, Func<ulong, IReadOnlyCollection<string>> madeUpKeys)
    {
        // Asked before the lock: whoever knows them asks this store in turn.
        (ulong Id, IReadOnlyCollection<string> MadeUp)[] assets =
            [.. ids.Select(id => (id, change.Operation == AttributeOperation.Remove ? [] : madeUpKeys(id)))];
        lock (_gate)
        {
            var results = new Dictionary<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>>(
                ReferenceEqualityComparer.Instance);
            foreach ((ulong id, IReadOnlyCollection<string> madeUp) in assets)
            {
                IReadOnlyDictionary<string, string> before = _attributes.GetValueOrDefault(id, NoAttributes);
                if (madeUp.Count > 0)
                {
                    Keep(id, change.ApplyTo(before, _addOnlyNew, madeUp.Contains));
                    continue;
                }

                if (!results.TryGetValue(before, out IReadOnlyDictionary<string, string>? after))
                {
                    after = change.ApplyTo(before, _addOnlyNew, _ => false);
                    results.Add(before, after);
                }

                Keep(id, after);
            }
        }
    }

    private void Keep(ulong id, IReadOnlyDictionary<string, string> attributes)
    {
        if (attributes.Count == 0)
        {
            _attributes.Remove(id);
        }
        else
        {
            _attributes[id] = attributes;
        }
    }
}
