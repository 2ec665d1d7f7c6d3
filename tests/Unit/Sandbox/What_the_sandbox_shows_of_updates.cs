using System.Net;
using System.Text.Json;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

/// <summary>The gateway shows one asset too, and what an update changed at once or late, as it is told to.</summary>
public sealed class What_the_sandbox_shows_of_updates
{
    private const ulong Id = GatewayClient.FirstId;

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task One_asset_is_shown_as_the_search_shows_it_and_one_that_is_not_there_is_204()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();

        using HttpResponseMessage answer = await client.GetAsync($"assetId={Id + 1}");
        using HttpResponseMessage none = await client.GetAsync("assetId=7");
        using HttpResponseMessage nothing = await client.GetAsync("");
        client.Token = "wrong";
        using HttpResponseMessage refused = await client.GetAsync($"assetId={Id}");

        JsonElement page = await answer.JsonAsync();
        Assert.Equal(client.Server.Inventory.Json(Id + 1), Assert.Single(GatewayClient.Assets(page)).GetRawText());
        Assert.Equal((1, 0), (page.GetProperty("count").GetInt32(), page.GetProperty("hasMore").GetInt32()));
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized], [none.StatusCode, nothing.StatusCode, refused.StatusCode]);
    }

    [Fact]
    public async Task An_update_shows_after_a_time_with_the_date_on_which_it_was_made()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(
            GatewayClient.Of(2) with { TimeProvider = _clock, ShowUpdatesAfter = TimeSpan.FromMinutes(1) });
        string before = client.Server.Inventory.Json(Id);
        string since = (_clock.GetUtcNow() + TimeSpan.FromHours(1)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        _clock.Advance(TimeSpan.FromHours(2));
        await UpdateAsync(client, $"{Id}");

        Assert.Equal(before, (await client.AssetsAsync())[0].GetRawText());
        Assert.Empty(await SinceAsync(client, since));
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(Id, Assert.Single(await SinceAsync(client, since)).GetProperty("assetId").GetUInt64());
        Assert.Equal("Research", await ShownAsync(client, Id));
    }

    [Fact]
    public async Task Updating_changes_an_attribute_that_the_asset_was_made_up_with_and_no_other()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(40));
        ulong[] ids = [.. Enumerable.Range(0, 40).Select(i => Id + (ulong)i)];
        Dictionary<ulong, string[]> before = ids.ToDictionary(id => id, id => client.Server.Inventory.MadeUpKeysOf(id).ToArray());
        using var http = new HttpClient { BaseAddress = client.Server.Address };
        string body = SandboxClient.Body(string.Join(',', ids), "update", "Business", "Insurance");
        (await http.SendAsync(SandboxClient.Request(body), TestContext.Current.CancellationToken)).Dispose();

        Assert.InRange(before.Values.Count(keys => keys.Contains("Business")), 1, 39);
        Each.Holds(ids, id => Assert.Equal(
            before[id].Contains("Business") ? "Insurance" : null, client.Server.Assets.AttributesOf(id).GetValueOrDefault("Business")));
    }

    [Fact]
    public async Task An_update_shows_after_some_looks_at_the_asset()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();
        client.Server.Faults.Add(Fault.ShownAfterLooks(2));
        await UpdateAsync(client, $"{Id},{Id + 1}");

        Assert.Null(await ShownAsync(client, Id));
        await client.AssetsAsync();

        Assert.Equal("Research", await ShownAsync(client, Id));
        Assert.Null(await ShownAsync(client, Id + 1));
        Assert.Equal("Research", await ShownAsync(client, Id + 1));
    }

    [Fact]
    public async Task An_update_can_be_dropped_in_silence_or_applied_to_half_of_its_assets()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();
        client.Server.Faults.Add(Fault.SilentlyDropped(), Fault.HalfApplied());

        Assert.Equal(2, (await UpdateAsync(client, $"{Id},{Id + 1}")).GetProperty("count").GetInt32());
        Assert.Equal(0, client.Server.Assets.Count);
        Assert.Equal(3, (await UpdateAsync(client, $"{Id},{Id + 1},{Id + 2}")).GetProperty("count").GetInt32());

        Assert.Equal([Id], client.Server.Assets.Ids);
    }

    private static async Task<JsonElement> UpdateAsync(GatewayClient client, string ids)
    {
        using var http = new HttpClient { BaseAddress = client.Server.Address };
        using HttpResponseMessage answer = await http.SendAsync(SandboxClient.Request(SandboxClient.Body(ids)), TestContext.Current.CancellationToken);
        return await answer.ServiceResponseAsync();
    }

    private static async Task<string?> ShownAsync(GatewayClient client, ulong id)
    {
        using HttpResponseMessage answer = await client.GetAsync($"assetId={id}");
        JsonElement asset = GatewayClient.Assets(await answer.JsonAsync())[0];
        return !asset.TryGetProperty("customAttributes", out JsonElement attributes) || attributes.ValueKind != JsonValueKind.Array ? null
            : attributes.EnumerateArray().Where(each => each.GetProperty("key").GetString() == "Division")
                .Select(each => each.GetProperty("value").GetString()).SingleOrDefault();
    }

    private static async Task<JsonElement[]> SinceAsync(GatewayClient client, string since)
    {
        using HttpResponseMessage answer = await client.SearchAsync(query: $"assetLastUpdated={since}");
        return answer.StatusCode == HttpStatusCode.NoContent ? [] : GatewayClient.Assets(await answer.JsonAsync());
    }
}
