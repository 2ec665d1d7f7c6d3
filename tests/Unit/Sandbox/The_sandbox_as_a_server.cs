using System.Net;
using System.Net.NetworkInformation;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Assets;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

public sealed class The_sandbox_as_a_server
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_listens_on_loopback_alone()
    {
        await using SandboxServer server = await SandboxServer.StartAsync(new SandboxOptions(), Cancellation);

        IPEndPoint[] listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();

        Assert.Equal("127.0.0.1", server.Address.Host);
        Assert.Equal(IPAddress.Loopback, Assert.Single(listeners, listener => listener.Port == server.Address.Port).Address);
    }

    [Fact]
    public async Task Many_run_side_by_side_without_knowing_of_each_other()
    {
        SandboxClient[] clients = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => SandboxClient.StartAsync()));
        try
        {
            await Task.WhenAll(clients.Select((client, index) => client.UpdateAsync($"{index + 1}")));

            Assert.Equal(25, clients.Select(client => client.Server.Address.Port).Distinct().Count());
            Each.Holds(clients.Index(), entry => Assert.Equal([(ulong)entry.Index + 1], entry.Item.Server.Assets.Ids));
        }
        finally
        {
            await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_IO_exception()
    {
        await using SandboxServer first = await SandboxServer.StartAsync(new SandboxOptions(), Cancellation);

        await Assert.ThrowsAsync<IOException>(() => SandboxServer.StartAsync(new SandboxOptions { Port = first.Address.Port }, Cancellation));
    }

    [Fact]
    public async Task It_stops_at_once_though_a_request_is_held()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(new SandboxOptions { AnswerLatency = TimeSpan.FromMinutes(1) });
        Task<HttpResponseMessage> held = client.UpdateAsync("1");
        await Eventually.HoldsAsync(() => client.Server.Requests.Count == 1);
        long start = TimeProvider.System.GetTimestamp();

        await client.Server.DisposeAsync();

        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<HttpRequestException>(() => held);
    }

    [Fact]
    public async Task An_answered_request_is_recorded_with_everything_but_the_password()
    {
        var told = new List<RecordedRequest>();
        await using SandboxClient client = await SandboxClient.StartAsync(new SandboxOptions { Answering = told.Add });

        using HttpResponseMessage answer = await client.UpdateAsync("2,1");

        RecordedRequest request = Assert.Single(client.Server.Requests);
        Assert.Equal(request, Assert.Single(told));
        Assert.Equal((1, "POST", SandboxClient.UpdatePath), (request.Number, request.Method, request.Path));
        Assert.Equal(SandboxClient.Body("2,1"), request.Body);
        Assert.Equal([2UL, 1UL], request.AssetIds);
        Assert.True(request.Authenticated);
        Assert.Equal("unit tests", request.Headers["x-requested-with"]);
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal(200, request.AnswerStatus);
        Assert.Equal(await answer.TextAsync(), request.AnswerBody);
        Assert.True(request.AnsweredAt >= request.ReceivedAt);
    }

    [Theory]
    [InlineData("1500000000-1500000999,2000000001", 1500000999UL, true)]
    [InlineData("1500000000-1500000999,2000000001", 1500001000UL, false)]
    [InlineData("1500000000-1500000999,2000000001", 2000000001UL, true)]
    [InlineData("5-9, 1-6, 20", 4UL, true)]
    [InlineData("1-100,5-6", 50UL, true)]
    [InlineData("5", 4UL, false)]
    public void Asset_ids_are_read_as_ids_and_ranges(string text, ulong id, bool contained) =>
        Assert.Equal(contained, AssetIdSet.Parse(text).Contains(id));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("a")]
    [InlineData("2-1")]
    [InlineData("1-2-3")]
    [InlineData("1,,2")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    public void Anything_else_is_no_set_of_asset_ids(string text) => Assert.Throws<FormatException>(() => AssetIdSet.Parse(text));
}
