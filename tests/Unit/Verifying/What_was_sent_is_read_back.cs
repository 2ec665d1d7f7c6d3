using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Sending;
using QualysCustomAttributes.Verifying;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Verifying;

/// <summary>A run is read back from Qualys: for each asset and key it is said whether it is as wanted.</summary>
public sealed class What_was_sent_is_read_back
{
    private static readonly string[] Export = ["1,Cards,1", "2,Cards,1", "3,Loans,", "4,Loans,"];

    [Fact]
    public async Task Each_attribute_that_was_sent_is_as_wanted()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        await scenario.SendAsync(Export);

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal((4L, 0L, 6L, 1), (summary.Assets, summary.AssetsNotAsWanted, summary.CountOf(VerificationVerdict.AsWanted), summary.Looks));
        Assert.Null(summary.Failure);
        Assert.Equal(
            ["1|Division|Cards|Cards|AsWanted", "1|Tier|1|1|AsWanted", "3|Division|Loans|Loans|AsWanted"], scenario.Verdicts("asset_id IN (1, 3)"));
        Assert.Equal((4, 0), (scenario.Gets, scenario.Searches));
        Assert.Equal(["Verify|complete|4|4"], scenario.Query("SELECT stage, outcome, rows_in, rows_out FROM run ORDER BY run_id DESC LIMIT 1"));
    }

    [Fact]
    public async Task What_is_different_missing_or_not_there_is_told_apart()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        await scenario.SendAsync(Export);
        scenario.Sandbox.Assets.Put(1, new Dictionary<string, string> { ["Division"] = "Other", ["Tier"] = "1" });
        scenario.Sandbox.Assets.Put(3, new Dictionary<string, string> { ["Else"] = "1" });
        scenario.Sandbox.Inventory.Remove(4);

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal(
            [
                "1|Division|Cards|Other|Different", "1|Tier|1|1|AsWanted", "2|Division|Cards|Cards|AsWanted", "2|Tier|1|1|AsWanted",
                "3|Division|Loans||Missing", "4|Division|Loans||NotFound",
            ],
            scenario.Verdicts());
        Assert.Equal("NotAsWanted", summary.Failure!.ErrorId);
        Assert.StartsWith(
            $"3 assets of 4 in '{scenario.RunPath}' are not as wanted: 1 attribute different, 1 attribute missing, 1 attribute of assets that were not found.",
            summary.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_to_be_removed_is_as_wanted_where_it_is_gone()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        await scenario.SendAsync(Export);
        scenario.Function = QualysFunction.Remove;
        await scenario.SendAsync(Export);
        scenario.Sandbox.Assets.Put(2, new Dictionary<string, string> { ["Tier"] = "7" });

        await scenario.VerifyAsync();

        Assert.Equal(
            ["1|Division|||AsWanted", "1|Tier|||AsWanted", "2|Division|||AsWanted", "2|Tier||7|Different"], scenario.Verdicts("asset_id IN (1, 2)"));
    }

    [Fact]
    public async Task A_value_that_add_left_alone_shows()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync(new SandboxOptions { AddOnlyNew = true });
        await scenario.SendAsync("1,Cards,1");
        await scenario.SendAsync("1,Loans,1");

        await scenario.VerifyAsync();

        Assert.Equal(["1|Division|Loans|Cards|Different", "1|Tier|1|1|AsWanted"], scenario.Verdicts());
    }

    [Fact]
    public async Task Where_a_key_stands_twice_ours_counts_and_an_empty_value_is_none()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        await scenario.SendAsync("1,Cards,1", "2,Cards,1", "3,Cards,1");
        scenario.Sandbox.Inventory.Touch(1, """
            {"customAttributes":[{"key":"Division","value":"Theirs","connectorName":"ServiceNow"},{"key":"Division","value":"Cards","connectorName":"Qualys"},
            {"key":"Tier","value":"1","connectorName":"Qualys"},{"key":"Tier","value":"7","connectorName":"ServiceNow"}]}
            """);
        scenario.Sandbox.Inventory.Touch(2, """{"customAttributes":{"customAttribute":[{"key":"Division","value":""},{"key":"tier","value":"1"}]}}""");
        scenario.Sandbox.Inventory.Touch(3, """{"customAttributes":null}""");

        await scenario.VerifyAsync();

        Assert.Equal(
            [
                "1|Division|Cards|Cards|AsWanted", "1|Tier|1|1|AsWanted", "2|Division|Cards||Missing", "2|Tier|1||Missing",
                "3|Division|Cards||Missing", "3|Tier|1||Missing",
            ],
            scenario.Verdicts());
    }

    [Fact]
    public async Task A_run_goes_on_after_it_and_what_was_sent_then_is_read_back_too()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Refused().ForAsset(3));
        await scenario.SendAsync(Export);
        await scenario.VerifyAsync();

        await scenario.SendPlannedAsync(scenario.RunPath);
        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal((4L, 0L), (summary.Assets, summary.AssetsNotAsWanted));
        Assert.Equal(["Verify", "Update", "Verify"], scenario.Query("SELECT stage FROM run ORDER BY run_id DESC LIMIT 3"));
    }

    [Fact]
    public async Task One_that_is_stopped_keeps_what_it_found()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        await scenario.SendAsync(Export);
        scenario.Sandbox.Inventory.Remove(4);
        scenario.Options = scenario.Options with { TimeProvider = new AdvancingClock() };
        using var stop = new CancellationTokenSource();

        Task<VerificationSummary> verifying = scenario.VerifyAsync(TimeSpan.FromMinutes(5), stop: stop.Token);
        await Eventually.HoldsAsync(() => scenario.Gets == 4);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifying);
        Assert.Equal(["Verify|cancelled"], scenario.Query("SELECT stage, outcome FROM run ORDER BY run_id DESC LIMIT 1"));
        Assert.NotEmpty(scenario.Verdicts("verdict = 'AsWanted'"));
    }

    [Fact]
    public async Task A_change_that_was_dropped_in_silence_shows_and_half_a_batch_too()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.SilentlyDropped(), Fault.HalfApplied());
        scenario.Options = scenario.Options with { ThrottleLimit = 1 };
        await scenario.SendAsync(Export);

        await scenario.VerifyAsync();

        Assert.Equal(
            ["1|Division|Cards||Missing", "1|Tier|1||Missing", "2|Division|Cards||Missing", "2|Tier|1||Missing", "3|Division|Loans|Loans|AsWanted", "4|Division|Loans||Missing"],
            scenario.Verdicts());
    }

    [Fact]
    public async Task A_change_that_shows_late_is_looked_for_again()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.ShownAfterLooks(2).ForAsset(3));
        await scenario.SendAsync(Export);
        var clock = new AdvancingClock();
        scenario.Options = scenario.Options with { TimeProvider = clock };

        Task<VerificationSummary> verifying = scenario.VerifyAsync(TimeSpan.FromMinutes(5));
        await Ring(clock, verifying, 5);
        await Ring(clock, verifying, 10);
        VerificationSummary summary = await verifying;

        // Four assets, and again the two that were not as wanted.
        Assert.Equal((0L, 3, 8), (summary.AssetsNotAsWanted, summary.Looks, scenario.Gets));
        Assert.Equal(["AsWanted|6"], scenario.Query("SELECT verdict, COUNT(*) FROM qualys_attribute_verification GROUP BY 1"));
        Assert.Equal(["2"], scenario.Query("SELECT COUNT(*) FROM verification_pair"));
    }

    [Fact]
    public async Task What_does_not_show_in_time_is_told_when_the_time_is_over()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync(new SandboxOptions { ShowUpdatesAfterLooks = 100 });
        await scenario.SendAsync("1,Cards,1");
        var clock = new AdvancingClock();
        scenario.Options = scenario.Options with { TimeProvider = clock };

        Task<VerificationSummary> verifying = scenario.VerifyAsync(TimeSpan.FromSeconds(20));
        await Ring(clock, verifying, 5);
        await Ring(clock, verifying, 10);
        await Ring(clock, verifying, 5);
        VerificationSummary summary = await verifying;

        Assert.Equal((1L, 4, TimeSpan.FromSeconds(20)), (summary.AssetsNotAsWanted, summary.Looks, summary.Elapsed));
        Assert.Equal(["1|Division|Cards||Missing", "1|Tier|1||Missing"], scenario.Verdicts());
    }

    [Fact]
    public async Task A_later_verification_takes_the_place_of_an_earlier_one_and_one_that_reads_nothing_does_not()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        await scenario.SendAsync(Export);
        scenario.Sandbox.Inventory.Remove(4);
        await scenario.VerifyAsync();
        scenario.Sandbox.Inventory.Add(4);

        await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.VerifyAsync(connection: scenario.Connect("wrong")));

        Assert.Equal(["AsWanted|5", "NotFound|1"], scenario.Query("SELECT verdict, COUNT(*) FROM qualys_attribute_verification GROUP BY 1"));
        Assert.Equal(["Verify|failed"], scenario.Query("SELECT stage, outcome FROM run ORDER BY run_id DESC LIMIT 1"));

        await scenario.VerifyAsync();

        Assert.Equal(["AsWanted|6"], scenario.Query("SELECT verdict, COUNT(*) FROM qualys_attribute_verification GROUP BY 1"));
    }

    [Fact]
    public async Task What_failed_or_was_not_sent_is_not_asked_for_and_told()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Refused().ForAsset(3));
        await scenario.SendAsync(Export);

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal((2L, 0L, 2), (summary.Assets, summary.AssetsNotAsWanted, scenario.Gets));
        Assert.Contains($"1 batch failed: 2 assets of '{scenario.RunPath}' are not read back for that.", scenario.Warnings);
    }

    [Fact]
    public async Task A_run_of_which_nothing_was_sent_is_refused()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        scenario.Plan(Export);

        RunDatabaseException error = await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.VerifyAsync());

        Assert.Equal("NothingSent", error.ErrorId);
        Assert.Empty(scenario.Sandbox.Requests);
    }

    [Fact]
    public async Task A_run_of_another_host_is_refused()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        await scenario.SendAsync(Export);

        RunDatabaseException error = await Assert.ThrowsAsync<RunDatabaseException>(
            () => scenario.VerifyAsync(connection: scenario.Connect(api: "qualysapi.qg2.apps.qualys.eu")));

        Assert.Equal("DatabaseOfAnotherHost", error.ErrorId);
        Assert.Equal(0, scenario.Gets);
    }

    [Fact]
    public async Task A_plan_that_was_changed_since_is_not_read_back()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        await scenario.SendAsync(Export);
        SqliteFile.Execute(scenario.RunPath, "UPDATE attribute_set SET Division = 'Else'");

        RunDatabaseException error = await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.VerifyAsync());

        Assert.Equal("PlanChanged", error.ErrorId);
        Assert.Equal(0, scenario.Gets);
    }

    internal static async Task Ring(AdvancingClock clock, Task work, int seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        while (!clock.HasTimerDueIn(time))
        {
            if (work.IsCompleted)
            {
                await work;
                Assert.Fail("It ended before the wait.");
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        clock.Advance(time);
    }
}
