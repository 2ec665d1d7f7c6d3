using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;

namespace QualysCustomAttributes.Planning;

/// <summary>Makes sure that inventory and ledger can say what Qualys holds.</summary>
internal static class KnownSources
{
    /// <summary>Refuses sources of another subscription, an inventory that is too old or does not have every asset, and none at all.</summary>
    /// <exception cref="ReconciliationException">They are refused.</exception>
    /// <exception cref="LedgerException">The ledger is another subscription's.</exception>
    public static void Require(ComparisonOptions options, InventoryAttributes? inventory, AttributeLedger? ledger)
    {
        if (inventory is null && options.LedgerPath is null)
        {
            throw ReconciliationException.NothingToCompareWith("");
        }

        if (ledger is not null && options.ApiHost is { } host && !string.Equals(host, ledger.ApiHost, StringComparison.OrdinalIgnoreCase))
        {
            throw LedgerException.OtherHost(ledger.Path, ledger.ApiHost, host);
        }

        if (inventory is null)
        {
            return;
        }

        if (options.Gateway is { } gateway && !string.Equals(gateway, inventory.Gateway, StringComparison.OrdinalIgnoreCase))
        {
            throw ReconciliationException.OtherGateway(inventory.Path, inventory.Gateway, gateway);
        }

        // Of assets that it lacks nothing would be known, and what they hold be overwritten.
        DateTimeOffset until = inventory.WholeUntil ?? throw ReconciliationException.NotWhole(inventory.Path, inventory.IsUnderWay);
        if (options.Time.GetUtcNow() - until is var age && age > options.MaximumInventoryAge)
        {
            throw ReconciliationException.TooOld(inventory.Path, until, age, options.MaximumInventoryAge);
        }
    }
}
