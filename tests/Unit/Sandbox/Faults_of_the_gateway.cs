using System.Net;
using System.Text.Json;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

public sealed class Faults_of_the_gateway
{
    [Fact]
    public async Task A_fault_strikes_the_endpoint_that_it_names_and_a_pass_puts_it_off()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();
        client.Server.Faults.Add(
            Fault.Status(500),
            Fault.Status(502).On(QualysEndpoint.Count),
            Fault.Pass().On(QualysEndpoint.Search).Repeated(2),
            Fault.Status(503).On(QualysEndpoint.Search),
            Fault.Status(504).On(QualysEndpoint.Auth));

        using HttpResponseMessage count = await client.CountAsync();
        using HttpResponseMessage auth = await client.AuthAsync();

        Assert.Equal([200, 200, 503, 200], await SearchesAsync(client, 4));
        Assert.Equal((502, 504), ((int)count.StatusCode, (int)auth.StatusCode));
        Assert.Equal("status", Assert.Single(client.Server.Faults.Pending)!.Name);
        Assert.Equal([null, null, "status", null], client.Server.Requests.Skip(3).Select(request => request.Fault));
    }

    [Fact]
    public async Task A_token_that_expires_in_the_middle_stays_expired()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();
        client.Server.Faults.Add(Fault.Pass().On(QualysEndpoint.Search), Fault.TokenExpired());

        Assert.Equal([200, 401, 401], await SearchesAsync(client, 3));
        await client.SignInAsync();
        Assert.Equal([200], await SearchesAsync(client, 1));
    }

    [Fact]
    public async Task A_limit_has_an_empty_body_and_blank_headers()
    {
        using HttpResponseMessage blank = await SearchAsync("""{"fault":"tooManyRequests","endpoint":"search","blankLimitHeaders":true}""");
        using HttpResponseMessage filled = await SearchAsync("""{"fault":"tooManyRequests","endpoint":"search","toWaitSeconds":7}""");
        using HttpResponseMessage classic = await SearchAsync("""{"fault":"rateLimited","endpoint":"search"}""");

        Assert.Equal((HttpStatusCode.TooManyRequests, "", ""), (blank.StatusCode, await blank.TextAsync(), blank.Header("X-RateLimit-ToWait-Sec")));
        Assert.Equal("7", filled.Header("X-RateLimit-ToWait-Sec"));
        Assert.Contains("<CODE>1965</CODE>", await classic.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unauthorized", 401)]
    [InlineData("forbidden", 403)]
    [InlineData("serviceUnavailable", 503)]
    [InlineData("noContent", 204)]
    [InlineData("proxyPage", 200)]
    [InlineData("emptyAnswer", 200)]
    [InlineData("otherError", 200)]
    public async Task A_search_can_be_answered_in_other_ways(string name, int status)
    {
        using HttpResponseMessage answer = await SearchAsync($$"""{"fault":"{{name}}","endpoint":"search"}""");

        Assert.Equal(status, (int)answer.StatusCode);
        if (name == "otherError")
        {
            Assert.Equal("OTHER_ERROR", (await answer.JsonAsync()).GetProperty("responseCode").GetString());
        }
    }

    [Fact]
    public async Task A_page_can_lack_what_tells_how_to_go_on()
    {
        using HttpResponseMessage withoutMore = await SearchAsync("""{"fault":"withoutHasMore"}""");
        using HttpResponseMessage nullLast = await SearchAsync("""{"fault":"nullLastSeenAssetId"}""");
        using HttpResponseMessage empty = await SearchAsync("""{"fault":"emptyPage"}""");
        using HttpResponseMessage emptier = await SearchAsync("""{"fault":"emptyPage","withHasMore":false}""");

        JsonElement page = await withoutMore.JsonAsync();
        Assert.False(page.TryGetProperty("hasMore", out _));
        Assert.Equal(4, GatewayClient.Assets(page).Length);
        Assert.Equal(JsonValueKind.Null, (await nullLast.JsonAsync()).GetProperty("lastSeenAssetId").ValueKind);
        Assert.Equal(
            """{"responseMessage":"Valid API Access","count":0,"responseCode":"SUCCESS","lastSeenAssetId":0,"hasMore":1,"assetListData":{"asset":[]}}""",
            await empty.TextAsync());
        Assert.False((await emptier.JsonAsync()).TryGetProperty("hasMore", out _));
    }

    [Fact]
    public async Task Assets_can_have_what_nobody_expects()
    {
        using HttpResponseMessage field = await SearchAsync("""{"fault":"unknownField"}""");
        using HttpResponseMessage named = await SearchAsync("""{"fault":"unknownField","field":"x","value":[1,null]}""");
        using HttpResponseMessage nulls = await SearchAsync("""{"fault":"nullLists"}""");
        using HttpResponseMessage huge = await SearchAsync("""{"fault":"hugeAsset","assetId":1500000002}""");

        Each.Holds(GatewayClient.Assets(await field.JsonAsync()), asset => Assert.True(asset.TryGetProperty("newlyIntroducedField", out _)));
        Each.Holds(GatewayClient.Assets(await named.JsonAsync()), asset => Assert.Equal("[1,null]", asset.GetProperty("x").GetRawText()));
        Each.Holds(GatewayClient.Assets(await nulls.JsonAsync()), asset =>
        {
            Assert.Equal(JsonValueKind.Null, asset.GetProperty("tagList").ValueKind);
            Assert.Equal("""{"software":null}""", asset.GetProperty("softwareListData").GetRawText());
        });
        int[] lines = [.. GatewayClient.Assets(await huge.JsonAsync()).Select(asset => asset.GetRawText().Count(character => character == '\n'))];
        Assert.True(lines[1] >= 25_000);
        Assert.Equal([0, 0, 0], [lines[0], lines[2], lines[3]]);
    }

    [Fact]
    public async Task A_page_can_end_in_the_middle_under_200()
    {
        using HttpResponseMessage answer = await SearchAsync("""{"fault":"malformedJson","endpoint":"search"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True((await answer.TextAsync()).Length > 10_000);
        await Assert.ThrowsAnyAsync<JsonException>(answer.JsonAsync);
    }

    [Theory]
    [InlineData("droppedBeforeChange", null)]
    [InlineData("cutAnswer", 200)]
    public async Task A_connection_can_be_dropped_before_and_in_the_middle_of_a_page(string name, int? status)
    {
        await using GatewayClient client = await GatewayClient.StartAsync();
        client.Server.Faults.Add(FaultJson.Parse($$"""[{"fault":"{{name}}","endpoint":"search"}]"""));

        await Assert.ThrowsAsync<HttpRequestException>(() => client.SearchAsync());

        Assert.Equal((status, name), (client.Server.Requests[^1].AnswerStatus, client.Server.Requests[^1].Fault));
        Assert.Equal([200], await SearchesAsync(client, 1));
    }

    [Fact]
    public async Task A_page_can_come_late()
    {
        long start = TimeProvider.System.GetTimestamp();

        using HttpResponseMessage answer = await SearchAsync("""{"fault":"lateAnswer","delayMs":80,"endpoint":"search"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(70));
    }

    [Fact]
    public async Task The_count_can_be_wrong()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();
        client.Server.Faults.Add(Fault.ShortCount(17).On(QualysEndpoint.Count));

        using HttpResponseMessage answer = await client.CountAsync();

        Assert.Equal(17, (await answer.JsonAsync()).GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("""[{"fault":"withoutHasMore","endpoint":"update"}]""", "withoutHasMore")]
    [InlineData("""[{"fault":"tokenExpired","endpoint":"auth"}]""", "tokenExpired")]
    [InlineData("""[{"fault":"forbidden","endpoint":"nowhere"}]""", "endpoint")]
    [InlineData("""[{"fault":"unknownField","field":"x"}]""", "value")]
    [InlineData("""[{"fault":"hugeAsset","lines":0}]""", "lines")]
    public void A_mistake_in_a_script_is_named(string json, string named)
    {
        FormatException exception = Assert.Throws<FormatException>(() => FaultJson.Parse(json));

        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SearchAsync(string fault)
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(4));
        client.Server.Faults.Add(FaultJson.Parse($"[{fault}]"));
        return await client.SearchAsync();
    }

    private static async Task<IReadOnlyList<int>> SearchesAsync(GatewayClient client, int calls)
    {
        var statuses = new int[calls];
        for (int call = 0; call < calls; call++)
        {
            using HttpResponseMessage answer = await client.SearchAsync();
            statuses[call] = (int)answer.StatusCode;
        }

        return statuses;
    }
}
