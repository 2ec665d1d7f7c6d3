using System.Text;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>What is taken for a moment, and what is not, for it might be one day or another.</summary>
public sealed class Texts_that_are_no_moments
{
    [Theory]
    [InlineData("\"01-02-2026 10:00\"")]
    [InlineData("\"01/02/2026 10:00\"")]
    [InlineData("\"2026/01/02 10:00\"")]
    [InlineData("\"1.2.2026 10:00:00\"")]
    [InlineData("\"02 Jan 2026 10:00\"")]
    [InlineData("\"10:00:00.0000\"")]
    [InlineData("\"12026-01-02 10:00\"")]
    [InlineData("\"2026-01-02\"")]
    [InlineData("\"2026-13-02T10:00:00Z\"")]
    [InlineData("\"1969-12-31T23:59:59Z\"")]
    [InlineData("\"2026-01-02T10:00:00.00000000000000000000Z\"")]
    [InlineData("\"\"")]
    [InlineData("253402300800000")]
    [InlineData("\"253402300800000\"")]
    [InlineData("-2")]
    [InlineData("\"-2\"")]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("[1767348000000]")]
    [InlineData("null")]
    public void Are_not_read_as_one(string json) => Assert.Null(Milliseconds(json));

    [Theory]
    [InlineData("\"2026-01-02 10:00\"", 1767348000000)]
    [InlineData("\"2026-01-02T10:00:00Z\"", 1767348000000)]
    [InlineData("\"2026-01-02T12:00:00.000+02:00\"", 1767348000000)]
    [InlineData("\"2026-01-02T10:00:00.0000000000000000000Z\"", 1767348000000)]
    [InlineData("\"1970-01-01T00:00:00Z\"", 0)]
    [InlineData("1767348000000", 1767348000000)]
    [InlineData("\"1767348000000\"", 1767348000000)]
    [InlineData("253402300799999", 253402300799999)]
    [InlineData("\"253402300799999\"", 253402300799999)]
    [InlineData("0", 0)]
    [InlineData("\"0\"", 0)]
    public void Moments_are_read_in_UTC(string json, long milliseconds) => Assert.Equal(milliseconds, Milliseconds(json));

    [Theory]
    [InlineData("\"01-02-2026 10:00\"", "01-02-2026 10:00")]
    [InlineData("\"2026-01-02T12:00:00+02:00\"", "2026-01-02 10:00:00")]
    [InlineData("1767348000000", "2026-01-02 10:00:00")]
    public async Task A_text_that_is_none_stays_what_it_is_in_the_table(string json, string stored)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(0);
        scenario.Sandbox.Faults.Add(
            Answer("""{"count":1,"responseCode":"SUCCESS"}""").On(SandboxEndpoint.Count),
            Answer($$$"""
                {"count":1,"responseCode":"SUCCESS","lastSeenAssetId":1,"hasMore":0,
                "assetListData":{"asset":[{"assetId":1,"lastModifiedDate":{{{json}}} }]}}
                """).On(SandboxEndpoint.Search));

        await scenario.ExportAsync();

        Assert.Equal([stored], scenario.Query("SELECT lastModifiedDate FROM Q_Asset_Inventory"));
    }

    private static Fault Answer(string body) => Fault.Status(200, body, "application/json");

    private static long? Milliseconds(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        return JsonCell.Of(bytes).Milliseconds(bytes);
    }
}
