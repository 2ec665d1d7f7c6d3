using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using QualysSandbox;
using QualysSandbox.Limits;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

public sealed class The_gateway_of_the_sandbox
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Signing_in_gives_a_token_that_says_when_it_expires()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(new SandboxOptions { TimeProvider = _clock });

        using HttpResponseMessage answer = await client.AuthAsync();

        string[] parts = (await answer.TextAsync()).Split('.');
        using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(3, parts.Length);
        Assert.Equal((_clock.GetUtcNow() + TimeSpan.FromHours(4)).ToUnixTimeSeconds(), claims.RootElement.GetProperty("exp").GetInt64());
    }

    [Theory]
    [InlineData("sandbox", "wrong", "true", 401)]
    [InlineData("someone", "sandbox", "true", 401)]
    [InlineData("sandbox", "sandbox", "false", 400)]
    public async Task Signing_in_can_be_refused(string userName, string password, string token, int status)
    {
        await using GatewayClient client = await GatewayClient.StartAsync();

        using HttpResponseMessage answer = await client.AuthAsync(userName, password, token);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Single(client.Server.Tokens.Issued);
    }

    [Fact]
    public async Task Neither_password_nor_token_is_recorded()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(new SandboxOptions { Password = "p@ss & wörd" });

        using HttpResponseMessage answer = await client.AuthAsync(password: "p@ss & wörd");
        using HttpResponseMessage query = await client.PostAsync("/auth?username=a&password=p%40ss", "{\"password\":\"p@ss\"}");
        using HttpResponseMessage requests = await client.ControlAsync(HttpMethod.Get, "/sandbox/requests");

        string recorded = await requests.TextAsync();
        Assert.Contains("username=sandbox&password=***&token=true", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("p%40ss", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("p@ss", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain(await answer.TextAsync(), recorded, StringComparison.Ordinal);
        Assert.True(client.Server.Requests[1].Authenticated);
        Assert.True(client.Server.Requests[1].AnswerBytes > 200);
    }

    [Theory]
    [InlineData(GatewayClient.CountPath)]
    [InlineData(GatewayClient.SearchPath)]
    public async Task Without_a_valid_token_nothing_is_told(string path)
    {
        await using GatewayClient client = await GatewayClient.StartAsync();

        foreach (string token in new[] { "", "no.such.token" })
        {
            client.Token = token;
            using HttpResponseMessage answer = await client.PostAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_token_lives_four_hours()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(1) with { TimeProvider = _clock });

        _clock.Advance(TimeSpan.FromHours(4) - TimeSpan.FromSeconds(1));
        using HttpResponseMessage before = await client.CountAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage after = await client.CountAsync();

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_token_can_be_worn_out_and_all_can_be_called_back()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(1) with { TokenUses = 2 });
        Assert.Equal([200, 200, 401], await CountsAsync(client, 3));

        await client.SignInAsync();
        Assert.Equal([200], await CountsAsync(client, 1));
        using HttpResponseMessage expired = await client.ControlAsync(HttpMethod.Delete, "/sandbox/tokens");
        Assert.Equal([401], await CountsAsync(client, 1));
    }

    [Fact]
    public async Task The_count_has_the_form_that_was_seen()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();

        using HttpResponseMessage answer = await client.CountAsync();

        Assert.Equal("""{"responseMessage":"Valid API Access","count":10,"responseCode":"SUCCESS"}""", await answer.TextAsync());
    }

    [Fact]
    public async Task Pages_follow_one_another_to_the_last()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();
        var seen = new List<ulong>();
        var more = new List<int>();
        ulong last = 0;
        do
        {
            using HttpResponseMessage answer = await client.SearchAsync(last, pageSize: 4);
            JsonElement page = await answer.JsonAsync();
            seen.AddRange(GatewayClient.Assets(page).Select(asset => asset.GetProperty("assetId").GetUInt64()));
            more.Add(page.GetProperty("hasMore").GetInt32());
            last = page.GetProperty("lastSeenAssetId").GetUInt64();
        }
        while (more[^1] == 1);

        using HttpResponseMessage beyond = await client.SearchAsync(last, pageSize: 4);

        Assert.Equal(client.Server.Inventory.Ids, seen);
        Assert.Equal([1, 1, 0], more);
        Assert.Equal(HttpStatusCode.NoContent, beyond.StatusCode);
    }

    [Theory]
    [InlineData("pageSize=301")]
    [InlineData("pageSize=0")]
    [InlineData("lastSeenAssetId=x")]
    [InlineData("assetLastUpdated=yesterday")]
    [InlineData("includeFields=nosuch")]
    public async Task A_parameter_that_makes_no_sense_is_refused_by_name(string query)
    {
        await using GatewayClient client = await GatewayClient.StartAsync();

        using HttpResponseMessage answer = await client.PostAsync($"{GatewayClient.SearchPath}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(query.Split('=')[query.Contains("nosuch", StringComparison.Ordinal) ? 1 : 0], await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"filters":[{"field":"nosuch","operator":"EQUALS","value":"x"}]}""")]
    [InlineData("""{"filters":[{"field":"name","operator":"LIKE","value":"x"}]}""")]
    [InlineData("""{"filters":[{"field":"name","operator":"EQUALS"}]}""")]
    public async Task A_filter_that_makes_no_sense_is_refused(string filter)
    {
        await using GatewayClient client = await GatewayClient.StartAsync();

        using HttpResponseMessage answer = await client.SearchAsync(filter: filter);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Calls_over_a_limit_are_429_with_an_empty_body_for_each_API()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(1) with { RateLimit = new RateLimit(1, TimeSpan.FromMinutes(1)), TimeProvider = _clock });

        using HttpResponseMessage count = await client.CountAsync();
        using HttpResponseMessage search = await client.SearchAsync();
        using HttpResponseMessage blocked = await client.SearchAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (count.StatusCode, search.StatusCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, blocked.StatusCode);
        Assert.Equal("", await blocked.TextAsync());
        Assert.Equal("60", blocked.Header("X-RateLimit-ToWait-Sec"));
    }

    [Fact]
    public async Task A_search_that_is_answered_no_longer_runs()
    {
        await using GatewayClient client = await GatewayClient.StartAsync(GatewayClient.Of(50) with { ConcurrencyLimit = 1 });
        for (int call = 0; call < 20; call++)
        {
            using HttpResponseMessage answer = await client.SearchAsync();
            Assert.Equal(50, GatewayClient.Assets(await answer.JsonAsync()).Length);
        }

        Assert.Equal(1, client.Server.MostRequestsAtOnce);
    }

    [Fact]
    public async Task Of_a_search_size_and_status_are_recorded()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();

        using HttpResponseMessage answer = await client.SearchAsync(query: "assetLastUpdated=1970-01-01T00:00:00Z");

        byte[] body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        RecordedRequest recorded = client.Server.Requests[^1];
        Assert.Equal((200, (long?)body.Length, null), (recorded.AnswerStatus, recorded.AnswerBytes, recorded.AnswerBody));
        Assert.Equal("search after 0, 300 a page since 1970-01-01T00:00:00Z", recorded.What);
        Assert.NotNull(recorded.AnsweredAt);
    }

    [Fact]
    public async Task Assets_are_compressed_for_those_who_ask()
    {
        await using GatewayClient client = await GatewayClient.StartAsync();
        using var http = new HttpClient { BaseAddress = client.Server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayClient.SearchPath);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);
        request.Headers.AcceptEncoding.ParseAdd("gzip, deflate");

        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        await using var gzip = new GZipStream(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using JsonDocument page = await JsonDocument.ParseAsync(gzip, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Equal(10, GatewayClient.Assets(page.RootElement).Length);
    }

    private static async Task<IReadOnlyList<int>> CountsAsync(GatewayClient client, int calls)
    {
        var statuses = new int[calls];
        for (int call = 0; call < calls; call++)
        {
            using HttpResponseMessage answer = await client.CountAsync();
            statuses[call] = (int)answer.StatusCode;
        }

        return statuses;
    }
}
