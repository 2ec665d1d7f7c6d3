using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Sending;
using Xunit;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>Calls keep to the window that the platform shows, and to what the run is allowed.</summary>
public sealed class The_pace_of_calls
{
    private static readonly DateTimeOffset Start = PlatformModel.Start;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly QualysLimits Silent = new(null, null, null, null, null, null);

    private readonly AdvancingClock _clock = new();

    [Theory]
    [InlineData(60, 10, 300, 2, 20)]
    [InlineData(60, 10, 300, 2, 150)]
    [InlineData(300, 3600, 900, 2, 1000)]
    [InlineData(2000, 3600, 5000, 10, 700)]
    [InlineData(4, 1, 9, 3, 1)]
    [InlineData(1, 60, 4, 2, 5)]
    public void None_is_turned_away_and_the_last_leaves_when_it_can(int limit, int seconds, int calls, int atATime, int latency)
    {
        TimeSpan length = TimeSpan.FromSeconds(seconds);
        var window = new CallWindow(0);
        var platform = new PlatformModel(limit, length, window);

        TimeSpan took = platform.Make(calls, atATime, TimeSpan.FromMilliseconds(latency), Start) - Start;

        // In the first window nothing is known before the first answer.
        Assert.DoesNotContain(platform.Blocked, moment => moment > Start + length);
        Assert.InRange(platform.Blocked.Count, 0, Math.Max(0, atATime - limit));
        double whole = Math.Ceiling((double)calls / limit) - 1;
        double least = (whole * length.TotalSeconds) + ((calls - (whole * limit) - 1) / atATime * latency / 1000.0);
        Assert.InRange(took.TotalSeconds, whole * length.TotalSeconds, least * 1.1);
    }

    [Fact]
    public void When_a_window_frees_all_calls_do_not_leave_at_once()
    {
        var window = new CallWindow(0);
        var platform = new PlatformModel(60, TimeSpan.FromSeconds(10), window);

        platform.Make(120, 60, TimeSpan.FromMilliseconds(5), Start);

        DateTimeOffset[] first = [.. platform.Admitted.Take(60)];
        DateTimeOffset[] second = [.. platform.Admitted.Skip(60)];
        Assert.Equal(first[0], first[^1]);
        Each.Holds(second.Zip(second.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(10.0 / 60 / 10)));
    }

    [Fact]
    public void Calls_of_others_are_given_room()
    {
        TimeSpan length = TimeSpan.FromSeconds(100);
        var window = new CallWindow(0);
        var platform = new PlatformModel(50, length, window);
        var others = new Queue<DateTimeOffset>(Enumerable.Range(0, 300).Select(i => Start + TimeSpan.FromSeconds(i * 5)));

        DateTimeOffset last = platform.Make(150, 1, TimeSpan.FromMilliseconds(100), Start, others);

        // Twenty of fifty are theirs: thirty a window are left.
        Assert.InRange((last - Start).TotalSeconds, 350, 650);
        Assert.InRange(platform.Blocked.Count, 0, 5);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(59)]
    public void A_reserve_is_never_touched(int reserve)
    {
        TimeSpan length = TimeSpan.FromSeconds(10);
        var window = new CallWindow(reserve);
        var platform = new PlatformModel(60, length, window);

        platform.Make(60, 2, TimeSpan.FromMilliseconds(20), Start);

        Each.Holds(
            platform.Admitted,
            moment => Assert.InRange(platform.Admitted.Count(other => other <= moment && other > moment - length), 1, 60 - reserve));
        Assert.Empty(platform.Blocked);
    }

