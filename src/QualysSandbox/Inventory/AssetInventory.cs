using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using QualysSandbox.Assets;
using QualysSandbox.Inventory.MadeUp;

namespace QualysSandbox.Inventory;

/// <summary>
/// The assets as the gateway shows them. They are made up as they are asked for; only what a test or an update changed is
/// held. Safe for many threads.
/// </summary>
public sealed class AssetInventory
{
    private const int ManyLines = 25_000;

    private readonly Dictionary<ulong, AssetState> _states = [];
    private readonly SortedSet<ulong> _added = [];
    private readonly HashSet<ulong> _removed = [];
    private readonly HeldAssets _held;
    private readonly Lock _gate = new();
    private readonly InventoryOptions _options;
    private readonly AssetStore _attributes;
    private readonly TimeProvider _time;

    internal AssetInventory(SandboxOptions options, AssetStore attributes)
    {
        _options = options.Inventory;
        _attributes = attributes;
        _time = options.TimeProvider;
        _held = new HeldAssets(options.TimeProvider);

        DateTimeOffset now = _options.Now ?? _time.GetUtcNow();
        Writer = new AssetWriter(_options, _options.Now is null ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)) : now);
    }

    /// <summary>The number of assets.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _options.Assets - _removed.Count + _added.Count;
            }
        }
    }

    /// <summary>The ids of all assets, in ascending order.</summary>
    public IReadOnlyList<ulong> Ids
    {
        get
        {
            lock (_gate)
            {
                return [.. IdsAfter(0)];
            }
        }
    }

    /// <summary>The time that the dates of the made-up assets look back from.</summary>
    public DateTimeOffset Now => Writer.Now;

    internal AssetWriter Writer { get; }

    /// <summary>Whether there is such an asset.</summary>
    public bool Contains(ulong id)
    {
        lock (_gate)
        {
            return Has(id);
        }
    }

    /// <summary>When the asset last changed.</summary>
    public DateTimeOffset LastModified(ulong id)
    {
        lock (_gate)
        {
            return ModifiedAt(Existing(id));
        }
    }

    /// <summary>The asset as JSON, byte for byte as a search gives it.</summary>
    public string Json(ulong id)
    {
        InventoryAsset asset;
        lock (_gate)
        {
            asset = Look(Existing(id));
        }

        using var buffer = new Utf8Buffer();
        Writer.Write(buffer, asset, FieldSelection.All);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    /// <summary>
    /// Makes the asset a changed one: changed now, and always later than before, unless the changes say when. Each field of
    /// <paramref name="changes"/>, a JSON object, takes the place of the asset's own, a null too, or is added to it.
    /// </summary>
    /// <exception cref="FormatException">The changes are no JSON object, or give another id.</exception>
    /// <exception cref="KeyNotFoundException">There is no such asset.</exception>
    public void Touch(ulong id, string? changes = null)
    {
        ImmutableDictionary<string, byte[]> fields = AssetState.ReadChanges(changes ?? "{}");
        RefuseAnotherId(id, fields);
        lock (_gate)
        {
            AssetState state = StateOf(Existing(id));
            Modify(id, state with { Changes = state.Changes.SetItems(fields.Remove(AssetFields.LastModified)) }, fields);
        }
    }

    /// <summary>Adds an asset, made up as the others are but for the changes. One that was removed comes back.</summary>
    /// <exception cref="FormatException">The changes are no JSON object, or give another id.</exception>
    /// <exception cref="InvalidOperationException">The asset is there already.</exception>
    public void Add(ulong id, string? changes = null)
    {
        ImmutableDictionary<string, byte[]> fields = AssetState.ReadChanges(changes ?? "{}");
        RefuseAnotherId(id, fields);
        lock (_gate)
        {
            if (Has(id))
            {
                throw new InvalidOperationException($"The asset {id} is there already.");
            }

            Create(id);
            Modify(id, new AssetState { Changes = fields.Remove(AssetFields.LastModified) }, fields);
        }
    }

    /// <summary>Makes the asset exactly this JSON object, whether it was there or not.</summary>
    /// <exception cref="FormatException">The text is no JSON object, or one of another id.</exception>
    public void Put(ulong id, string asset)
    {
        ImmutableDictionary<string, byte[]> fields = AssetState.ReadChanges(asset);
        RefuseAnotherId(id, fields);
        lock (_gate)
        {
            Create(id);
            Modify(id, new AssetState { Whole = Encoding.UTF8.GetBytes(asset) }, fields);
        }
    }

    /// <summary>Gives the asset a software list so long that it has at least this many lines of JSON, and makes it a changed one.</summary>
    /// <exception cref="KeyNotFoundException">There is no such asset.</exception>
    public void Enlarge(ulong id, int lines = ManyLines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lines, 1);
        lock (_gate)
        {
            Modify(id, StateOf(Existing(id)) with { Lines = lines }, AssetState.NoChanges);
        }
    }

    /// <summary>Takes an asset away; false when there was none.</summary>
    public bool Remove(ulong id)
    {
        lock (_gate)
        {
            if (!Has(id))
            {
                return false;
            }

            _states.Remove(id);
            _held.Forget(id);
            return _added.Remove(id) || _removed.Add(id);
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _states.Clear();
            _held.Clear();
            _added.Clear();
            _removed.Clear();
        }
    }

    /// <summary>Shows assets for a while as they are now, whatever an update is about to make of them.</summary>
    internal void Hold(IEnumerable<ulong> ids, Showing showing)
    {
        lock (_gate)
        {
            foreach (ulong id in ids.Where(id => !showing.IsAtOnce && Has(id)))
            {
                _held.Hold(Look(id), ModifiedAt(id), showing);
            }
        }
    }

    internal void AttributesChanged(AttributeChange change, IEnumerable<ulong> ids)
    {
        lock (_gate)
        {
            foreach (ulong id in ids.Where(Has))
            {
                AssetState state = StateOf(id);
                ImmutableHashSet<string> removed = change.Operation == AttributeOperation.Remove
                    ? state.RemovedAttributes.Union(change.Attributes.Keys)
                    : state.RemovedAttributes;
                Modify(id, state with { RemovedAttributes = removed }, AssetState.NoChanges);
            }
        }
    }

    internal int CountOf(InventoryQuery query)
    {
        lock (_gate)
        {
            return query.IsForAll ? _options.Assets - _removed.Count + _added.Count : IdsAfter(0).Count(id => Matches(id, query));
        }
    }

    internal InventoryPage Search(InventoryQuery query)
    {
        lock (_gate)
        {
            ulong[] ids = [.. IdsAfter(query.LastSeenAssetId).Where(id => Matches(id, query)).Take(query.PageSize + 1)];
            var page = new InventoryPage([.. ids.Take(query.PageSize).Select(Shown)], ids.Length > query.PageSize);
            _held.Looked(query.LastSeenAssetId, page.HasMore ? page.Assets[^1].Id : ulong.MaxValue);
            return page;
        }
    }

    internal InventoryPage Find(ulong id)
    {
        lock (_gate)
        {
            if (!Has(id))
            {
                return InventoryPage.Empty;
            }

            var page = new InventoryPage([Shown(id)], HasMore: false);
            _held.Looked(id - 1, id);
            return page;
        }
    }

    private static void RefuseAnotherId(ulong id, ImmutableDictionary<string, byte[]> fields)
    {
        if (fields.TryGetValue(AssetFields.Id, out byte[]? json)
            && !(ulong.TryParse(json, NumberStyles.None, CultureInfo.InvariantCulture, out ulong given) && given == id))
        {
            throw new FormatException($"The asset has another {AssetFields.Id} than {id}.");
        }
    }

    /// <summary>The keys of custom attributes that an asset was made up with and still has.</summary>
    public IReadOnlyCollection<string> MadeUpKeysOf(ulong id)
    {
        lock (_gate)
        {
            return IsMadeUp(id) && StateOf(id).Whole is null ? [.. Writer.AttributesOf(id).Except(StateOf(id).RemovedAttributes)] : [];
        }
    }

    private bool Has(ulong id) => _added.Contains(id) || (IsMadeUp(id) && !_removed.Contains(id));

    private bool IsMadeUp(ulong id) => id >= _options.FirstId && id - _options.FirstId < (ulong)_options.Assets;

    private ulong Existing(ulong id) => Has(id) ? id : throw new KeyNotFoundException($"There is no asset {id}.");

    private AssetState StateOf(ulong id) => _states.GetValueOrDefault(id, AssetState.Unchanged);

    private InventoryAsset Look(ulong id) => new(id, StateOf(id), _attributes.AttributesOf(id));

    private InventoryAsset Shown(ulong id) => _held.Find(id)?.Asset ?? Look(id);

    private DateTimeOffset ModifiedAt(ulong id) => StateOf(id).Modified ?? Writer.MadeUp(id).LastModified;

    private void Create(ulong id)
    {
        if (IsMadeUp(id))
        {
            _removed.Remove(id);
        }
        else
        {
            _added.Add(id);
        }
    }

    private void Modify(ulong id, AssetState state, ImmutableDictionary<string, byte[]> fields)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset next = ModifiedAt(id).AddMilliseconds(1);
        DateTimeOffset modified = GivenDate(fields) ?? (now > next ? now : next);
        modified = modified.AddTicks(-(modified.Ticks % TimeSpan.TicksPerMillisecond));
        if (state.Whole is not null && state.Whole == StateOf(id).Whole)
        {
            // An asset that was given whole says its own date until it is changed.
            using var date = new Utf8Buffer();
            state = state with { Changes = state.Changes.SetItem(AssetFields.LastModified, date.AddDate(modified).Written.ToArray()) };
        }

        _states[id] = state with { Modified = modified };
    }

    private static DateTimeOffset? GivenDate(ImmutableDictionary<string, byte[]> fields)
    {
        if (!fields.TryGetValue(AssetFields.LastModified, out byte[]? json))
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(json).Trim('"');
        bool isDate = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date);
        return isDate ? date.ToUniversalTime() : null;
    }

    private bool Matches(ulong id, InventoryQuery query)
    {
        if (query.UpdatedSince is { } since && (_held.Find(id)?.Modified ?? ModifiedAt(id)) < since)
        {
            return false;
        }

        return query.Filter?.Matches(Filtered(id)) != false;
    }

    private FilteredAsset Filtered(ulong id)
    {
        InventoryAsset asset = Look(id);
        if (asset.State.Whole is null && asset.State.Changes.IsEmpty)
        {
            return FilteredAsset.Of(Writer.MadeUp(id));
        }

        using var buffer = new Utf8Buffer();
        Writer.Write(buffer, asset, FieldSelection.All);
        return FilteredAsset.Of(buffer.Written);
    }

    private IEnumerable<ulong> IdsAfter(ulong last)
    {
        if (last == ulong.MaxValue)
        {
            yield break;
        }

        SortedSet<ulong>.Enumerator added = _added.GetViewBetween(last + 1, ulong.MaxValue).GetEnumerator();
        bool hasAdded = added.MoveNext();
        ulong end = _options.FirstId + (ulong)_options.Assets;
        for (ulong id = Math.Max(_options.FirstId, last + 1); id < end; id++)
        {
            for (; hasAdded && added.Current < id; hasAdded = added.MoveNext())
            {
                yield return added.Current;
            }

            if (!_removed.Contains(id))
            {
                yield return id;
            }
        }

        for (; hasAdded; hasAdded = added.MoveNext())
        {
            yield return added.Current;
        }
    }
}
