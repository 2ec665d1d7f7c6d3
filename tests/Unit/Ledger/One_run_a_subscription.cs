using System.Collections.Concurrent;
using System.Diagnostics;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Sending;
using Xunit;
using LeaseHolder = QualysCustomAttributes.Sqlite.LeaseHolder;

namespace QualysCustomAttributes.Unit.Ledger;

/// <summary>One run at a time sends for a subscription: it holds the lease in its ledger, and gives it back.</summary>
public sealed class One_run_a_subscription : IDisposable
{
    private const string Host = "qualysapi.qualys.com";
    private const string Away = "far-away";

    private readonly TemporaryFolder _folder = new();
    private readonly AdvancingClock _clock = new();
    private readonly ConcurrentQueue<string> _told = new();

    private string Path => _folder.File("ledger.sqlite");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_second_is_refused_and_told_who_holds_it_with_which_run_database_and_what_to_do()
    {
        using LedgerLease first = Take("Sync-QualysAttribute");

        LedgerException exception = Assert.Throws<LedgerException>(() => Take("apply"));

        Assert.Equal("LedgerInUse", exception.ErrorId);
        Assert.True(exception.IsLeased);
        foreach (string part in (string[])[Path, "Sync-QualysAttribute", $"process {Environment.ProcessId} on {Environment.MachineName}", "since ", "'run.db'", "Wait until"])
        {
            Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        }

        first.RequireHeld();
        Assert.Empty(_told);
    }

    [Fact]
    public void It_is_given_back_whatever_ended_the_run()
    {
        Take("first").Dispose();

        Assert.Equal(["||"], Query("SELECT holder, host, database_path FROM lease"));
        LedgerLease second = Take("second");
        second.Dispose();
        second.Dispose();
        Take("third").Dispose();
    }

