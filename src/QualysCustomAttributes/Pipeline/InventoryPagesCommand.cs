using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that reads the asset inventory page by page: which fields, and how many assets at a time.</summary>
public abstract class InventoryPagesCommand : InventoryCommand
{
    /// <summary>The fields to bring.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AssetFieldCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] IncludeField { get; set; } = [];

    /// <summary>The fields to leave out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AssetFieldCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeField { get; set; } = [];

    /// <summary>How many assets a page has at most.</summary>
    [Parameter]
    [ValidateRange(1, QualysInventoryQuery.LargestPageSize)]
    public int PageSize { get; set; } = QualysInventoryQuery.LargestPageSize;
}