    [Fact]
    public void What_is_known_is_taken_up_and_a_used_up_window_is_waited_for_before_the_first_call()
    {
        TimeSpan length = TimeSpan.FromSeconds(100);
        var first = new CallWindow(0);
        var platform = new PlatformModel(10, length, first);
        DateTimeOffset last = platform.Make(10, 1, TimeSpan.FromSeconds(1), Start) + TimeSpan.FromSeconds(1);
        first.Answered(new QualysLimits(10, 100, 0, TimeSpan.FromSeconds(90), null, null), false, null, last);
        KnownWindow known = first.Keep(null, last)!;

        DateTimeOffset now = last + TimeSpan.FromSeconds(5);
        var second = new CallWindow(0);
        Assert.Null(second.TakeUp(known, now));
        Assert.InRange((now + second.WaitFor(now) - Start).TotalSeconds, 101, 101.5);

        var later = new CallWindow(0);
        later.TakeUp(known, last + length + TimeSpan.FromSeconds(1));
        Assert.False(later.IsKnown);
        var behind = new CallWindow(0);
        behind.TakeUp(known, Start - TimeSpan.FromHours(1));
        Assert.False(behind.IsKnown);
    }

    [Fact]
    public void What_was_known_counts_for_no_longer_than_its_window()
    {
        var window = new CallWindow(0);
        var known = new KnownWindow(10, TimeSpan.FromSeconds(100), 0, Start, Start + TimeSpan.FromDays(3), []);

        Assert.Equal(Start + TimeSpan.FromSeconds(100), window.TakeUp(known, Start + TimeSpan.FromSeconds(30)));
        Assert.InRange(window.WaitFor(Start + TimeSpan.FromSeconds(30)).TotalSeconds, 70, 71);
    }

    [Fact]
    public void Huge_numbers_in_headers_cost_nothing()
    {
        var window = new CallWindow(0);
        window.Leave(Start);
        window.Answered(new QualysLimits(int.MaxValue, int.MaxValue, 0, null, null, null), false, null, Start);

        Assert.True(window.WaitFor(Start) > TimeSpan.FromDays(10_000));
        Assert.True(window.TimeFor(long.MaxValue / 2, Start) > TimeSpan.FromDays(10_000));
    }

    [Fact]
    public void The_end_is_told_by_the_windows_that_are_still_needed()
    {
        var window = new CallWindow(0);
        var platform = new PlatformModel(60, TimeSpan.FromSeconds(10), window);
        Assert.Null(window.TimeFor(1000, Start));

        DateTimeOffset now = platform.Make(60, 1, TimeSpan.FromMilliseconds(10), Start) + TimeSpan.FromMilliseconds(10);
        window.Answered(new QualysLimits(60, 10, 0, null, null, null), false, null, now);

        Assert.InRange(window.TimeFor(60, now)!.Value.TotalSeconds, 9.5, 10.7);
        Assert.InRange(window.TimeFor(61, now)!.Value.TotalSeconds, 19, 20.7);
        Assert.InRange(window.TimeFor(240, now)!.Value.TotalSeconds, 39, 41);
    }

    [Fact]
    public async Task No_more_calls_leave_than_are_allowed()
    {
        CallGate gate = Gate(maximumCalls: 3);
        for (int i = 0; i < 3; i++)
        {
            await gate.EnterAtOnceAsync();
            gate.Leave(wasAnswered: false);
        }

        CallBudgetException exception = await Assert.ThrowsAsync<CallBudgetException>(() => gate.EnterAsync(CancellationToken.None));

        Assert.Equal("MaximumCallsReached", exception.ErrorId);
        Assert.Contains("the 3 calls that it was allowed", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ConnectorErrorKind.Limit, exception.Kind);
    }

    [Fact]
    public async Task Calls_to_two_hosts_are_counted_together()
    {
        QualysClientOptions options = Options(new CallBudgetOf(MaximumCalls: 1));
        var api = new CallGate(QualysAddress.Parse("https://api.example.com"), options);
        var gateway = new CallGate(QualysAddress.Parse("https://gateway.example.com"), options);

        await gateway.EnterAtOnceAsync();

        await Assert.ThrowsAsync<CallBudgetException>(() => api.EnterAsync(CancellationToken.None));
    }

