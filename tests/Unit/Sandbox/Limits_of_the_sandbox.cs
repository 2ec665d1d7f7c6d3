using System.Net;
using System.Xml;
using System.Xml.Linq;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Limits;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

public sealed class Limits_of_the_sandbox
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Without_limits_there_are_no_limit_headers()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();

        using HttpResponseMessage answer = await client.UpdateAsync("1");

        Assert.DoesNotContain(answer.Headers, header => header.Key.Contains("Limit", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Allowed_calls_say_what_is_left()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(Limited(calls: 2));

        using HttpResponseMessage first = await client.UpdateAsync("1");
        using HttpResponseMessage last = await client.UpdateAsync("1");

        Assert.Equal(["2", "60", "1", "0"], RateHeaders(first));
        Assert.Equal(["2", "60", "0", "60"], RateHeaders(last));
    }

    [Fact]
    public async Task A_call_over_the_rate_is_a_409_with_code_1965_and_the_time_to_wait()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(Limited(calls: 1));
        using HttpResponseMessage allowed = await client.UpdateAsync("1");
        _clock.Advance(TimeSpan.FromSeconds(20.5));

        using HttpResponseMessage blocked = await client.UpdateAsync("2");

        Assert.Equal(HttpStatusCode.Conflict, blocked.StatusCode);
        Assert.Equal("1965", await CodeAsync(blocked));
        Assert.Equal("40", blocked.Header("X-RateLimit-ToWait-Sec"));
        Assert.Equal([1UL], client.Server.Assets.Ids);
    }

    [Fact]
    public async Task The_window_slides()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(Limited(calls: 2));
        using HttpResponseMessage first = await client.UpdateAsync("1");
        _clock.Advance(TimeSpan.FromSeconds(30));
        using HttpResponseMessage second = await client.UpdateAsync("1");
        _clock.Advance(TimeSpan.FromSeconds(30));

        using HttpResponseMessage third = await client.UpdateAsync("1");
        using HttpResponseMessage fourth = await client.UpdateAsync("1");

        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, fourth.StatusCode);
        Assert.Equal("30", fourth.Header("X-RateLimit-ToWait-Sec"));
    }

    [Fact]
    public async Task The_headers_can_be_kept_back()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(Limited(calls: 1) with { SendLimitHeaders = false });
        using HttpResponseMessage allowed = await client.UpdateAsync("1");

        using HttpResponseMessage blocked = await client.UpdateAsync("1");

        Assert.Equal(HttpStatusCode.Conflict, blocked.StatusCode);
        Assert.Null(blocked.Header("X-RateLimit-ToWait-Sec"));
        Assert.Null(allowed.Header("X-RateLimit-Limit"));
    }

    [Theory]
    [InlineData(ConcurrencyHeaderSpelling.Hyphenated, "X-Concurrency-Limit")]
    [InlineData(ConcurrencyHeaderSpelling.Joined, "X-ConcurrencyLimit")]
    public async Task The_concurrency_headers_come_in_either_spelling(ConcurrencyHeaderSpelling spelling, string prefix)
    {
        await using SandboxClient client = await SandboxClient.StartAsync(
            new SandboxOptions { ConcurrencyLimit = 2, ConcurrencyHeaders = spelling });

        using HttpResponseMessage answer = await client.UpdateAsync("1");

        Assert.Equal("2", answer.Header($"{prefix}-Limit"));
        Assert.Equal("1", answer.Header($"{prefix}-Running"));
    }

    [Fact]
    public async Task A_call_too_many_at_a_time_is_a_409_with_code_1960_before_the_rate_is_looked_at()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(new SandboxOptions
        {
            ConcurrencyLimit = 1,
            RateLimit = new RateLimit(1, TimeSpan.FromHours(1)),
        });
        client.Server.Faults.Add(QualysSandbox.Faults.Fault.LateAnswer(TimeSpan.FromSeconds(30)));
        Task<HttpResponseMessage> running = client.UpdateAsync("1");
        await Eventually.HoldsAsync(() => client.Server.Assets.Count == 1);

        using HttpResponseMessage blocked = await client.UpdateAsync("2");

        Assert.Equal(HttpStatusCode.Conflict, blocked.StatusCode);
        Assert.Equal("1960", await CodeAsync(blocked));
        Assert.Equal("1", blocked.Header("X-Concurrency-Limit-Running"));
        Assert.Equal(2, client.Server.MostRequestsAtOnce);
        await client.Server.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => running);
    }

    [Fact]
    public async Task A_call_that_is_answered_no_longer_runs()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(new SandboxOptions { ConcurrencyLimit = 1 });

        for (int call = 0; call < 20; call++)
        {
            using HttpResponseMessage answer = await client.UpdateAsync("1");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static List<string?> RateHeaders(HttpResponseMessage answer) =>
    [
        answer.Header("X-RateLimit-Limit"),
        answer.Header("X-RateLimit-Window-Sec"),
        answer.Header("X-RateLimit-Remaining"),
        answer.Header("X-RateLimit-ToWait-Sec"),
    ];

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        using var text = new StringReader(await answer.TextAsync());
        using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!.Element("RESPONSE")!.Element("CODE")!.Value;
    }

    private SandboxOptions Limited(int calls) => new()
    {
        RateLimit = new RateLimit(calls, TimeSpan.FromSeconds(60)),
        TimeProvider = _clock,
    };
}
