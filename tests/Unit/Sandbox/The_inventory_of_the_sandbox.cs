using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using QualysSandbox;
using QualysSandbox.Inventory;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

public sealed class The_inventory_of_the_sandbox
{
    private const ulong Id = GatewayClient.FirstId;

    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task The_same_options_make_the_same_assets()
    {
        await using GatewayClient one = await GatewayClient.StartAsync(Of(new() { Assets = 20, Now = Now }));
        await using GatewayClient same = await GatewayClient.StartAsync(Of(new() { Assets = 30, Now = Now }));
        await using GatewayClient other = await GatewayClient.StartAsync(Of(new() { Assets = 20, Now = Now, Seed = 2 }));

        Assert.Equal(one.Server.Inventory.Ids.Select(one.Server.Inventory.Json), one.Server.Inventory.Ids.Select(same.Server.Inventory.Json));
        Assert.NotEqual(one.Server.Inventory.Json(Id), other.Server.Inventory.Json(Id));
        Assert.Equal(one.Server.Inventory.Json(Id), (await one.AssetsAsync())[0].GetRawText());
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(60_000)]
    public async Task Assets_have_the_average_size_that_was_asked_for(int bytes)
    {
        await using GatewayClient client = await GatewayClient.StartAsync(Of(new() { Assets = 1000, AverageBytes = bytes }));

        double average = client.Server.Inventory.Ids.Average(id => Encoding.UTF8.GetByteCount(client.Server.Inventory.Json(id)));

        Assert.InRange(average, bytes * 0.93, bytes * 1.07);
    }

