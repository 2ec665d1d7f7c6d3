using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>What a plan is made against: the inventory and the ledger, as far as there are any.</summary>
internal sealed class PlanSources : IDisposable
{
    private readonly ComparisonOptions _options;

    private PlanSources(ComparisonOptions options, InventoryAttributes? inventory, AttributeLedger? ledger)
    {
        _options = options;
        Inventory = inventory;
        Ledger = ledger;
    }

    /// <summary>The inventory.</summary>
    public InventoryAttributes? Inventory { get; }

    /// <summary>The ledger, as it was before the run.</summary>
    public AttributeLedger? Ledger { get; }

    /// <summary>Whether Qualys has no such asset: a whole inventory lacks it, and nothing was confirmed of it since.</summary>
    public bool IsUnknown(KnownAsset asset) => Inventory?.WholeUntil is not null && asset is { IsInInventory: false, IsLedgerLater: false };

    /// <summary>Whether an attribute that exists is changed by adding it, so that both are done in the same calls.</summary>
    public bool AddOverwrites => Ledger?.AddOverwrites == true;

    /// <summary>Opens them, and makes sure that they can say what Qualys holds.</summary>
    /// <exception cref="InventoryDatabaseException">The inventory cannot be used.</exception>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    /// <exception cref="ReconciliationException">They are not those of this subscription, or are too old.</exception>
    public static PlanSources Open(ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InventoryAttributes? inventory = null;
        AttributeLedger? ledger = null;
        try
        {
            inventory = options.InventoryPath is { } path ? InventoryAttributes.Open(path) : null;
            if (options.LedgerPath is { } place)
            {
                AttributeLedger.RequirePlace(place);
            }

            ledger = options.LedgerPath is { } file && File.Exists(file) ? AttributeLedger.OpenForReading(file) : null;
            KnownSources.Require(options, inventory, ledger);
            return new PlanSources(options, inventory, ledger);
        }
        catch
        {
            inventory?.Dispose();
            ledger?.Dispose();
            throw;
        }
    }

    /// <summary>Reads every asset that inventory or ledger have, in the order of their ids.</summary>
    public IEnumerable<KnownAsset> ReadAssets() => KnownAsset.Merge(
        Inventory?.ReadAssets() ?? [], Inventory?.WholeUntil, Ledger?.Assets.Read() ?? []);

    /// <summary>What is known under some keys.</summary>
    public KnownValues ValuesOf(IReadOnlyList<string> keys) => new(keys, Inventory, Ledger);

    /// <summary>Notes in a run database what its plan was made against.</summary>
    public void Note(RunDatabase database)
    {
        if (Inventory is not null)
        {
            database.Plan.NoteSource(PlanSource.Inventory, Inventory.Path, Inventory.State);
        }

        if (_options.LedgerPath is { } path)
        {
            database.Plan.NoteSource(PlanSource.Ledger, Path.GetFullPath(path), Ledger?.State ?? "");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Inventory?.Dispose();
        Ledger?.Dispose();
    }
}

/// <summary>What the record calls that which a plan was made against.</summary>
internal static class PlanSource
{
    /// <summary>The inventory.</summary>
    public const string Inventory = "Inventory";

    /// <summary>The ledger.</summary>
    public const string Ledger = "Ledger";

    /// <summary>The run that the plan undoes.</summary>
    public const string Undone = "Undone";
}
