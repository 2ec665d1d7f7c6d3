using System.Management.Automation;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that reads the asset inventory: which assets.</summary>
public abstract class InventoryCommand : QualysCommand
{
    /// <summary>Only assets that were updated since.</summary>
    [Parameter]
    public DateTimeOffset? LastUpdatedAfter { get; set; }

    /// <summary>Conditions, all of which an asset meets.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FilterCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Filter { get; set; } = [];

    /// <summary>Reads the conditions.</summary>
    private protected IReadOnlyList<QualysInventoryFilter> ReadFilters() => [.. Filter.Select(QualysInventoryFilter.Parse)];
}
