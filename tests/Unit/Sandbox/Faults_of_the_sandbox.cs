using System.Net;
using System.Text.Json;
using QualysCustomAttributes.Shared;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

public sealed class Faults_of_the_sandbox
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Faults_strike_in_order_and_null_lets_a_request_pass()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.Status(500), null, Fault.Status(502).Repeated(2));

        Assert.Equal([500, 200, 502, 502, 200], await StatusesAsync(client, "1", 5));
        Assert.Equal(["status", null, "status", "status", null], client.Server.Requests.Select(request => request.Fault));
        Assert.Empty(client.Server.Faults.Pending);
    }

    [Fact]
    public async Task A_fault_for_an_asset_waits_for_a_request_that_names_it()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.Status(500).ForAsset(12));

        Assert.Equal([200], await StatusesAsync(client, "1,2", 1));
        Assert.Equal([500, 200], await StatusesAsync(client, "3,12", 2));
    }

    [Fact]
    public async Task A_fault_without_end_strikes_until_it_is_cleared()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.TooManyRequests().Always());

        Assert.Equal([429, 429, 429], await StatusesAsync(client, "1", 3));
        client.Server.Faults.Clear();
        Assert.Equal([200], await StatusesAsync(client, "1", 1));
    }

    [Fact]
    public async Task Requests_at_the_same_time_share_the_faults_out()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.Status(503).Repeated(7));

        int[] statuses = [.. (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StatusesAsync(client, "1", 1)))).SelectMany(all => all)];

        Assert.Equal(7, statuses.Count(status => status == 503));
    }

    [Fact]
    public async Task A_blocked_call_has_no_limit_header_of_its_own()
    {
        using HttpResponseMessage answer = await AnswerToAsync(Fault.RateLimited());

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("<CODE>1965</CODE>", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Null(answer.Header("X-RateLimit-ToWait-Sec"));
        Assert.Null(answer.Header("Retry-After"));
    }

    [Fact]
    public async Task A_blocked_call_can_say_how_long_to_wait_in_three_ways()
    {
        using HttpResponseMessage toWait = await AnswerToAsync(Fault.RateLimited().ToWait(TimeSpan.FromSeconds(1798)));
        using HttpResponseMessage seconds = await AnswerToAsync(Fault.TooManyRequests().RetryAfter(TimeSpan.FromSeconds(7)));
        using HttpResponseMessage date = await AnswerToAsync(Fault.ConcurrencyLimited().RetryAfterDate(TimeSpan.FromHours(1)));

        Assert.Equal("1798", toWait.Header("X-RateLimit-ToWait-Sec"));
        Assert.Equal(TimeSpan.FromSeconds(7), seconds.Headers.RetryAfter!.Delta);
        Assert.Equal("", await seconds.TextAsync());
        Assert.InRange(date.Headers.RetryAfter!.Date!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        Assert.Contains("<CODE>1960</CODE>", await date.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_headers_can_be_blank()
    {
        using HttpResponseMessage answer = await AnswerToAsync(Fault.Status(409).WithBlankLimitHeaders());

        Assert.Equal("", answer.Header("X-RateLimit-ToWait-Sec"));
        Assert.Equal("", answer.Header("X-Concurrency-Limit-Running"));
        Assert.Equal("", answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Any_status_can_carry_any_body_and_header()
    {
        using HttpResponseMessage answer = await AnswerToAsync(Fault.Status(502, "<b>no</b>", "text/html").WithHeader("X-Proxy", "p"));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("<b>no</b>", await answer.TextAsync());
        Assert.Equal("p", answer.Header("X-Proxy"));
    }

    public static TheoryData<string, int> Refusals => new()
    {
        { "unauthorized", 401 }, { "forbidden", 403 }, { "serviceUnavailable", 503 }, { "proxyPage", 200 }, { "emptyAnswer", 200 },
        { "refused", 200 }, { "otherError", 200 }, { "rateLimited", 409 }, { "concurrencyLimited", 409 }, { "tooManyRequests", 429 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_changes_nothing(string name, int status)
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(FaultJson.Parse($$"""[{"fault":"{{name}}"}]"""));

        Assert.Equal([status], await StatusesAsync(client, "1", 1));
        Assert.Equal(0, client.Server.Assets.Count);
    }

    [Fact]
    public async Task A_fault_that_strikes_after_the_change_still_checks_the_password()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.BareSuccess());
        HttpRequestMessage request = SandboxClient.Request(SandboxClient.Body("1"));
        request.Headers.Authorization = null;

        using HttpResponseMessage answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(0, client.Server.Assets.Count);
    }

    [Fact]
    public async Task A_server_error_can_come_after_the_change()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.Status(504).Applied());

        Assert.Equal([504], await StatusesAsync(client, "1", 1));
        Assert.Equal([1UL], client.Server.Assets.Ids);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dropped_connection_leaves_the_client_without_an_answer(bool applied)
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(applied ? Fault.DroppedAfterChange() : Fault.DroppedBeforeChange());

        await Assert.ThrowsAsync<HttpRequestException>(() => client.UpdateAsync("1"));

        Assert.Equal(applied ? 1 : 0, client.Server.Assets.Count);
        Assert.Null(Assert.Single(client.Server.Requests).AnswerStatus);
    }

    [Fact]
    public async Task A_cut_answer_breaks_off_after_its_headers()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.CutAnswer());

        await Assert.ThrowsAsync<HttpRequestException>(() => client.UpdateAsync("1"));

        Assert.Equal(1, client.Server.Assets.Count);
        Assert.Equal(200, Assert.Single(client.Server.Requests).AnswerStatus);
    }

    [Fact]
    public async Task A_late_answer_comes_after_the_change()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.LateAnswer(Long));

        Task<HttpResponseMessage> waiting = client.UpdateAsync("1");
        await Eventually.HoldsAsync(() => client.Server.Assets.Count == 1);

        Assert.False(waiting.IsCompleted);
        Assert.Null(Assert.Single(client.Server.Requests).AnsweredAt);
        await client.Server.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
    }

    [Fact]
    public async Task A_late_change_is_made_even_when_the_client_has_gone()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.LateChange(TimeSpan.FromMilliseconds(300)));
        using var http = new HttpClient { BaseAddress = client.Server.Address };
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        Task<HttpResponseMessage> waiting = http.SendAsync(SandboxClient.Request(SandboxClient.Body("1")), impatience.Token);
        await Eventually.HoldsAsync(() => client.Server.Requests.Count == 1);
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Eventually.HoldsAsync(() => client.Server.Assets.Count == 1);
    }

    [Fact]
    public async Task Any_fault_can_be_delayed()
    {
        long start = TimeProvider.System.GetTimestamp();

        using HttpResponseMessage answer = await AnswerToAsync(Fault.Status(500).After(Short));

        Assert.True(TimeProvider.System.GetElapsedTime(start) >= Short - TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task Malformed_JSON_comes_whole_under_200_after_the_change()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.MalformedJson());

        using HttpResponseMessage answer = await client.UpdateAsync("1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<JsonException>(answer.JsonAsync);
        Assert.Equal(1, client.Server.Assets.Count);
    }

    [Fact]
    public async Task A_refusal_under_200_names_its_code_and_may_lack_a_resolution()
    {
        using HttpResponseMessage invalid = await AnswerToAsync(Fault.Refused("INVALID_API_VERSION", "why", "what to do"));
        using HttpResponseMessage other = await AnswerToAsync(Fault.OtherError());

        JsonElement details = (await invalid.ServiceResponseAsync()).GetProperty("responseErrorDetails");
        Assert.Equal("INVALID_API_VERSION", await invalid.ResponseCodeAsync());
        Assert.Equal("what to do", details.GetProperty("errorResolution").GetString());
        Assert.Equal("OTHER_ERROR", await other.ResponseCodeAsync());
        Assert.False((await other.ServiceResponseAsync()).GetProperty("responseErrorDetails").TryGetProperty("errorResolution", out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_short_count_changes_only_the_assets_it_counts(bool withData)
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(Fault.ShortCount(2, withData));

        using HttpResponseMessage answer = await client.UpdateAsync("7,8,9");

        JsonElement response = await answer.ServiceResponseAsync();
        Assert.Equal("SUCCESS", response.GetProperty("responseCode").GetString());
        Assert.Equal(2, response.GetProperty("count").GetInt32());
        Assert.Equal(withData, response.TryGetProperty("data", out _));
        Assert.Equal([7UL, 8UL], client.Server.Assets.Ids);
    }

    [Fact]
    public async Task A_bare_success_has_neither_count_nor_data()
    {
        using HttpResponseMessage answer = await AnswerToAsync(Fault.BareSuccess());

        Assert.Equal("""{"ServiceResponse":{"responseCode":"SUCCESS"}}""", await answer.TextAsync());
    }

    [Fact]
    public async Task XML_can_come_in_spite_of_the_accept_header()
    {
        using HttpResponseMessage answer = await AnswerToAsync(Fault.XmlAnswer());

        Assert.Equal("application/xml", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<responseCode>SUCCESS</responseCode>", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_page_is_HTML_under_200()
    {
        using HttpResponseMessage answer = await AnswerToAsync(Fault.ProxyPage());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_redirect_names_another_host()
    {
        using HttpResponseMessage answer = await AnswerToAsync(Fault.Redirect(new Uri("http://elsewhere.example/login")));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(new Uri("http://elsewhere.example/login"), answer.Headers.Location);
    }

    private static async Task<HttpResponseMessage> AnswerToAsync(Fault fault)
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Faults.Add(fault);
        return await client.UpdateAsync("1,2");
    }

    private static async Task<IReadOnlyList<int>> StatusesAsync(SandboxClient client, string ids, int calls)
    {
        var statuses = new int[calls];
        for (int call = 0; call < calls; call++)
        {
            using HttpResponseMessage answer = await client.UpdateAsync(ids);
            statuses[call] = (int)answer.StatusCode;
        }

        return statuses;
    }
}
