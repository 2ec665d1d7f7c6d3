using System.Collections.Immutable;
using System.Globalization;
using QualysSandbox.Faults;
using QualysSandbox.Hosting;
using QualysSandbox.Inventory.MadeUp;

namespace QualysSandbox.Inventory;

/// <summary>A page of assets as it is sent.</summary>
internal sealed record SearchContent(AssetWriter Writer, InventoryPage Page, InventoryQuery Query, PageFault Wrong) : AnswerContent
{
    private const int PartBytes = 96 * 1024;

    private static readonly ImmutableDictionary<string, byte[]> NullLists = AssetState.ReadChanges("""
        {
            "softwareListData": {"software":null}, "tagList": null, "openPortListData": null,
            "userAccountListData": {"userAccount":null}, "networkInterfaceListData": {"networkInterface":null},
            "volumeListData": null, "serviceList": {"service":null}, "customAttributes": null
        }
        """);

    /// <summary>The count to give, or null for the right one.</summary>
    public int? Count { get; init; }

    /// <summary>The asset with many lines, or null for the first.</summary>
    public ulong? LargeAsset { get; init; }

    private IReadOnlyList<InventoryAsset> Assets => Wrong.IsEmpty ? [] : Page.Assets;

    // Page.Assets is never empty: without assets the answer is a 204. An empty page repeats the id that it was asked with.
    private ulong LastSeen => Wrong.IsEmpty ? Query.LastSeenAssetId : Page.Assets[^1].Id;

    public override IEnumerable<Part> Parts()
    {
        using var buffer = new Utf8Buffer();
        Start(buffer);

        // Half a page is half of its assets and half of the one in the middle.
        int whole = IsHalf ? Assets.Count / 2 : Assets.Count;
        for (int number = 0; number < whole; number++)
        {
            WriteAsset(buffer, number);
            if (buffer.Length >= PartBytes)
            {
                yield return new Part(buffer.Written, IsLast: false);
                buffer.Clear();
            }
        }

        if (!IsHalf)
        {
            buffer.Add("]}}"u8);
        }
        else if (whole < Assets.Count)
        {
            int before = buffer.Length;
            WriteAsset(buffer, whole);
            buffer.CutTo(before + ((buffer.Length - before) / 2));
        }

        yield return new Part(buffer.Written, IsLast: true);
    }

    public override string ToString()
    {
        string more = Wrong.OmitsHasMore ? "" : Page.HasMore ? ", more to come" : ", the last";
        return string.Create(CultureInfo.InvariantCulture, $"SUCCESS, {Assets.Count} assets{more}");
    }

    private void Start(Utf8Buffer buffer)
    {
        buffer.Add("{\"responseMessage\":\"Valid API Access\",\"count\":"u8).Add(Count ?? Assets.Count)
            .Add(",\"responseCode\":\"SUCCESS\",\"lastSeenAssetId\":"u8);
        _ = Wrong.NullLastSeen ? buffer.Add("null"u8) : buffer.Add(LastSeen);
        if (!Wrong.OmitsHasMore)
        {
            buffer.Add(Page.HasMore || Wrong.IsEmpty ? ",\"hasMore\":1"u8 : ",\"hasMore\":0"u8);
        }

        buffer.Add(",\"assetListData\":{\"asset\":["u8);
    }

    private void WriteAsset(Utf8Buffer buffer, int number)
    {
        if (number > 0)
        {
            buffer.Add(","u8);
        }

        InventoryAsset asset = Page.Assets[number];
        Writer.Write(buffer, asset with { State = Spoilt(asset, number) }, Query.Fields);
    }

    private AssetState Spoilt(InventoryAsset asset, int number)
    {
        AssetState state = asset.State;
        state = Wrong.NullLists ? state with { Changes = state.Changes.SetItems(NullLists) } : state;
        state = Wrong.Field is { } field ? state with { Changes = state.Changes.SetItem(field.Name, field.Value) } : state;
        bool isLarge = Wrong.Lines > 0 && (LargeAsset is { } id ? id == asset.Id : number == 0);
        return isLarge ? state with { Lines = Wrong.Lines } : state;
    }
}
