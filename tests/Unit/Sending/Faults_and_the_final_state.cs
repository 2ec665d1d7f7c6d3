using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Assets;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Whatever goes wrong on the way: at the end Qualys holds what the export says, and no batch is lost.</summary>
public sealed class Faults_and_the_final_state
{
    public static TheoryData<string> PassingFaults => [.. Passing.Keys];

    public static TheoryData<string> LastingFaults => [.. Lasting.Keys];

    private static readonly Dictionary<string, Func<Fault>> Passing = new()
    {
        ["409 rate, without headers"] = Fault.RateLimited,
        ["409 rate, blank headers"] = () => Fault.RateLimited().WithBlankLimitHeaders(),
        ["409 rate, with a wait of a second"] = () => Fault.RateLimited().ToWait(TimeSpan.FromSeconds(1)),
        ["409 concurrency"] = Fault.ConcurrencyLimited,
        ["429 with an empty body"] = Fault.TooManyRequests,
        ["429 with Retry-After in seconds"] = () => Fault.TooManyRequests().RetryAfter(TimeSpan.FromSeconds(1)),
        ["429 with Retry-After as a date"] = () => Fault.TooManyRequests().RetryAfterDate(TimeSpan.FromSeconds(2)),
        ["500"] = () => Fault.Status(500, "oops", "text/plain"),
        ["500 after the change was applied"] = () => Fault.Status(500, "oops", "text/plain").Applied(),
        ["502 with a page"] = () => Fault.Status(502, "<html><body>Bad gateway</body></html>", "text/html"),
        ["503"] = Fault.ServiceUnavailable,
        ["a connection dropped before the change"] = Fault.DroppedBeforeChange,
        ["a connection dropped after the change"] = Fault.DroppedAfterChange,
        ["an answer that breaks off"] = Fault.CutAnswer,
        ["malformed JSON under 200"] = Fault.MalformedJson,
        ["a proxy's page under 200"] = Fault.ProxyPage,
        ["an empty 200"] = Fault.EmptyAnswer,
        ["XML in spite of Accept"] = Fault.XmlAnswer,
        ["a success without count and data"] = Fault.BareSuccess,
    };

