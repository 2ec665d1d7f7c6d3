using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Commands;

/// <summary>Asks Qualys how many assets the inventory has, or how many of them meet conditions.</summary>
[Cmdlet(VerbsCommon.Get, "QualysAssetCount")]
[OutputType(typeof(long))]
public sealed class GetQualysAssetCountCommand : InventoryCommand
{
    private protected override void Process()
    {
        var query = new QualysInventoryQuery { LastUpdatedAfter = LastUpdatedAfter, Filters = ReadFilters() };
        using var client = new QualysInventoryClient(ResolveConnection(), EventSink);
        WriteObject(Await(client.CountAsync(query, WorkToken)));
    }
}
