using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Commands;

/// <summary>Reads assets of the inventory as they come, page by page, and asks for no page that nobody wants.</summary>
[Cmdlet(VerbsCommon.Get, "QualysAsset")]
[OutputType(typeof(QualysAsset))]
public sealed class GetQualysAssetCommand : InventoryPagesCommand
{
    private QualysInventoryClient? _client;
    private IAsyncEnumerator<QualysAsset>? _assets;

    /// <summary>How many assets are given at most.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    private protected override void Process()
    {
        var query = new QualysInventoryQuery
        {
            LastUpdatedAfter = LastUpdatedAfter,
            IncludeFields = IncludeField,
            ExcludeFields = ExcludeField,
            Filters = ReadFilters(),
            PageSize = Math.Min(PageSize, First),
        };
        _client = new QualysInventoryClient(ResolveConnection(), EventSink);
        _assets = _client.ReadAssetsAsync(query, WorkToken).GetAsyncEnumerator(WorkToken);
        for (int given = 0; given < First && Await(_assets.MoveNextAsync().AsTask()); given++)
        {
            WriteObject(_assets.Current);
        }
    }

    private protected override void Release()
    {
        base.Release();
        _assets?.DisposeAsync().AsTask().Wait();
        _client?.Dispose();
    }
}