    [Fact]
    public async Task No_call_leaves_after_the_time_and_none_waits_for_it()
    {
        CallGate gate = Gate(until: TimeSpan.FromMinutes(10));
        await gate.EnterAtOnceAsync();
        gate.Leave();
        gate.CloseFor(TimeSpan.FromMinutes(9));
        Task<int> waiting = gate.EnterAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(9));
        await waiting.WaitAsync(Soon, TestContext.Current.CancellationToken);
        gate.Leave();

        // What would be over after the time is not waited for.
        gate.CloseFor(TimeSpan.FromMinutes(2));
        CallBudgetException early = await Assert.ThrowsAsync<CallBudgetException>(() => gate.EnterAsync(CancellationToken.None).WaitAsync(Soon, CancellationToken.None));
        Assert.Equal("UntilReached", early.ErrorId);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await Assert.ThrowsAsync<CallBudgetException>(() => gate.EnterAsync(CancellationToken.None));
    }

    [Fact]
    public async Task With_a_reserve_one_call_finds_out_first_and_more_follow_where_no_window_is_shown()
    {
        CallGate gate = Gate(reserve: 5);
        int era = await gate.EnterAtOnceAsync();
        Task<int> second = gate.EnterAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);

        gate.Heed(Silent, isLimit: false, null, era);
        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return second.IsCompleted;
        });

        Assert.False(gate.IsWindowKnown);
        await second;
    }

    [Fact]
    public async Task Where_a_reserve_leaves_nothing_the_run_ends_and_where_the_wait_for_it_is_too_long_it_is_parked()
    {
        CallGate all = Gate(reserve: 300);
        int era = await all.EnterAtOnceAsync();
        all.Heed(new QualysLimits(300, 3600, 299, null, null, null), isLimit: false, null, era);
        all.Leave();
        Assert.Equal("ReserveReached", (await Assert.ThrowsAsync<CallBudgetException>(() => all.EnterAsync(CancellationToken.None))).ErrorId);

        CallGate some = Gate(reserve: 100);
        era = await some.EnterAtOnceAsync();
        some.Heed(new QualysLimits(300, 86_400, 100, null, null, null), isLimit: false, null, era);
        some.Leave();
        await Assert.ThrowsAsync<QualysParkedException>(() => some.EnterAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_wait_for_the_window_is_told_once_for_all_that_wait()
    {
        CallGate gate = Gate();
        int era = await gate.EnterAtOnceAsync();
        gate.Heed(new QualysLimits(1, 60, 0, null, null, null), isLimit: false, null, era);
        gate.Leave();
        var told = new List<DateTimeOffset>();

        _ = gate.EnterAsync(CancellationToken.None, told.Add);
        _ = gate.EnterAsync(CancellationToken.None, told.Add);

        Assert.InRange((Assert.Single(told) - _clock.GetUtcNow()).TotalSeconds, 60, 61);
        Assert.InRange(gate.TimeFor(2)!.Value.TotalSeconds, 120, 122);
    }

    [Fact]
    public void A_time_that_has_passed_is_refused()
    {
        QualysConfigurationException exception = Assert.Throws<QualysConfigurationException>(
            () => CallBudget.Of(null, _clock.GetUtcNow(), 0, _clock));

        Assert.Equal("UntilPassed", exception.ErrorId);
    }

    private CallGate Gate(int? maximumCalls = null, TimeSpan? until = null, int reserve = 0) =>
        new(QualysAddress.Parse("https://qualysapi.example.com"), Options(new CallBudgetOf(maximumCalls, until, reserve)));

    private QualysClientOptions Options(CallBudgetOf budget) => new()
    {
        ThrottleLimit = 2,
        TimeProvider = _clock,
        MaximumWait = TimeSpan.FromMinutes(90),
        Budget = CallBudget.Of(budget.MaximumCalls, _clock.GetUtcNow() + budget.Until, budget.Reserve, _clock),
    };

    private sealed record CallBudgetOf(int? MaximumCalls = null, TimeSpan? Until = null, int Reserve = 0);
}
