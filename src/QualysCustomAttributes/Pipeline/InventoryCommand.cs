using System.Management.Automation;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that reads the asset inventory: which assets, from which gateway.</summary>
public abstract class InventoryCommand : QualysCommand
{
    /// <summary>The gateway of the Qualys platform.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GatewayFqdn { get; set; }

    /// <summary>Only assets that were updated since.</summary>
    [Parameter]
    public DateTimeOffset? LastUpdatedAfter { get; set; }

    /// <summary>Conditions, all of which an asset meets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Filter { get; set; } = [];

    private protected sealed override string? GatewayHost => GatewayFqdn;

    /// <summary>Reads the conditions.</summary>
    private protected IReadOnlyList<QualysInventoryFilter> ReadFilters() => [.. Filter.Select(QualysInventoryFilter.Parse)];
}
