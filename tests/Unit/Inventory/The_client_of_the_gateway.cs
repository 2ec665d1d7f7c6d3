using System.Text;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Unit.Sandbox;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>Assets one by one, page by page and counted, with a token that is renewed once where it has expired.</summary>
public sealed class The_client_of_the_gateway
{
    [Fact]
    public async Task An_asset_is_found_by_its_id_and_nothing_else_is_asked()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        using var client = new QualysInventoryClient(scenario.Connect());
        ulong id = scenario.Sandbox.Inventory.Ids[1];

        QualysAsset? found = await client.FindAssetAsync(id, TestContext.Current.CancellationToken);

        Assert.Equal(id, found?.AssetId);
        Assert.Null(await client.FindAssetAsync(7, TestContext.Current.CancellationToken));
        Assert.Equal(["/auth", "/rest/2.0/get/am/asset", "/rest/2.0/get/am/asset"], scenario.Sandbox.Requests.Select(request => request.Path));
    }

    [Theory]
    [InlineData(404, 1)]
    [InlineData(405, 1)]
    [InlineData(400, 2)]
    public async Task Where_the_gateway_does_not_answer_to_an_id_the_search_does_and_it_is_asked_once(int status, int looks)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        scenario.Sandbox.Faults.Add(Fault.Status(status).On(SandboxEndpoint.Get).Always());
        using var client = new QualysInventoryClient(scenario.Connect());
        IReadOnlyList<ulong> ids = scenario.Sandbox.Inventory.Ids;

        QualysAsset? found = await client.FindAssetAsync(ids[1], TestContext.Current.CancellationToken);
        QualysAsset? missing = await client.FindAssetAsync(ids[0] - 5, TestContext.Current.CancellationToken);

        Assert.Equal((ids[1], null), (found?.AssetId, missing?.AssetId));
        Assert.Equal(looks, scenario.Sandbox.Requests.Count(request => request.Path.Contains("/get/", StringComparison.Ordinal)));
        Assert.Equal(
            [$"?lastSeenAssetId={ids[1] - 1}&pageSize=1", $"?lastSeenAssetId={ids[0] - 6}&pageSize=1"],
            scenario.Searches.Select(search => search.QueryString));
    }

    [Fact]
    public async Task An_asset_of_another_id_is_not_the_one_that_was_asked_for()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        scenario.Sandbox.Faults.Add(Json("""{"hasMore":0,"assetListData":{"asset":[{"assetId":5},{"assetId":6}]} }""").On(SandboxEndpoint.Get).Always());
        using var client = new QualysInventoryClient(scenario.Connect());

        Assert.Null(await client.FindAssetAsync(7, TestContext.Current.CancellationToken));
        Assert.Equal(6u, (await client.FindAssetAsync(6, TestContext.Current.CancellationToken))?.AssetId);
    }

    [Fact]
    public async Task No_usable_answer_for_an_asset_is_an_error()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        scenario.Sandbox.Faults.Add(Fault.Status(503).On(SandboxEndpoint.Get).Always());
        using var client = new QualysInventoryClient(scenario.Connect());

        QualysConnectionException error = await Assert.ThrowsAsync<QualysConnectionException>(
            () => client.FindAssetAsync(5, TestContext.Current.CancellationToken));

        Assert.Contains("asset 5", error.Message, StringComparison.Ordinal);
        Assert.Empty(scenario.Searches);
    }

    [Fact]
    public async Task Pages_are_asked_for_one_behind_the_other_and_numbered_from_one()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        IReadOnlyList<ulong> ids = scenario.Sandbox.Inventory.Ids;
        using var client = new QualysInventoryClient(scenario.Connect(), scenario);

        List<ulong?> read = await ReadAsync(client, new QualysInventoryQuery { PageSize = 2, BehindAssetId = ids[0] });

        Assert.Equal(ids.Skip(1).Select(id => (ulong?)id), read);
        Assert.Equal(
            ["sign in", $"page 1 (after asset {ids[0]})", $"page 2 (after asset {ids[2]})"],
            scenario.EventsOf<CallEnded>().Select(ended => ended.Call.What));
    }

    [Fact]
    public async Task Nothing_in_the_place_of_a_page_that_must_be_there_is_asked_for_again_and_told()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        scenario.Sandbox.Faults.Add(
            Json("""{"hasMore":1,"assetListData":{"asset":[{"assetId":5}]} }""").On(SandboxEndpoint.Search),
            Fault.Status(204).On(SandboxEndpoint.Search),
            Json("""{"hasMore":0,"assetListData":{"asset":[{"assetId":6}]} }""").On(SandboxEndpoint.Search));
        using var client = new QualysInventoryClient(scenario.Connect(), scenario);

        Assert.Equal([5ul, 6ul], await ReadAsync(client, new QualysInventoryQuery()));

        CallWillBeRetried retried = Assert.Single(scenario.EventsOf<CallWillBeRetried>());
        Assert.Equal(("page 2 (after asset 5)", WaitCause.BackOff, 3), (retried.Call.What, retried.Cause, retried.AttemptsLeft));
        Assert.Equal(4, scenario.EventsOf<CallEnded>().Count());
    }

    [Fact]
    public async Task Nothing_in_the_place_of_the_first_page_is_no_asset()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        scenario.Sandbox.Faults.Add(Fault.Status(204).On(SandboxEndpoint.Search));
        using var client = new QualysInventoryClient(scenario.Connect(), scenario);

        Assert.Empty(await ReadAsync(client, new QualysInventoryQuery()));
        Assert.Empty(scenario.EventsOf<CallWillBeRetried>());
    }

    [Fact]
    public async Task A_token_that_has_expired_is_renewed_once_and_one_that_is_refused_anew_ends_it()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        using var client = new QualysInventoryClient(scenario.Connect(), scenario);
        scenario.Sandbox.Faults.Add(Fault.Status(401).On(SandboxEndpoint.Count));

        Assert.Equal(3, await client.CountAsync(new QualysInventoryQuery(), TestContext.Current.CancellationToken));
        scenario.Sandbox.Faults.Add(Fault.Status(401).On(SandboxEndpoint.Count).Always());
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => client.CountAsync(new QualysInventoryQuery(), TestContext.Current.CancellationToken));

        Assert.Equal(
            ["sign in", "count", "sign in", "count", "count", "sign in", "count"],
            scenario.EventsOf<CallEnded>().Select(ended => ended.Call.What));
    }

    [Fact]
    public async Task A_token_that_was_made_elsewhere_is_not_renewed()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        var connection = QualysConnection.To(null, scenario.Sandbox.Address.ToString(), QualysCredential.OfToken("elsewhere"), InventoryScenario.Quick);
        using var client = new QualysInventoryClient(connection, scenario);

        await Assert.ThrowsAsync<QualysAuthenticationException>(() => client.CountAsync(new QualysInventoryQuery(), TestContext.Current.CancellationToken));

        Assert.Equal(["count"], scenario.EventsOf<CallEnded>().Select(ended => ended.Call.What));
    }

    [Fact]
    public void A_token_that_says_it_has_expired_is_not_used()
    {
        var clock = new ManualClock();
        string claims = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"exp":{{clock.GetUtcNow().AddSeconds(1).ToUnixTimeSeconds()}}}"""));
        var connection = QualysConnection.To(
            null, "gateway.example.com", QualysCredential.OfToken($"a.{claims}.b"), InventoryScenario.Quick with { TimeProvider = clock });
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("TokenExpired", Assert.Throws<QualysConfigurationException>(() => new QualysInventoryClient(connection)).ErrorId);
    }

    [Theory]
    [InlineData(503, "", "NoUsableAnswer")]
    [InlineData(404, "", "RequestRefused")]
    [InlineData(200, """{"responseCode":"INVALID_REQUEST"}""", "RequestRefused")]
    public async Task What_may_pass_and_what_will_not_are_two_errors(int status, string body, string errorId)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        scenario.Sandbox.Faults.Add(Fault.Status(status, body, "application/json").On(SandboxEndpoint.Count).Always());
        using var client = new QualysInventoryClient(scenario.Connect());

        QualysConnectionException error = await Assert.ThrowsAsync<QualysConnectionException>(
            () => client.CountAsync(new QualysInventoryQuery(), TestContext.Current.CancellationToken));

        Assert.Equal(errorId, error.ErrorId);
    }

    [Fact]
    public async Task A_query_is_looked_at_before_anything_is_asked()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        using var client = new QualysInventoryClient(scenario.Connect());
        QualysInventoryQuery query = new() { PageSize = 0 };

        await Assert.ThrowsAsync<QualysConfigurationException>(() => client.CountAsync(query, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<QualysConfigurationException>(() => ReadAsync(client, query));

        Assert.Empty(scenario.Sandbox.Requests);
    }

    [Fact]
    public async Task It_signs_in_once_and_asks_nothing_more_when_it_is_closed()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        var client = new QualysInventoryClient(scenario.Connect());

        await client.SignInAsync(TestContext.Current.CancellationToken);
        await client.SignInAsync(TestContext.Current.CancellationToken);
        client.Dispose();

        Assert.Equal(["/auth"], scenario.Sandbox.Requests.Select(request => request.Path));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CountAsync(new QualysInventoryQuery(), TestContext.Current.CancellationToken));
        Assert.Equal(QualysAddress.Parse(scenario.Sandbox.Address.ToString()).ToString(), client.Gateway.ToString());
    }

    private static Fault Json(string body) => Fault.Status(200, body, "application/json");

    private static async Task<List<ulong?>> ReadAsync(QualysInventoryClient client, QualysInventoryQuery query)
    {
        var read = new List<ulong?>();
        await foreach (QualysAsset asset in client.ReadAssetsAsync(query, TestContext.Current.CancellationToken))
        {
            read.Add(asset.AssetId);
        }

        return read;
    }
}
