using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Verifying;

/// <summary>
/// Looks at assets in Qualys with few calls: a few of them one by one, many of them by a search for what was updated since the run
/// began, which brings 300 at a time.
/// </summary>
/// <param name="client">Asks the gateway.</param>
/// <param name="since">When the run began.</param>
internal sealed class AssetLooks(QualysInventoryClient client, DateTimeOffset since)
{
    /// <summary>How many assets are asked for one by one.</summary>
    public const int MostOneByOne = 20;

    // Not the fields that are wanted by name: attributes may be missing from what comes then.
    private static readonly string[] Large =
    [
        "softwareListData", "openPortListData", "userAccountListData", "networkInterfaceListData", "volumeListData", "serviceList",
        "missingSoftware", "softwareComponent",
    ];

    private readonly DateTimeOffset _since = since - InventoryOptions.Overlap;

    /// <summary>Looks once at each of some assets.</summary>
    /// <param name="assets">The assets.</param>
    /// <param name="isLast">
    /// Whether nobody looks again, so that assets which the search did not bring are asked for in another way too.
    /// </param>
    /// <param name="found">Takes each asset that was looked at, and what was found: nothing where there is no such asset.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task LookAsync(IReadOnlyCollection<ulong> assets, bool isLast, Action<ulong, QualysAsset?> found, CancellationToken cancellationToken)
    {
        HashSet<ulong> left = [.. assets];
        if (left.Count > MostOneByOne)
        {
            await SearchAsync(left, _since, found, cancellationToken).ConfigureAwait(false);
        }

        // Qualys may not move the date of an asset of which nothing was changed.
        if (left.Count > MostOneByOne && isLast && await PagesOfAllAsync(cancellationToken).ConfigureAwait(false) < left.Count)
        {
            await SearchAsync(left, since: null, found, cancellationToken).ConfigureAwait(false);
            left.ToList().ForEach(assetId => found(assetId, null));
        }
        else if (left.Count <= MostOneByOne || isLast)
        {
            foreach (ulong assetId in left.Order())
            {
                found(assetId, await client.FindAssetAsync(assetId, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    // What it finds is taken out of what is left.
    private async Task SearchAsync(
        HashSet<ulong> left, DateTimeOffset? since, Action<ulong, QualysAsset?> found, CancellationToken cancellationToken)
    {
        ulong last = left.Max();
        var query = new QualysInventoryQuery { LastUpdatedAfter = since, BehindAssetId = left.Min() - 1, ExcludeFields = Large };
        await foreach (QualysAsset asset in client.ReadAssetsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (asset.AssetId is { } assetId && left.Remove(assetId))
            {
                found(assetId, asset);
            }

            if (left.Count == 0 || asset.AssetId >= last)
            {
                break;
            }
        }
    }

    private async Task<long> PagesOfAllAsync(CancellationToken cancellationToken)
    {
        long assets = await client.CountAsync(new QualysInventoryQuery(), cancellationToken).ConfigureAwait(false);
        return (assets / QualysInventoryQuery.LargestPageSize) + 1;
    }
}
