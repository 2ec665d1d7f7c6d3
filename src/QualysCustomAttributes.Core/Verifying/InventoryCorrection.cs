using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>
/// Has the inventory that a run was planned against know what was read back. An inventory that cannot be written stays as it is, which is
/// told once: the ledger knows the same.
/// </summary>
internal sealed class InventoryCorrection : IDisposable
{
    private const int AssetsAtOnce = 300;

    private readonly InventoryDatabase _inventory;
    private readonly TimeProvider _time;
    private readonly List<QualysAsset> _seen = new(AssetsAtOnce);
    private readonly HashSet<ulong> _updated = [];

    private InventoryCorrection(InventoryDatabase inventory, TimeProvider time) => (_inventory, _time) = (inventory, time);

    /// <summary>The inventory's full path.</summary>
    public string Path => _inventory.Path;

    /// <summary>How many assets of the inventory were brought up to what was read.</summary>
    public long Assets => _updated.Count;

    /// <summary>Why nothing more is written; <see langword="null"/> where it is.</summary>
    public InventoryDatabaseException? Failure { get; private set; }

    /// <summary>Opens the inventory of a run, where the run has one.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="time">Tells the time.</param>
    /// <returns>The inventory, or <see langword="null"/> where there is none.</returns>
    /// <exception cref="InventoryDatabaseException">It cannot be used.</exception>
    public static InventoryCorrection? Open(RunDatabase database, TimeProvider time) =>
        database.Plan.FindSource(PlanSource.Inventory) is { } source && File.Exists(source.Path)
            ? new InventoryCorrection(InventoryDatabase.Open(source.Path, NewFiles.OfTheirOwner), time)
            : null;

    /// <summary>Takes an asset that was read.</summary>
    public void Note(QualysAsset asset, CancellationToken cancellationToken)
    {
        _seen.Add(asset);
        if (_seen.Count == AssetsAtOnce)
        {
            Write(cancellationToken);
        }
    }

    /// <summary>Writes what was taken so far.</summary>
    public void Write(CancellationToken cancellationToken)
    {
        try
        {
            if (_seen.Count > 0 && Failure is null)
            {
                _updated.UnionWith(_inventory.Update(_seen, _time.GetUtcNow(), cancellationToken));
            }
        }
        catch (InventoryDatabaseException exception)
        {
            Failure = exception;
        }

        _seen.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => _inventory.Dispose();
}