    private static readonly Dictionary<string, (Func<Fault> Fault, UpdateOutcome Outcome)> Lasting = new()
    {
        ["INVALID_REQUEST under 200"] = (() => Fault.Refused("INVALID_REQUEST", "No", "Mend it"), UpdateOutcome.Failed),
        ["OTHER_ERROR under 200"] = (Fault.OtherError, UpdateOutcome.Failed),
        ["400"] = (() => Fault.Status(400, "bad", "text/plain"), UpdateOutcome.Failed),
        ["404"] = (() => Fault.Status(404, "", "text/plain"), UpdateOutcome.Failed),
        ["a short count with data"] = (() => Fault.ShortCount(1, true), UpdateOutcome.Partial),
        ["a short count without data"] = (() => Fault.ShortCount(1, false), UpdateOutcome.Partial),
        ["a count of none"] = (() => Fault.ShortCount(0, true), UpdateOutcome.Partial),
    };

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task A_passing_fault_is_overcome_in_the_same_run(string name)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Passing[name](), null, Passing[name]());

        await scenario.SendAsync();

        Assert.True(scenario.IsFinalStateAsWanted(), $"wanted: 1 to 6, are: {string.Join(", ", scenario.AssetsAsWanted())}");
        Assert.Equal(3, scenario.Counts.Succeeded);
        Assert.Equal(3, scenario.Results.Count);
        Each.Holds(scenario.Query("SELECT outcome FROM qualys_attribute_payloads_transformed_execution_log"), outcome => Assert.Equal("Succeeded", outcome));
    }

    [Theory]
    [MemberData(nameof(LastingFaults))]
    public async Task A_refusal_costs_its_batch_alone_and_the_next_run_sends_just_that_batch(string name)
    {
        (Func<Fault> fault, UpdateOutcome outcome) = Lasting[name];
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(fault().ForAsset(3));

        await scenario.SendAsync();

        QualysUpdateResult result = Assert.Single(scenario.Results, result => result.Outcome != UpdateOutcome.Succeeded);
        Assert.Equal(outcome, result.Outcome);
        Assert.Equal([3UL, 4UL], result.Batch.AssetIds);
        Assert.NotNull(result.Error);
        Assert.Equal(3, scenario.Sandbox.Requests.Count);

        await scenario.SendAsync();

        Assert.Equal(4, scenario.Sandbox.Requests.Count);
        Assert.Equal([3UL, 4UL], scenario.Sandbox.Requests[^1].AssetIds);
        Assert.True(scenario.IsFinalStateAsWanted());
        Each.Holds(scenario.Results, again => Assert.Equal(UpdateOutcome.Succeeded, again.Outcome));
    }

    [Theory]
    [InlineData(true, new ulong[] { 4 })]
    [InlineData(false, new ulong[] { 3, 4 })]
    public async Task A_short_count_lists_the_assets_that_are_not_confirmed(bool withData, ulong[] expected)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.ShortCount(1, withData).ForAsset(3));

        await scenario.SendAsync();

        QualysUpdateResult partial = Assert.Single(scenario.Results, result => result.Outcome == UpdateOutcome.Partial);
        Assert.Equal(1, partial.ConfirmedCount);
        Assert.Equal(expected, partial.NotConfirmedAssetIds);
        Assert.Equal([string.Join(',', expected)], scenario.Query(
            "SELECT not_confirmed_asset_ids FROM qualys_attribute_payloads_transformed_execution_log WHERE outcome = 'Partial'"));
    }

    [Fact]
    public async Task Assets_that_Qualys_does_not_know_make_their_batch_partial_or_failed()
    {
        var options = new SandboxOptions { AssetIds = AssetIdSet.Of(1, 2, 3) };
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(options);

        await scenario.SendAsync();

        Assert.Equal([UpdateOutcome.Succeeded, UpdateOutcome.Partial, UpdateOutcome.Failed], scenario.Results.OrderBy(result => result.GroupNumber).Select(result => result.Outcome));
        Assert.Equal([1UL, 2UL, 3UL], scenario.AssetsAsWanted());
        Assert.Equal(3, scenario.Counts.AssetsConfirmed);
    }

    [Fact]
    public async Task A_success_without_a_count_is_counted_apart_from_confirmed_assets()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.BareSuccess().ForAsset(1));

        await scenario.SendAsync();

        Assert.Equal(3, scenario.Counts.Succeeded);
        Assert.Equal(4, scenario.Counts.AssetsConfirmed);
        Assert.Equal(2, scenario.Counts.AssetsAcceptedWithoutCount);
    }

    [Fact]
    public async Task A_fault_that_never_passes_fails_its_batch_after_the_last_attempt()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.ServiceUnavailable().ForAsset(5).Always());

        await scenario.SendAsync(UpdateScenario.Quick with { MaxAttempts = 3 });

        QualysUpdateResult failed = Assert.Single(scenario.Results, result => result.Outcome == UpdateOutcome.Failed);
        Assert.Equal(3, failed.Calls);
        Assert.Equal(503, failed.Status);
        Assert.Equal(["1", "2", "3"], scenario.Query("SELECT attempt FROM api_calls WHERE http_status = 503 ORDER BY call_id"));
        Assert.Equal(["503"], scenario.Query("SELECT status FROM qualys_attribute_payloads_transformed_execution_log WHERE outcome = 'Failed'"));
    }

    [Theory]
    [InlineData(401, "AuthenticationFailed")]
    [InlineData(403, "Forbidden")]
    public async Task A_refused_account_ends_the_run_at_once_and_the_rest_can_be_sent_later(int status, string errorId)
    {
        string[] rows = Enumerable.Range(1, 40).Select(id => $"{id},Owner {id}").ToArray();
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: rows);
        scenario.Sandbox.Faults.Add(null, null, status == 401 ? Fault.Unauthorized() : Fault.Forbidden());

        QualysAuthenticationException exception = await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.SendAsync());

        Assert.Equal(errorId, exception.ErrorId);
        // Two calls run at a time, and one more may begin before the refusal has been read.
        Assert.InRange(scenario.Sandbox.Requests.Count, 3, 8);
        Assert.Empty(scenario.Query("SELECT * FROM batch_execution WHERE outcome NOT IN ('Succeeded', 'NotSent')"));
        Assert.Equal(["failed"], scenario.Query("SELECT outcome FROM run WHERE stage = 'Update'"));

        await scenario.SendAsync();

        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Equal(40, scenario.Counts.Succeeded);
        Assert.Equal(41, scenario.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task A_late_answer_is_a_time_out_and_the_batch_is_sent_again()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.LateAnswer(TimeSpan.FromSeconds(30)).ForAsset(1));

        await scenario.SendAsync(UpdateScenario.Quick with { Timeout = TimeSpan.FromSeconds(1) });

        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Contains("no answer came within 1 s", scenario.Query("SELECT error FROM api_calls WHERE http_status IS NULL").Single());
    }

    [Fact]
    public async Task Stopping_waits_for_no_answer_and_leaves_the_batch_under_way_in_doubt()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.LateAnswer(TimeSpan.FromDays(1)).ForAsset(1).Always());
        using var stop = new CancellationTokenSource();
        Task sending = scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1, Timeout = TimeSpan.FromDays(1) }, stop: stop.Token);
        // Batches are sent side by side: another one may come first.
        await Eventually.HoldsAsync(() => scenario.Sandbox.Requests.Any(request => request.Body.Contains("\"1,2\"", StringComparison.Ordinal)));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        Assert.Null(Assert.Single(scenario.Sandbox.Requests).AnswerStatus);
        Assert.Equal(["InDoubt"], scenario.Query("SELECT outcome FROM batch_execution WHERE group_number = 1"));
        Assert.Equal(["cancelled"], scenario.Query("SELECT outcome FROM run WHERE stage = 'Update'"));
        Assert.Equal(["ok"], scenario.Query("PRAGMA integrity_check"));

        scenario.Sandbox.Faults.Clear();
        await scenario.SendAsync();
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task A_batch_that_was_turned_away_is_not_in_doubt_when_the_run_is_stopped_while_it_waits()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.RateLimited().ToWait(TimeSpan.FromHours(1)));
        using var stop = new CancellationTokenSource();
        Task sending = scenario.SendAsync(stop: stop.Token);
        await Eventually.HoldsAsync(() => scenario.EventsOf<CallWillBeRetried>().Any());

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        Assert.Equal(["NotSent"], scenario.Query("SELECT outcome FROM batch_execution"));
    }

    [Fact]
    public async Task A_refused_account_leaves_on_record_what_was_known_of_a_batch()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann", "8,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.ShortCount(1, true), Fault.Unauthorized());
        await scenario.SendAsync();

        await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.SendAsync());

        Assert.Equal(["Partial|8"], scenario.Query("SELECT outcome, not_confirmed_asset_ids FROM batch_execution"));
    }

    [Fact]
    public async Task A_server_error_and_then_a_refused_account_leave_the_batch_in_doubt()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.ServiceUnavailable(), Fault.Unauthorized());

        await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.SendAsync());

        Assert.Equal(["InDoubt"], scenario.Query("SELECT outcome FROM batch_execution"));
    }

    [Fact]
    public async Task What_is_done_is_not_sent_again()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        await scenario.SendAsync();
        await scenario.SendAsync();

        Assert.Equal(3, scenario.Sandbox.Requests.Count);
        Each.Holds(scenario.Results, result => Assert.Equal(UpdateOutcome.Succeeded, result.Outcome));
    }

    [Theory]
    [InlineData(QualysFunction.Add, "Ann")]
    [InlineData(QualysFunction.Update, "Ann")]
    [InlineData(QualysFunction.Remove, null)]
    public async Task Each_function_does_what_its_name_says(QualysFunction function, string? expected)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(function: function);
        scenario.Sandbox.Assets.Put(1, new Dictionary<string, string> { ["Owner"] = "Old", ["Other"] = "stays" });
        scenario.Sandbox.Assets.Put(2, new Dictionary<string, string> { ["Owner"] = "Old" });

        await scenario.SendAsync();

        Assert.Equal(expected, scenario.Sandbox.Assets.AttributesOf(1).GetValueOrDefault("Owner"));
        Assert.Equal("stays", scenario.Sandbox.Assets.AttributesOf(1)["Other"]);
    }

    [Fact]
    public async Task A_database_with_calls_on_record_takes_no_other_function_and_no_earlier_stage()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        await scenario.SendAsync();

        RunDatabaseException other = Assert.Throws<RunDatabaseException>(
            () => DryRunStage.Start(scenario.DatabasePath, new SendOptions { Function = QualysFunction.Remove }));
        RunDatabaseException earlier = Assert.Throws<RunDatabaseException>(
            () => GroupStage.Start(scenario.DatabasePath, DuplicateAction.Exclude, "test"));

        Assert.Equal("AlreadySent", other.ErrorId);
        Assert.Equal("AlreadySent", earlier.ErrorId);
    }
}
