using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>What a usable answer brought belongs to whoever asked; what was read of any other is disposed of by the transport.</summary>
public sealed class What_was_read_of_an_answer
{
    [Fact]
    public async Task What_is_not_usable_is_disposed_of_and_what_is_usable_is_not()
    {
        await using SandboxServer sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        using QualysTransport transport = TransportTo(sandbox);
        var asking = new Asking(sandbox, usableAtAttempt: 3);

        (Call call, Read? read) = await transport.SendAsync(asking, new Silent(), TestContext.Current.CancellationToken, TestContext.Current.CancellationToken);

        Assert.Equal((3, true), (call.Attempt, call.IsSuccess));
        Assert.Equal([true, true, false], asking.All.Select(one => one.IsDisposed));
        Assert.Same(asking.All[2], read);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_disposed_of()
    {
        await using SandboxServer sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        using QualysTransport transport = TransportTo(sandbox);
        var asking = new Asking(sandbox, usableAtAttempt: int.MaxValue);

        (Call call, Read? read) = await transport.SendAsync(asking, new Silent(), TestContext.Current.CancellationToken, TestContext.Current.CancellationToken);

        Assert.Equal((3, false), (call.Attempt, call.IsSuccess));
        Assert.Null(read);
        Each.Holds(asking.All, one => Assert.True(one.IsDisposed));
    }

    [Fact]
    public async Task What_nobody_gets_because_somebody_on_the_way_throws_is_disposed_of()
    {
        await using SandboxServer sandbox = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);
        using QualysTransport transport = TransportTo(sandbox);
        var asking = new Asking(sandbox, usableAtAttempt: 1);

        await Assert.ThrowsAsync<IOException>(() =>
            transport.SendAsync(asking, new Silent { Ending = () => throw new IOException("no room") }, CancellationToken.None, TestContext.Current.CancellationToken));

        Assert.True(Assert.Single(asking.All).IsDisposed);
    }

    private static QualysTransport TransportTo(SandboxServer sandbox) => new(
        QualysAddress.Parse(sandbox.Address.ToString()),
        new QualysClientOptions { MaxAttempts = 3, RetryMinimum = TimeSpan.Zero, RetryMaximum = TimeSpan.Zero },
        text => text);

    private sealed record Call : QualysExchange;

    private sealed class Read : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Asking(SandboxServer sandbox, int usableAtAttempt) : IQualysRequest<Call, Read>
    {
        public List<Read> All { get; } = [];

        public Call Begin(int attempt, DateTimeOffset now) => new() { What = "anything", Address = sandbox.Address, Attempt = attempt, SentAt = now };

        public HttpRequestMessage BuildMessage() => new(HttpMethod.Get, "/sandbox/requests");

        public Task<QualysReply<Call, Read>> ReadAsync(Call call, HttpResponseMessage response, CancellationToken cancellationToken)
        {
            All.Add(new Read());
            bool isUsable = call.Attempt >= usableAtAttempt;
            return Task.FromResult(new QualysReply<Call, Read>(call with { Meaning = isUsable ? AnswerMeaning.Done : AnswerMeaning.Passing }, All[^1]));
        }

        public bool IsFinal(Call refused) => true;
    }

    private sealed class Silent : ICallObserver<Call>
    {
        public Action Ending { get; init; } = () => { };

        public long WillSend(Call call) => 0;

        public void Ended(long callId, Call call) => Ending();

        public void WillRetry(Call call, TimeSpan wait, WaitCause cause, int attemptsLeft)
        {
        }
    }
}