    [Fact]
    public async Task Assets_are_of_every_kind_that_was_seen()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(300));

        JsonElement[] assets = await client.AssetsAsync();

        Assert.Equal(
            [JsonValueKind.Array, JsonValueKind.Null, JsonValueKind.Object, JsonValueKind.String, JsonValueKind.Undefined],
            assets.Select(asset => Of(asset, "customAttributes").ValueKind).Distinct().OrderBy(kind => kind.ToString(), StringComparer.Ordinal));
        Assert.Contains(assets, asset => Of(Of(asset, "agent"), "lastCheckedIn").GetRawTextOrEmpty() == "0");
        Assert.Contains(assets, asset => Of(Of(asset, "operatingSystem"), "lifecycle").GetRawTextOrEmpty().Contains("EOL/EOS", StringComparison.Ordinal));
        Assert.Contains(assets, asset => Of(asset, "softwareListData").GetRawTextOrEmpty().Contains("\"Apache Log4j 2.14.1\"", StringComparison.Ordinal));
        Assert.Contains(assets, asset => Of(asset, "agent").ValueKind == JsonValueKind.Null);
        Assert.Contains(assets, asset => asset.GetProperty("assetName").GetString()!.Contains("東京", StringComparison.Ordinal));
        Assert.Contains(assets, asset => Of(Of(asset, "tagList"), "tag").GetRawTextOrEmpty() == "[]");
        Assert.Contains(Software(assets), entry => entry.GetProperty("id").GetUInt64() > 1UL << 53);
        Assert.Contains(Software(assets), entry => entry.GetProperty("isIgnored").GetBoolean());
        Assert.Contains(Software(assets), entry => entry.GetProperty("lifecycle").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task Every_field_that_is_known_comes_in_its_order()
    {
        const string Fields =
            "assetId assetUUID hostId lastModifiedDate agentId createdDate sensorLastUpdatedDate assetType address dnsName assetName netbiosName timeZone biosDescription "
            + "lastBoot totalMemory cpuCount lastLoggedOnUser domainRole hwUUID biosSerialNumber biosAssetTag isContainerHost operatingSystem hardware userAccountListData "
            + "openPortListData volumeListData networkInterfaceListData softwareListData softwareComponent provider cloudProvider agent sensor container inventory "
            + "inventoryListData activity tagList serviceList lastLocation criticality businessInformation assignedLocation businessAppListData riskScore passiveSensor domain "
            + "subdomain missingSoftware whois organizationName isp asn easmTags hostingCategory1 customAttributes lparId processor";
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(100));

        JsonElement[] assets = await client.AssetsAsync();

        string[] known = Fields.Split(' ');
        Assert.Equal(known.Order(), assets.SelectMany(Names).Distinct().Order());
        Each.Holds(assets, asset => Assert.Equal(Names(asset).OrderBy(name => Array.IndexOf(known, name)), Names(asset)));
    }

    [Fact]
    public async Task Fields_can_be_chosen_and_left_out_without_changing_others()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();

        JsonElement whole = (await client.AssetsAsync())[2];
        JsonElement chosen = (await client.AssetsAsync("includeFields=assetName,software"))[2];
        JsonElement without = (await client.AssetsAsync("excludeFields=softwareListData,tag"))[2];

        Assert.Equal(["assetId", "assetUUID", "hostId", "lastModifiedDate", "assetName", "softwareListData"], Names(chosen));
        Assert.Equal(whole.GetProperty("softwareListData").GetRawText(), chosen.GetProperty("softwareListData").GetRawText());
        Assert.Equal(Names(whole).Except(["softwareListData", "tagList"]), Names(without));
    }

    [Fact]
    public async Task Assets_are_found_by_when_they_changed()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(Of(new() { Assets = 300, Now = Now }));
        string since = Now.AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        JsonElement[] found = await client.AssetsAsync($"assetLastUpdated={since}");
        using HttpResponseMessage count = await client.CountAsync($"assetLastUpdated={since}");
        using HttpResponseMessage none = await client.SearchAsync(query: "assetLastUpdated=2099-01-01T00:00:00Z");

        Assert.InRange(found.Length, 100, 250);
        Each.Holds(found, asset => Assert.True(asset.GetProperty("lastModifiedDate").GetDateTimeOffset() >= Now.AddDays(-1)));
        Assert.Equal(found.Length, (await count.JsonAsync()).GetProperty("count").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, none.StatusCode);
    }

    [Theory]
    [InlineData("tags.name", "CONTAINS", "cloud", "Cloud Agent")]
    [InlineData("operatingSystem", "CONTAINS", "Server 2012", "Windows Server 2012")]
    [InlineData("asset.name", "CONTAINS", "東京", "東京")]
    public async Task Assets_are_found_by_a_filter(string field, string @operator, string value, string held)
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(300));
        string filter = JsonSerializer.Serialize(new { filters = new[] { new { field, @operator, value } }, operation = "AND" });

        JsonElement[] found = await client.AssetsAsync(filter: filter);
        using HttpResponseMessage count = await client.CountAsync(filter: filter);

        Assert.InRange(found.Length, 1, 200);
        Each.Holds(found.Where(asset => Of(asset, "tagList").ValueKind == JsonValueKind.Object), asset => Assert.Contains(held, asset.GetRawText(), StringComparison.Ordinal));
        Assert.Equal(found.Length, (await count.JsonAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_touched_asset_is_newer_and_holds_the_changes()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(3) with { TimeProvider = _clock });
        AssetInventory inventory = client.Server.Inventory;
        _clock.Advance(TimeSpan.FromHours(1));

        inventory.Touch(Id, """{"assetName":"renamed","tagList":null,"brandNew":{"a":[1]}}""");
        inventory.Touch(Id);

        JsonElement asset = (await client.AssetsAsync())[0];
        Assert.Equal("renamed", asset.GetProperty("assetName").GetString());
        Assert.Equal(JsonValueKind.Null, asset.GetProperty("tagList").ValueKind);
        Assert.Equal("""{"a":[1]}""", asset.GetProperty("brandNew").GetRawText());
        Assert.Equal(_clock.GetUtcNow().AddMilliseconds(1), asset.GetProperty("lastModifiedDate").GetDateTimeOffset());
        Assert.Equal(inventory.LastModified(Id), asset.GetProperty("lastModifiedDate").GetDateTimeOffset());
        Assert.Single(await client.AssetsAsync(filter: """{"filters":[{"field":"name","operator":"EQUALS","value":"renamed"}]}"""));
        Assert.Throws<KeyNotFoundException>(() => inventory.Touch(7));
        Assert.Throws<FormatException>(() => inventory.Touch(Id, "[]"));
        Assert.Throws<FormatException>(() => inventory.Touch(Id, """{"assetId":4}"""));
    }

    [Fact]
    public async Task Assets_come_and_go()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(3));
        AssetInventory inventory = client.Server.Inventory;

        inventory.Add(9_007_199_254_740_993);
        inventory.Add(5, """{"assetName":"early"}""");
        inventory.Put(Id + 2, $$"""{ "assetId": {{Id + 2}}, "odd": null }""");
        Assert.True(inventory.Remove(Id));
        Assert.False(inventory.Remove(Id));

        Assert.Equal(4, inventory.Count);
        Assert.Equal([5, Id + 1, Id + 2, 9_007_199_254_740_993], inventory.Ids);
        JsonElement[] assets = await client.AssetsAsync();
        Assert.Equal(inventory.Ids, assets.Select(asset => asset.GetProperty("assetId").GetUInt64()));
        Assert.Equal($$"""{ "assetId": {{Id + 2}}, "odd": null }""", assets[2].GetRawText());
        Assert.Throws<InvalidOperationException>(() => inventory.Add(5));

        client.Server.Reset();
        Assert.Equal([Id, Id + 1, Id + 2], inventory.Ids);
    }

    [Fact]
    public async Task An_update_shows_up_in_the_inventory()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(2) with { TimeProvider = _clock });
        _clock.Advance(TimeSpan.FromDays(1));
        await client.SignInAsync();
        using var http = new HttpClient { BaseAddress = client.Server.Address };

        foreach (HttpRequestMessage request in new[]
        {
            SandboxClient.Request(SandboxClient.Body($"{Id},7", "add", "Division", "Forschung \"ü\"")),
            SandboxClient.Request(SandboxClient.Body($"{Id}", "add", "Business", "new")),
            SandboxClient.Request(SandboxClient.Body($"{Id + 1}", "remove", "Business", "x")),
        })
        {
            using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("SUCCESS", await answer.ResponseCodeAsync());
        }

        JsonElement[] assets = await client.AssetsAsync();
        JsonElement[] attributes = [.. assets[0].GetProperty("customAttributes").EnumerateArray()];
        Assert.Contains("""{"key":"Division","value":"Forschung \"ü\"","connectorName":"Qualys"}""", attributes.Select(attribute => attribute.GetRawText()));
        Assert.Equal("new", Assert.Single(attributes, attribute => attribute.GetProperty("key").GetString() == "Business").GetProperty("value").GetString());
        Assert.DoesNotContain("Business", assets[1].GetProperty("customAttributes").EnumerateArray().Select(attribute => attribute.GetProperty("key").GetString()));
        Assert.True(assets[0].GetProperty("lastModifiedDate").GetDateTimeOffset() >= _clock.GetUtcNow());
    }

    [Fact]
    public async Task An_asset_can_have_very_many_lines()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();

        client.Server.Inventory.Enlarge(Id);

        JsonElement asset = (await client.AssetsAsync())[0];
        Assert.InRange(asset.GetRawText().Count(character => character == '\n'), 25_000, 25_100);
    }

    [Fact]
    public async Task The_inventory_is_changed_from_another_process()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();
        string path = $"/sandbox/inventory/{Id}";

        using HttpResponseMessage touched = await client.ControlAsync(HttpMethod.Patch, $"{path}?lines=500", """{"assetName":"n"}""");
        using HttpResponseMessage added = await client.ControlAsync(HttpMethod.Post, "/sandbox/inventory/8");
        using HttpResponseMessage again = await client.ControlAsync(HttpMethod.Post, "/sandbox/inventory/8");
        using HttpResponseMessage put = await client.ControlAsync(HttpMethod.Put, "/sandbox/inventory/9", """{"assetId":9}""");
        using HttpResponseMessage wrong = await client.ControlAsync(HttpMethod.Put, "/sandbox/inventory/9", "x");
        using HttpResponseMessage removed = await client.ControlAsync(HttpMethod.Delete, "/sandbox/inventory/8");
        using HttpResponseMessage missing = await client.ControlAsync(HttpMethod.Get, "/sandbox/inventory/8");
        using HttpResponseMessage count = await client.ControlAsync(HttpMethod.Get, "/sandbox/inventory");

        Assert.Equal(client.Server.Inventory.Json(Id), await touched.TextAsync());
        Assert.Equal("n", (await touched.JsonAsync()).GetProperty("assetName").GetString());
        Assert.Equal([200, 409, 200, 400, 204, 404], new[] { added, again, put, wrong, removed, missing }.Select(answer => (int)answer.StatusCode));
        Assert.Equal(11, (await count.JsonAsync()).GetProperty("count").GetInt32());
    }

    private static SandboxOptions Of(InventoryOptions inventory) => new() { Inventory = inventory };

    private static IEnumerable<string> Names(JsonElement asset) => asset.EnumerateObject().Select(field => field.Name);

    private static JsonElement Of(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement member) ? member : default;

    private static JsonElement[] Software(JsonElement[] assets) =>
        [.. assets.Select(asset => Of(Of(asset, "softwareListData"), "software")).Where(list => list.ValueKind == JsonValueKind.Array).SelectMany(list => list.EnumerateArray())];
}
