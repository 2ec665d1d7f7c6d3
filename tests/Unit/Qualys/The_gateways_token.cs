using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Unit.Sending;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>How long a token of the gateway is used, who asks for another one, and who does not.</summary>
public sealed class The_gateways_token
{
    private static readonly QualysCredential User = new("jane", "s3cret");

    private readonly AdvancingClock _clock = new();
    private readonly List<string> _given = [];

    [Fact]
    public async Task Is_used_until_ten_minutes_before_its_four_hours_are_over()
    {
        var token = new GatewayToken(User, _clock);

        Assert.Equal("token1", await GetAsync(token));
        _clock.Advance(new TimeSpan(3, 49, 59));
        Assert.Equal("token1", await GetAsync(token));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token2", await GetAsync(token));
        _clock.Advance(new TimeSpan(3, 49, 59));
        Assert.Equal("token2", await GetAsync(token));
        Assert.True(token.IsRenewable);
    }

    [Fact]
    public async Task Is_forgotten_by_its_name_and_by_whoever_signs_out()
    {
        var token = new GatewayToken(User, _clock);
        string first = await GetAsync(token);
        token.Forget("another");
        Assert.Equal("token1", await GetAsync(token));
        token.Forget(first);
        Assert.Equal("token2", await GetAsync(token));
        token.Forget(first);
        Assert.Equal("token2", await GetAsync(token));
        token.Forget();
        Assert.Equal("token3", await GetAsync(token));
    }

    [Fact]
    public async Task That_was_made_elsewhere_is_the_only_one()
    {
        var token = new GatewayToken(QualysCredential.OfToken("made.else.where"), _clock);

        Assert.Equal("made.else.where", await GetAsync(token));
        token.Forget();
        Assert.Equal("made.else.where", await GetAsync(token));
        Assert.Empty(_given);
        Assert.False(token.IsRenewable);
    }

    [Fact]
    public async Task Is_refused_to_all_who_waited_for_it_and_asked_for_again_by_whoever_comes_later()
    {
        var token = new GatewayToken(User, _clock);
        var answer = new TaskCompletionSource<string>();
        int asked = 0;
        Task<string> first = token.GetAsync(AskAsync, CancellationToken.None);
        Task<string>[] waiting = [token.GetAsync(AskAsync, CancellationToken.None), token.GetAsync(AskAsync, CancellationToken.None)];

        QualysAuthenticationException refusal = Refusal();
        answer.SetException(refusal);

        Assert.Same(refusal, await Assert.ThrowsAsync<QualysAuthenticationException>(() => first));
        Assert.Same(refusal, await Assert.ThrowsAsync<QualysAuthenticationException>(() => waiting[0]));
        Assert.Same(refusal, await Assert.ThrowsAsync<QualysAuthenticationException>(() => waiting[1]));
        Assert.Equal(1, asked);
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => token.GetAsync(AskAsync, CancellationToken.None));
        Assert.Equal(2, asked);
        Assert.Equal("token1", await GetAsync(token));

        Task<string> AskAsync(QualysCredential credential, CancellationToken stop)
        {
            asked++;
            return answer.Task;
        }
    }

    [Fact]
    public async Task Is_taken_out_of_every_text_and_those_before_it_too()
    {
        var token = new GatewayToken(User, _clock);
        await GetAsync(token);
        token.Forget();
        await GetAsync(token);

        Assert.Equal("a [redacted] b [redacted] c [redacted] d", token.Redact("a token1 b token2 c s3cret d"));
    }

    private static QualysAuthenticationException Refusal() => new(
        QualysAddress.Parse("gateway.example.org"),
        new QualysCustomAttributes.Qualys.Inventory.QualysInventoryCall
        {
            What = "sign in", Address = new Uri("https://gateway.example.org/auth"), Attempt = 1, SentAt = default, Status = 401,
        },
        new RefusedAccount(QualysAccountKind.User));

    private Task<string> GetAsync(GatewayToken token) => token.GetAsync(
        (credential, _) =>
        {
            Assert.Same(User, credential);
            _given.Add($"token{_given.Count + 1}");
            return Task.FromResult(_given[^1]);
        },
        CancellationToken.None);
}
