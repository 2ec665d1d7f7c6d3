using System.Globalization;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Shared.Inventory;
using Xunit;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>An asset gives what people ask for as properties, whatever form it came in.</summary>
public sealed class Assets_as_objects
{
    [Fact]
    public async Task Properties_and_fields_say_what_was_received()
    {
        QualysAsset asset = await ReadAsync("""
            {"assetId":9007199254740993,"hostId":18446744073709551615,"assetName":"db-1","address":"10.0.0.1","lastModifiedDate":"2026-01-02T03:04:05.678Z",
             "operatingSystem":{"osName":"Windows Server 2022"},"agent":{"version":"5.6.0","lastCheckedIn":1767323045678},
             "tagList":{"tag":[{"tagName":"PCI"},{"tagName":null},{"tagName":"Test"}]},"hardware":{"cpus":[1,2.5,true,null]}}
            """);

        Assert.Equal(9007199254740993u, asset.AssetId);
        Assert.Equal(ulong.MaxValue, asset.HostId);
        Assert.Equal("Windows Server 2022", asset.OperatingSystem);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), asset.LastModifiedDate);
        Assert.Equal("5.6.0", asset.AgentVersion);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1767323045678), asset.AgentLastCheckedIn);
        Assert.Equal(["PCI", "Test"], asset.Tags);
        var hardware = Assert.IsType<AssetFieldValues>(asset.Fields["HARDWARE"]);
        Assert.Equal([1L, 2.5, true, null], Assert.IsType<object?[]>(hardware["cpus"]));
        Assert.Equal(18446744073709551615ul, asset.Fields["hostId"]);
    }

    [Theory]
    [InlineData("""{"assetId":1}""")]
    [InlineData("""{"assetId":1,"agent":null,"operatingSystem":null,"tagList":null,"customAttributes":null,"lastModifiedDate":null}""")]
    [InlineData("""{"assetId":1,"agent":"none","operatingSystem":[],"tagList":{"tag":null},"customAttributes":{"customAttribute":null},"lastModifiedDate":"soon"}""")]
    public async Task What_is_missing_or_of_another_form_is_nothing(string json)
    {
        QualysAsset asset = await ReadAsync(json);

        Assert.Equal(1u, asset.AssetId);
        Assert.Null(asset.AgentVersion);
        Assert.Null(asset.AgentLastCheckedIn);
        Assert.Null(asset.OperatingSystem);
        Assert.Null(asset.LastModifiedDate);
        Assert.Empty(asset.Tags);
        Assert.Empty(asset.CustomAttributes);
    }

    [Fact]
    public async Task Never_is_no_moment() => Assert.Null((await ReadAsync("""{"assetId":1,"agent":{"lastCheckedIn":0}}""")).AgentLastCheckedIn);

    [Fact]
    public async Task Half_a_surrogate_pair_stays_as_it_was_written() =>
        Assert.Equal("""a\ud800""", (await ReadAsync("""{"assetId":1,"assetName":"a\ud800"}""")).AssetName);

    [Theory]
    [InlineData("""[{"key":"Business","value":"Retail","connectorName":"Qualys"},{"key":"Owner","value":null}]""", "Business=Retail (Qualys)|Owner= ()")]
    [InlineData("""{"customAttribute":[{"key":"Business","value":"Retail"}]}""", "Business=Retail ()")]
    [InlineData("\"[{\\\"key\\\":\\\"Business\\\",\\\"value\\\":\\\"Retail\\\"}]\"", "Business=Retail ()")]
    [InlineData("\"Business: Retail\"", "Business=Retail ()")]
    [InlineData("\"[Retail\"", "[Retail ()")]
    [InlineData("\" \"", "")]
    [InlineData("[]", "")]
    public async Task Custom_attributes_are_read_in_each_of_their_forms(string attributes, string expected)
    {
        QualysAsset asset = await ReadAsync($$"""{"assetId":1,"customAttributes":{{attributes}}}""");

        Assert.Equal(expected, string.Join('|', asset.CustomAttributes.Select(attribute => $"{attribute} ({attribute.ConnectorName})")));
    }

    [Theory]
    [InlineData("tags.name CONTAINS My tag")]
    [InlineData("  tags.name\tcontains \t My tag ")]
    public void A_filter_is_three_words_between_any_blanks(string text) =>
        Assert.Equal(new QualysInventoryFilter("tags.name", "CONTAINS", "My tag"), QualysInventoryFilter.Parse(text));

    private static async Task<QualysAsset> ReadAsync(string json)
    {
        ulong id = ulong.Parse(json.Split(':', ',', '}')[1], CultureInfo.InvariantCulture);
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(0);
        scenario.Sandbox.Inventory.Put(id, json);
        using var client = new QualysInventoryClient(scenario.Connect());
        await foreach (QualysAsset asset in client.ReadAssetsAsync(new QualysInventoryQuery(), TestContext.Current.CancellationToken))
        {
            return asset;
        }

        throw new InvalidOperationException("There is no asset.");
    }
}