    [Fact]
    public async Task Whoever_waits_is_told_once_for_whom_and_has_its_turn_when_that_has_ended()
    {
        LedgerLease first = Take("first", TimeProvider.System);
        Task<LedgerLease> second = Task.Run(() => Take("second", TimeProvider.System, TimeSpan.FromMinutes(5)), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => !_told.IsEmpty);
        Assert.False(second.IsCompleted);

        first.Dispose();

        using LedgerLease taken = await second.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        taken.RequireHeld();
        Assert.StartsWith($"Waiting for the ledger '{Path}', which is in use by first (process ", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_has_waited_long_enough_is_refused()
    {
        using LedgerLease first = Take("first", TimeProvider.System);

        LedgerException exception = Assert.Throws<LedgerException>(() => Take("second", TimeProvider.System, TimeSpan.FromMilliseconds(1500)));

        Assert.Contains("also after 00:00:01.5", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_is_stopped()
    {
        using LedgerLease first = Take("first", TimeProvider.System);
        using var stop = new CancellationTokenSource();
        Task<LedgerLease> second = Task.Run(() => Take("second", TimeProvider.System, TimeSpan.FromHours(1), new StopOf(stop.Token)), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => !_told.IsEmpty);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None));
        first.RequireHeld();
    }

    [Fact]
    public async Task What_a_dead_process_held_is_taken_over()
    {
        Take("first").Dispose();
        using Process process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        int id = process.Id;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Hold(LeaseHolder.This("killed") with { ProcessId = id }, DateTimeOffset.UtcNow);
        Take("second").Dispose();

        LeaseHolder here = LeaseHolder.This("killed");
        Hold(here with { ProcessStartedAt = here.ProcessStartedAt - 1000 }, DateTimeOffset.UtcNow);
        Take("third").Dispose();
    }

    [Fact]
    public void Of_another_host_a_sign_of_life_that_is_recent_here_holds_it()
    {
        Take("first").Dispose();
        Hold(LeaseHolder.This("there") with { Host = Away }, _clock.GetUtcNow() - TimeSpan.FromMinutes(1));

        LedgerException exception = Assert.Throws<LedgerException>(() => Take("second"));

        Assert.Contains(Away, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(+60 * 24 * 400)]
    public async Task Of_another_host_whose_clock_may_be_off_it_is_taken_over_when_it_shows_no_sign_of_life_while_it_is_watched(int minutes)
    {
        Take("first").Dispose();
        Hold(LeaseHolder.This("there") with { Host = Away }, _clock.GetUtcNow() + TimeSpan.FromMinutes(minutes));

        Task<LedgerLease> second = Task.Run(() => Take("second"), TestContext.Current.CancellationToken);
        await WatchAsync(44, second);
        Assert.False(second.IsCompleted);
        await WatchAsync(3, second);

        (await second.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Dispose();
        Assert.Contains("It is watched for 45 s", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(+60 * 24 * 400)]
    public async Task Of_another_host_whose_clock_is_off_it_is_left_to_a_holder_that_renews_it(int minutes)
    {
        Take("first").Dispose();
        DateTimeOffset there = _clock.GetUtcNow() + TimeSpan.FromMinutes(minutes);
        Hold(LeaseHolder.This("there") with { Host = Away }, there);

        Task<LedgerLease> second = Task.Run(() => Take("second"), TestContext.Current.CancellationToken);
        await WatchAsync(20, second);
        SqliteFile.Execute(Path, "UPDATE lease SET renewals = renewals + 1");
        await WatchAsync(2, second);

        LedgerException exception = await Assert.ThrowsAsync<LedgerException>(() => second.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None));
        Assert.True(exception.IsLeased);
    }

    [Fact]
    public void It_is_renewed_while_the_run_lasts()
    {
        using LedgerLease first = Take("first");
        string before = Assert.Single(Query("SELECT renewals || ' ' || renewed_at FROM lease"));

        _clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal("1 2030-01-01 00:00:00.000", before);
        Assert.Equal(["2 2030-01-01 00:00:15.000"], Query("SELECT renewals || ' ' || renewed_at FROM lease"));
    }

    [Fact]
    public void Whoever_lost_it_knows()
    {
        using LedgerLease first = Take("first");
        Hold(LeaseHolder.This("thief"), DateTimeOffset.UtcNow);

        LedgerException exception = Assert.Throws<LedgerException>(first.RequireHeld);

        Assert.Equal("LedgerInUse", exception.ErrorId);
        Assert.False(exception.IsLeased);
        Assert.Contains("was taken over by thief", exception.Message, StringComparison.Ordinal);
        first.Dispose();
        Assert.Equal(["thief"], Query("SELECT command FROM lease"));
    }

    [Theory]
    [InlineData("UPDATE lease SET holder = 'x'", "does not say who holds it")]
    [InlineData("INSERT INTO lease SELECT 2, 'x', 'c', 1, 1, 'h', 's', '2026-01-01', '2026-01-01', NULL, 0; UPDATE lease SET holder = 'y', command = 'c', process_id = 1, process_started_at = 1, host = 'h', process_space = 's', taken_at = '2026-01-01', renewed_at = '2026-01-01'", "more leases than one")]
    [InlineData("DELETE FROM lease", "no lease")]
    public void One_that_is_not_as_this_product_writes_it_is_told(string sql, string what)
    {
        Take("first").Dispose();
        SqliteFile.Execute(Path, sql);

        LedgerException exception = Assert.Throws<LedgerException>(() => Take("second"));

        Assert.Equal("LedgerNotTrusted", exception.ErrorId);
        Assert.Contains(what, exception.Message, StringComparison.Ordinal);
    }

    // The clock of this host goes on a second at a time, as somebody looks.
    private async Task WatchAsync(int seconds, Task second)
    {
        for (int i = 0; i < seconds && !second.IsCompleted; i++)
        {
            await Eventually.HoldsAsync(() => second.IsCompleted || _clock.HasTimerDueIn(TimeSpan.FromSeconds(1)));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private LedgerLease Take(string command, TimeProvider? time = null, TimeSpan timeout = default, StopOf? stop = null) =>
        LedgerLease.Take(Path, Host, new LeaseRequest(command, "run.db", timeout, time ?? _clock), new Told(_told), stop?.Token ?? CancellationToken.None);

    private void Hold(LeaseHolder holder, DateTimeOffset renewed) => SqliteFile.Execute(
        Path,
        "UPDATE lease SET holder = 'other', command = $1, process_id = $2, process_started_at = $3, host = $4, process_space = $5, "
        + "taken_at = $6, renewed_at = $6, database_path = 'other.db'",
        holder.Command, holder.ProcessId, holder.ProcessStartedAt, holder.Host, holder.ProcessSpace,
        renewed.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture));

    private List<string> Query(string sql) => SqliteFile.Read(Path, sql);

    private sealed record StopOf(CancellationToken Token);

    private sealed class Told(ConcurrentQueue<string> lines) : IProgress<ConnectorEvent>
    {
        public void Report(ConnectorEvent value) => lines.Enqueue(Assert.IsType<ConnectorWarning>(value).Message);
    }
}
