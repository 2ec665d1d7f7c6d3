namespace QualysSandbox.Faults;

/// <summary>
/// The faults to come, in order. Each request takes the first that concerns it; a null in the queue lets one update pass, as
/// <see cref="Fault.Pass"/> does for the endpoint it names.
/// Safe for many threads.
/// </summary>
public sealed class FaultScript
{
    private readonly List<Entry> _entries = [];
    private readonly Lock _gate = new();

    /// <summary>The faults not yet played out; null where an update passes.</summary>
    public IReadOnlyList<Fault?> Pending
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Select(entry => entry.Left is { } left ? entry.Fault?.Repeated(left) : entry.Fault)];
            }
        }
    }

    /// <summary>Adds faults at the end; null lets one update pass.</summary>
    public void Add(params IEnumerable<Fault?> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        lock (_gate)
        {
            _entries.AddRange(faults.Select(fault => new Entry(fault)));
        }
    }

    /// <summary>Forgets all faults.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    internal Fault? Take(QualysEndpoint endpoint, IReadOnlyCollection<ulong> assetIds)
    {
        lock (_gate)
        {
            Entry? entry = _entries.Find(
                entry => entry.Endpoint == endpoint && (entry.Fault?.AssetId is not { } id || assetIds.Contains(id)));
            if (entry?.Left is { } left && (entry.Left = left - 1) == 0)
            {
                _entries.Remove(entry);
            }

            return entry?.Fault is { Passes: false } fault ? fault : null;
        }
    }

    private sealed class Entry(Fault? fault)
    {
        public Fault? Fault => fault;

        public QualysEndpoint Endpoint => fault?.Endpoint ?? QualysEndpoint.Update;

        /// <summary>How many requests it still strikes, or null for all.</summary>
        public int? Left { get; set; } = fault is null ? 1 : fault.Times;
    }
}
