using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>A reconciled run sends the difference, knows afterwards what Qualys holds, and the run after it has nothing to send.</summary>
public sealed class Only_what_differs_is_sent
{
    private static readonly string[] Export = ["1,Cards,1,Ann", "2,Cards,1,Ann", "3,Cards,1,Ann", "4,Loans,2,", "5,Loans,2,"];

    [Fact]
    public async Task The_second_run_sends_nothing()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();

        int first = await scenario.RunAsync(Export);
        int second = await scenario.RunAsync(Export);

        Assert.Equal((3, 0), (first, second));
        Assert.Equal(["Cards/1/Ann", "Loans/2/"], [scenario.Held(3), scenario.Held(4)]);
        Assert.Equal(["15|None|Equal"], scenario.Query("SELECT COUNT(*), action, reason FROM qualys_attribute_plan GROUP BY 2, 3"));
    }

    [Fact]
    public async Task One_run_holds_adds_updates_and_removes_and_touches_no_other_key()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(Export);
        scenario.Comparison = new ComparisonOptions { Rules = new ComparisonRules { RemoveStale = true, WhenAssetLeaves = AssetLeavesAction.Remove } };

        int calls = await scenario.RunAsync("1,Cards,2,Ann", "2,Cards,,Ann", "3,Cards,1,Ann", "4,Loans,2,Bob", "6,New,,");

        Assert.Equal(
            ["add|[{\"key\": \"Business\", \"value\": \"New\"}]|6", "add|[{\"key\": \"Owner\", \"value\": \"Bob\"}]|4",
                "remove|[{\"key\": \"Business\", \"value\": \"Loans\"}, {\"key\": \"Tier\", \"value\": \"2\"}]|5",
                "remove|[{\"key\": \"Tier\", \"value\": \"1\"}]|2", "update|[{\"key\": \"Tier\", \"value\": \"2\"}]|1"],
            scenario.Query("SELECT function, payload_custom_attributes, asset_ids FROM qualys_attribute_payloads_transformed_execution_log ORDER BY 1, 2"));
        Assert.Equal(5, calls);
        Assert.Equal(
            ["Cards/2/Ann", "Cards//Ann", "Cards/1/Ann", "Loans/2/Bob", "//", "New//"],
            Enumerable.Range(1, 6).Select(id => scenario.Held((ulong)id)));
        Assert.Equal(0, await scenario.RunAsync("1,Cards,2,Ann", "2,Cards,,Ann", "3,Cards,1,Ann", "4,Loans,2,Bob", "6,New,,"));
    }

    [Fact]
    public async Task The_views_of_each_stage_show_what_is_done()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(Export);
        scenario.Prepare("1,Cards,2,Ann", "2,Cards,1,Ann", "3,Cards,1,Ann", "4,Loans,2,Bob", "5,Loans,2,");

        foreach (string view in (string[])["qualys_attribute_payloads", "qualys_attribute_payloads_clean"])
        {
            Assert.Equal(["1|[{\"key\": \"Tier\", \"value\": \"2\"}]|2", "4|[{\"key\": \"Owner\", \"value\": \"Bob\"}]|5"],
                scenario.Query($"SELECT asset_id, payload_custom_attributes, line FROM {view} ORDER BY 1"));
        }

        Assert.Equal(["1|1|update", "4|1|add"], scenario.Query(
            """
            SELECT asset_ids, count_asset_ids, CASE WHEN payload LIKE '%"update": {"CustomAttribute"%' THEN 'update' WHEN payload LIKE '%"add": {%' THEN 'add' END
            FROM qualys_attribute_payloads_split ORDER BY 1
            """));
    }

    [Fact]
    public async Task Duplicates_are_in_the_table_that_the_warning_names()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();

        await scenario.RunAsync([.. Export, "5,Loans,3,"]);

        Assert.Equal(["5|0|1", "5|0|1"], scenario.Query("SELECT asset_id, is_kept, is_conflicting FROM qualys_attribute_payloads_duplicates"));
        Assert.Equal((2, 1), (scenario.Summary!.DuplicateRows, scenario.Summary.ExcludedAssets));
    }

    [Fact]
    public async Task What_was_not_confirmed_is_sent_by_the_next_run()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Status(200, """{"responseCode":"INVALID_REQUEST","responseErrorDetails":{"errorMessage":"No."}}""", "application/json").Always());
        await scenario.RunAsync(Export);
        scenario.Sandbox.Faults.Clear();

        Assert.Empty(scenario.Query("SELECT * FROM known_attribute", scenario.LedgerPath));
        Assert.Equal(3, await scenario.RunAsync(Export));
        Assert.Equal(0, await scenario.RunAsync(Export));
    }

    [Fact]
    public async Task What_nobody_knows_of_is_in_doubt_and_sent_again()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(Export);
        scenario.Sandbox.Faults.Add(Fault.Status(503, "down", "text/plain").Always());
        await scenario.RunAsync("1,Cards,2,Ann", "2,Cards,1,Ann", "3,Cards,1,Ann", "4,Loans,2,", "5,Loans,2,");
        List<string> doubts = scenario.Query("SELECT asset_id, key, before, after FROM attribute_change WHERE outcome = 'InDoubt'", scenario.LedgerPath);
        scenario.Sandbox.Faults.Clear();

        int back = await scenario.RunAsync(Export);

        Assert.Equal(["1|Tier|1|2"], doubts);
        Assert.Equal(1, back);
        Assert.Equal("Cards/1/Ann", scenario.Held(1));
    }

    [Fact]
    public async Task What_a_killed_run_had_confirmed_is_made_up_for_in_the_ledger_when_it_is_taken_up()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(Export);
        SqliteFile.Execute(scenario.LedgerPath, "UPDATE change_call SET outcome = 'InDoubt', settled_at = NULL; UPDATE change_asset SET is_confirmed = 0; DELETE FROM asset_value");

        Assert.Equal(0, await scenario.SendAsync());

        Assert.Equal(["13"], scenario.Query("SELECT COUNT(*) FROM known_attribute", scenario.LedgerPath));
        Assert.Equal(["Confirmed|1"], scenario.Query("SELECT DISTINCT outcome, is_confirmed FROM attribute_change", scenario.LedgerPath));
        Assert.Equal(0, await scenario.RunAsync(Export));
    }

    [Fact]
    public async Task A_plan_is_stale_once_another_run_has_written()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Prepare(Export);
        string old = scenario.RunPath;
        await scenario.RunAsync("1,Other,1,Ann");
        int calls = scenario.Calls;

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.SendAsync(old));

        Assert.Equal("PlanStale", exception.ErrorId);
        Assert.Equal(calls, scenario.Calls);
    }

    [Fact]
    public async Task A_function_cannot_be_asked_for_beside_the_plan()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Prepare(Export);

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(
            () => DryRunStage.Start(scenario.RunPath, new SendOptions { Function = QualysFunction.Add, Caller = "test" }));

        Assert.Contains("made by comparison", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_of_another_subscription_keeps_everything_from_being_sent()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Prepare(Export);
        AttributeLedger.Open(scenario.LedgerPath, "qualysapi.qualys.com", NewFiles.OfTheirOwner).Dispose();

        LedgerException exception = await Assert.ThrowsAsync<LedgerException>(() => scenario.SendAsync());

        Assert.Equal(("LedgerOfAnotherHost", 0), (exception.ErrorId, scenario.Calls));
    }

    [Fact]
    public async Task What_somebody_changed_in_the_plan_is_not_sent()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(Export);
        scenario.Prepare("1,Cards,2,Ann", "2,Cards,1,Ann", "3,Cards,1,Ann", "4,Loans,2,", "5,Loans,2,");
        int calls = scenario.Calls;
        foreach (string sql in (string[])
            ["UPDATE payload_group SET function = 'remove'", "UPDATE payload_change SET function = 'remove'", "UPDATE payload_change SET qualys_id = 2"])
        {
            string copy = scenario.RunPath + ".copy";
            File.Copy(scenario.RunPath, copy, overwrite: true);
            SqliteFile.Execute(copy, sql);
            await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.SendAsync(copy));
        }

        Assert.Equal(calls, scenario.Calls);
    }
}
