using System.Net;
using System.Net.Http.Headers;
using System.Text;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>How the gateway is asked, and which of its answers are what was asked for.</summary>
public sealed class What_a_call_to_the_gateway_brings
{
    private static readonly QualysAddress Gateway = QualysAddress.Parse("gateway.example.com");
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData(false, """{"responseCode":"SUCCESS","hasMore":0,"assetListData":{"asset":[]}}""", "Done")]
    [InlineData(true, """{"responseCode":"SUCCESS","hasMore":0,"assetListData":{"asset":[]}}""", "Passing: the page is empty, though there are assets left")]
    [InlineData(false, """{"responseCode":"SUCCESS","hasMore":1,"lastSeenAssetId":9,"assetListData":{"asset":[]}}""", "Passing: the page is empty, though there are assets left")]
    [InlineData(false, """{"responseCode":"SUCCESS","hasMore":0}""", "Done")]
    [InlineData(true, """{"responseCode":"SUCCESS","hasMore":0}""", "Passing: the page has no list of assets")]
    [InlineData(false, """{"responseCode":"SUCCESS","hasMore":1}""", "Passing: the page has no list of assets")]
    [InlineData(false, """{"responseCode":"SUCCESS"}""", "Passing: the page has no list of assets")]
    [InlineData(false, """{"responseCode":"SUCCESS","assetListData":{"asset":[{"assetId":9}]}}""", "Passing: the page does not say whether more follow (hasMore)")]
    [InlineData(false, """{"hasMore":0,"assetListData":{"asset":[{"assetId":9}]}}""", "Done")]
    [InlineData(true, """{"hasMore":0,"assetListData":{"asset":[{"assetId":9}]}}""", "Done")]
    [InlineData(false, """{"hasMore":1,"assetListData":{"asset":[{"assetId":9}]}}""", "Done")]
    [InlineData(false, """{"hasMore":1,"assetListData":{"asset":[{"x":9}]}}""", "Passing: the page does not say where the next one starts (lastSeenAssetId)")]
    [InlineData(false, """{"hasMore":1,"lastSeenAssetId":7,"assetListData":{"asset":[{"assetId":9}]}}""", "Passing: the page leads back to itself (lastSeenAssetId)")]
    [InlineData(false, """{"hasMore":1,"lastSeenAssetId":6,"assetListData":{"asset":[{"assetId":9}]}}""", "Passing: the page leads back to itself (lastSeenAssetId)")]
    [InlineData(false, """{"hasMore":0,"lastSeenAssetId":6,"assetListData":{"asset":[{"assetId":9}]}}""", "Done")]
    [InlineData(false, """{"responseCode":"success","hasMore":0,"assetListData":{"asset":[]}}""", "Done")]
    [InlineData(false, """{"responseCode":"FAILURE","hasMore":0,"assetListData":{"asset":[]}}""", "Passing: FAILURE")]
    [InlineData(false, """{"responseCode":"INVALID_REQUEST","responseMessage":"No such field."}""", "Failed: INVALID_REQUEST: No such field.")]
    [InlineData(false, """{"responseCode":"UNAUTHORIZED","hasMore":0,"assetListData":{"asset":[{"assetId":9}]}}""", "Refused: UNAUTHORIZED")]
    [InlineData(false, """{"hasMore":0}""", "Passing: the page has no list of assets")]
    [InlineData(false, """{"status":401,"error":"Unauthorized","message":"JWT expired"}""", "Refused: Unauthorized: JWT expired")]
    [InlineData(false, """{"responseErrorDetails":{"errorMessage":"secret words"}}""", "Failed: *** words")]
    [InlineData(false, "[]", "Passing: the page is cut off or malformed")]
    [InlineData(false, "words", "Passing: the page is cut off or malformed")]
    [InlineData(false, "<html><title>Sign in</title>", "Passing: a web page instead of assets, perhaps of a proxy in between: 'Sign in'")]
    [InlineData(false, "<SIMPLE_RETURN><RESPONSE><CODE>2000</CODE><TEXT>No secret.</TEXT></RESPONSE></SIMPLE_RETURN>", "Refused: 2000: No ***.")]
    [InlineData(false, """{"hasMore":0,"assetListData":{"asset":[{"assetId":9}""", "Passing: the page is cut off or malformed")]
    [InlineData(false, "", "Passing: the page is cut off or malformed")]
    public async Task A_page_says_all_that_is_needed_to_go_on_or_is_asked_for_again(bool expectsMore, string body, string expected)
    {
        var request = new PageRequest(Gateway, new QualysInventoryQuery(), new PagePlace(2, 7, expectsMore), null, "t", Redact);

        (QualysInventoryCall call, InventoryPage? page) = await AskAsync(request, 200, body);

        Assert.Equal(expected, Say(call));
        Assert.Equal(expected == "Done" || page is not null, page is not null);
        page?.Dispose();
    }

    [Theory]
    [InlineData(true, false, "Done: nothing, though there are assets left", 0L, true)]
    [InlineData(false, false, "Done", 0L, false)]
    [InlineData(false, true, "Done", 0L, false)]
    public async Task No_content_is_no_asset_and_is_doubted_where_there_must_be_some(bool expectsMore, bool isOne, string expected, long? assets, bool isDoubted)
    {
        GatewayRequest<InventoryPage> request = isOne
            ? new AssetRequest(Gateway, 9, "t", Redact)
            : new PageRequest(Gateway, new QualysInventoryQuery(), new PagePlace(2, 7, expectsMore), null, "t", Redact);

        (QualysInventoryCall call, InventoryPage? page) = await AskAsync(request, 204, "");

        Assert.Equal((expected, assets, isDoubted), (Say(call), call.Assets, call.IsDoubted));
        Assert.Null(page);
    }

    [Fact]
    public async Task A_page_is_measured_and_taken_apart_where_somebody_loads_it()
    {
        const string Body = """{"hasMore":0,"assetListData":{"asset":[{"assetId":9,"x":"é"},{"assetId":10}]}}""";
        var request = new PageRequest(Gateway, new QualysInventoryQuery(), new PagePlace(1, 0, false), new AssetReader(new AssetFields([], [], [])), "t", Redact);

        (QualysInventoryCall call, InventoryPage? page) = await AskAsync(request, 200, Body);

        Assert.Equal((Encoding.UTF8.GetByteCount(Body), 2L), (call.Bytes, call.Assets));
        Assert.Equal(2, page!.AssetCells.Count);
        page.Dispose();
    }

    [Theory]
    [InlineData("gzip", "words", "Passing: the page is cut off or malformed: its compression is damaged")]
    [InlineData("secret", "words", "Passing: the page is cut off or malformed: its coding '***' is not known")]
    public async Task A_page_that_does_not_inflate_is_asked_for_again(string coding, string body, string expected)
    {
        var request = new PageRequest(Gateway, new QualysInventoryQuery(), new PagePlace(1, 0, false), null, "t", Redact);

        (QualysInventoryCall call, _) = await AskAsync(request, 200, body, content => content.Headers.ContentEncoding.Add(coding));

        Assert.Equal(expected, Say(call));
    }

    [Fact]
    public async Task A_page_in_a_character_set_that_nobody_knows_is_asked_for_again()
    {
        var request = new PageRequest(Gateway, new QualysInventoryQuery(), new PagePlace(1, 0, false), null, "t", Redact);

        (QualysInventoryCall call, _) = await AskAsync(
            request, 200, """{"hasMore":0,"assetListData":{"asset":[]}}""", content => content.Headers.ContentType!.CharSet = "bogus");

        Assert.Equal("Passing: the page is cut off or malformed: its character set 'bogus' is not known", Say(call));
    }

    [Theory]
    [InlineData("""{"assetListData":{"asset":[{"assetId":9}]}}""", "Done")]
    [InlineData("""{"responseCode":"SUCCESS","hasMore":false}""", "Done")]
    [InlineData("""{"responseCode":"SUCCESS","hasMore":true}""", "Passing: the answer has no list of assets")]
    [InlineData("""{"responseCode":"SUCCESS"}""", "Passing: the answer has no list of assets")]
    [InlineData("""{"responseCode":"SUCCESS","hasMore":1,"assetListData":{"asset":[]}}""", "Done")]
    public async Task One_asset_is_a_list_or_said_to_be_none(string body, string expected)
    {
        (QualysInventoryCall call, InventoryPage? page) = await AskAsync(new AssetRequest(Gateway, 9, "t", Redact), 200, body);

        Assert.Equal(expected, Say(call));
        page?.Dispose();
    }

    [Theory]
    [InlineData(200, """{"count":3,"responseCode":"SUCCESS","x":"secret"}""", "Done", 3L, """{"count":3,"responseCode":"SUCCESS","x":"***"}""")]
    [InlineData(200, """{"responseCode":"SUCCESS"}""", "Passing: the answer holds no count", null, null)]
    [InlineData(200, """{"responseCode":"OTHER","count":3}""", "Passing: OTHER", null, null)]
    [InlineData(200, "words", "Passing: the answer's body is not an answer of Qualys", null, null)]
    [InlineData(204, "", "Done", 0L, """{"count":0}""")]
    [InlineData(404, "words", "Failed: what came is not an answer of Qualys: 'words'; check that this is the API host of your platform, or for the inventory the gateway of your platform", null, null)]
    [InlineData(503, """{"responseCode":"SUCCESS","count":3}""", "Passing", null, null)]
    [InlineData(503, """{"responseCode":"SUCCESS","count":3,"responseMessage":"m."}""", "Passing: m.", null, null)]
    [InlineData(404, """{"responseCode":"A","responseMessage":"m."}""", "Failed: A: m; check that this is the API host of your platform, or for the inventory the gateway of your platform", null, null)]
    public async Task A_count_is_a_number_with_the_answer_that_it_stands_in(int status, string body, string expected, long? assets, string? answer)
    {
        (QualysInventoryCall call, AssetCount? count) = await AskAsync(new CountRequest(Gateway, new QualysInventoryQuery(), "t", Redact), status, body);

        Assert.Equal((expected, assets), (Say(call), call.Assets));
        Assert.Equal((assets, answer, count is null ? null : Now), (count?.Assets, count?.Answer, count?.GatewayTime));
    }

    [Theory]
    [InlineData(200, "aZ09.-_=+/", "Done", "aZ09.-_=+/")]
    [InlineData(200, " \r\n\ttoken\t\n ", "Done", "token")]
    [InlineData(201, "token", "Done", "token")]
    [InlineData(200, "to ken", "Passing: the answer's body is not a token", null)]
    [InlineData(200, "tökn", "Passing: the answer's body is not a token", null)]
    [InlineData(200, "", "Passing: the answer's body is not a token", null)]
    [InlineData(200, " \n", "Passing: the answer's body is not a token", null)]
    [InlineData(200, """{"responseCode":"SUCCESS"}""", "Passing: the answer holds no token", null)]
    [InlineData(200, """{"responseCode":"UNAUTHORIZED","responseMessage":"no secret"}""", "Refused: UNAUTHORIZED: no ***", null)]
    [InlineData(401, "token", "Refused: what came is not an answer of Qualys: 'token'", null)]
    public async Task A_token_is_letters_and_digits_and_nothing_else(int status, string body, string expected, string? token)
    {
        (QualysInventoryCall call, string? read) = await AskAsync(new SignInRequest(Gateway, new QualysCredential("u", "p"), Redact), status, body);

        Assert.Equal((expected, token), (Say(call), read));
    }

    [Theory]
    [InlineData(64 * 1024, true)]
    [InlineData((64 * 1024) + 1, false)]
    public async Task A_token_has_64_KB_at_most(int length, bool isTaken)
    {
        (_, string? read) = await AskAsync(new SignInRequest(Gateway, new QualysCredential("u", "p"), Redact), 200, new string('x', length));

        Assert.Equal(isTaken ? length : null, read?.Length);
    }

    [Fact]
    public async Task The_gateway_is_asked_for_JSON_with_the_token()
    {
        var query = new QualysInventoryQuery { PageSize = 5, LastUpdatedAfter = Now, Filters = [new("a", "EQUALS", "b")] };
        string[] said =
        [
            await SayAsync(new SignInRequest(Gateway, new QualysCredential("u", "p"), Redact)),
            await SayAsync(new SignInRequest(Gateway, QualysCredential.OfClient("i", "s"), Redact)),
            await SayAsync(new CountRequest(Gateway, query, "t", Redact)),
            await SayAsync(new PageRequest(Gateway, query, new PagePlace(3, 7, true), null, "t", Redact)),
            await SayAsync(new AssetRequest(Gateway, 9, "t", Redact)),
        ];

        Words.AssertAre(
            """
            POST /auth, User-Agent: custom_attributes_connector_v1.0, Content-Type: application/x-www-form-urlencoded [username=u&password=p&token=true&permissions=true]
            POST /auth/oidc, User-Agent: custom_attributes_connector_v1.0, clientId: i, clientSecret: s, Content-Type: application/x-www-form-urlencoded []
            POST /rest/2.0/count/am/asset?assetLastUpdated=2026-03-04T05:06:07Z, User-Agent: custom_attributes_connector_v1.0, Authorization: Bearer t, Accept: application/json, Accept-Encoding: gzip, Content-Type: application/json [{"filters":[{"field":"a","operator":"EQUALS","value":"b"}],"operation":"AND"}]
            POST /rest/2.0/search/am/asset?assetLastUpdated=2026-03-04T05:06:07Z&lastSeenAssetId=7&pageSize=5, User-Agent: custom_attributes_connector_v1.0, Authorization: Bearer t, Accept: application/json, Accept-Encoding: gzip, Content-Type: application/json [{"filters":[{"field":"a","operator":"EQUALS","value":"b"}],"operation":"AND"}]
            GET /rest/2.0/get/am/asset?assetId=9, User-Agent: custom_attributes_connector_v1.0, Authorization: Bearer t, Accept: application/json, Accept-Encoding: gzip
            """,
            said);
    }

    [Fact]
    public void A_call_says_what_it_is_about_and_only_the_sign_in_is_refused_for_good()
    {
        var signIn = new SignInRequest(Gateway, new QualysCredential("u", "p"), Redact);
        var search = new PageRequest(Gateway, new QualysInventoryQuery(), new PagePlace(1234, 5678, true), null, "t", Redact);
        QualysInventoryCall signingIn = signIn.Begin(2, Now);
        QualysInventoryCall searching = search.Begin(3, Now);

        Assert.Equal(("sign in", "https://gateway.example.com/auth", 2, Now, true), (signingIn.What, signingIn.Address.ToString(), signingIn.Attempt, signingIn.SentAt, signingIn.IsSignIn));
        Assert.Equal(
            ("page 1234 (after asset 5678)", "https://gateway.example.com/rest/2.0/search/am/asset", 3, Now, false),
            (searching.What, searching.Address.ToString(), searching.Attempt, searching.SentAt, searching.IsSignIn));
        Assert.Equal("asset 9", new AssetRequest(Gateway, 9, "t", Redact).Begin(1, Now).What);
        Assert.Equal("count", new CountRequest(Gateway, new QualysInventoryQuery(), "t", Redact).Begin(1, Now).What);
        Assert.Equal(
            [true, true, true, false],
            [signIn.IsFinal(signingIn), signIn.IsFinal(signingIn with { IsOfToken = true }), search.IsFinal(searching), search.IsFinal(searching with { IsOfToken = true })]);
    }

    [Fact]
    public void A_call_is_a_line_in_a_log() => Words.AssertAre(
        """
        count, attempt 2: no answer in 1,235 ms: gone
        count, attempt 2: HTTP 200, 1 asset in 1,235 ms
        count, attempt 2: HTTP 503 in 1,235 ms: busy
        """,
        ((QualysInventoryCall[])[Made() with { Error = "gone" }, Made() with { Status = 200, Assets = 1 }, Made() with { Status = 503, Error = "busy" }])
            .Select(call => call.ToString()));

    private static QualysInventoryCall Made() => new() { What = "count", Address = Gateway.BaseAddress, Attempt = 2, SentAt = Now, Elapsed = TimeSpan.FromMilliseconds(1234.6) };

    private static string Redact(string text) => text.Replace("secret", "***", StringComparison.Ordinal);

    private static string Say(QualysInventoryCall call) => call.Error is null ? $"{call.Meaning}" : $"{call.Meaning}: {call.Error}";

    private static async Task<QualysReply<QualysInventoryCall, TRead>> AskAsync<TRead>(
        GatewayRequest<TRead> request, int status, string body, Action<HttpContent>? change = null)
        where TRead : class
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };
        response.Headers.Date = Now;
        change?.Invoke(response.Content);
        return await request.ReadAsync(request.Begin(1, Now) with { Status = status }, response, TestContext.Current.CancellationToken);
    }

    private static async Task<string> SayAsync<TRead>(GatewayRequest<TRead> request)
        where TRead : class
    {
        using HttpRequestMessage message = request.BuildMessage();
        string content = message.Content is null ? "" : $", Content-Type: {message.Content.Headers.ContentType} [{await message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}]";
        return $"{message.Method} {message.RequestUri}, {string.Join(", ", message.Headers.Select(header => $"{header.Key}: {string.Join(' ', header.Value)}"))}{content}";
    }
}
