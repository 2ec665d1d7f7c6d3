using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>Undoing a reconciled run brings back what was known before it, but for what somebody has changed since.</summary>
public sealed class A_run_is_taken_back
{
    private static readonly string[] First = ["1,Cards,1,Ann", "2,Cards,1,Ann", "3,Cards,1,Ann", "4,Loans,2,", "5,Loans,2,"];

    private static readonly string[] Second = ["1,Cards,2,Ann", "2,Cards,,Ann", "3,Cards,1,Ann", "4,Loans,2,Bob", "6,New,,"];

    private static readonly ComparisonOptions Removing = new()
    {
        Rules = new ComparisonRules { RemoveStale = true, WhenAssetLeaves = AssetLeavesAction.Remove },
    };

    [Theory]
    [InlineData(null)]
    [InlineData(PayloadGrouping.Attribute)]
    public async Task What_was_added_is_removed_and_what_was_changed_or_removed_comes_back(PayloadGrouping? groupBy)
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Comparison = Removing;
        scenario.GroupBy = groupBy;
        await scenario.RunAsync(First);
        string[] before = Held(scenario);
        await scenario.RunAsync(Second);

        await scenario.UndoAsync(scenario.RunPath);

        Assert.Equal(before, Held(scenario));
        Assert.Equal(
            ["1|Tier|2|1|Update|Undone", "2|Tier||1|Add|Undone", "4|Owner|Bob||Remove|Undone", "5|Business||Loans|Add|Undone", "5|Tier||2|Add|Undone", "6|Business|New||Remove|Undone"],
            scenario.Query("SELECT asset_id, key, known, desired, action, reason FROM qualys_attribute_plan WHERE action <> 'None' ORDER BY 1, 2"));
        Assert.Equal(0, await scenario.RunAsync(First));
    }

    [Fact]
    public async Task It_is_a_run_that_can_be_taken_back_itself()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Comparison = Removing;
        await scenario.RunAsync(First);
        await scenario.RunAsync(Second);
        string[] after = Held(scenario);
        await scenario.UndoAsync(scenario.RunPath);

        await scenario.UndoAsync(scenario.RunPath);

        Assert.Equal(after, Held(scenario));
    }

    [Fact]
    public async Task The_first_run_of_all_leaves_nothing_of_it()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(First);

        await scenario.UndoAsync(scenario.RunPath);

        Assert.Equal(Enumerable.Repeat("//", 6), Held(scenario));
    }

    [Fact]
    public async Task A_value_that_another_run_changed_since_stays_and_is_listed()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(First);
        await scenario.RunAsync("1,Cards,2,Bob", "2,Cards,1,Ann", "3,Cards,1,Ann", "4,Loans,2,", "5,Loans,2,");
        string undone = scenario.RunPath;
        await scenario.RunAsync("1,Cards,3,Bob", "2,Cards,1,Ann", "3,Cards,1,Ann", "4,Loans,2,", "5,Loans,2,");

        await scenario.UndoAsync(undone);

        Assert.Equal("Cards/3/Ann", scenario.Held(1));
        Assert.Equal(
            ["Owner|Update|Undone", "Tier|Withheld|Drifted"],
            scenario.Query("SELECT key, action, reason FROM qualys_attribute_plan WHERE reason <> 'Equal' ORDER BY 1"));
    }

    [Fact]
    public async Task Of_a_change_of_which_nobody_knows_what_was_before_is_written_again()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(First);
        scenario.Sandbox.Faults.Add(Fault.DroppedAfterChange().Always());
        await scenario.RunAsync("1,Cards,2,Ann", "2,Cards,1,Ann", "3,Cards,1,Ann", "4,Loans,2,", "5,Loans,2,");
        scenario.Sandbox.Faults.Clear();
        Assert.Equal("Cards/2/Ann", scenario.Held(1));

        await scenario.UndoAsync(scenario.RunPath);

        Assert.Equal("Cards/1/Ann", scenario.Held(1));
    }

    [Fact]
    public async Task An_undone_run_is_not_undone_again()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(First);
        string undone = scenario.RunPath;
        await scenario.UndoAsync(undone);
        string undo = scenario.RunPath;
        int calls = scenario.Calls;

        UndoException exception = await Assert.ThrowsAsync<UndoException>(() => scenario.UndoAsync(undone));

        Assert.Equal(
            $"What the run of '{undone}' changed is as it was before it, for all of its 5 assets: it was undone already, the last run since is that "
            + $"of '{undo}'. Nothing was sent.", exception.Message);
        Assert.Equal((calls, false), (scenario.Calls, File.Exists(scenario.RunPath)));
    }

    [Fact]
    public async Task A_run_that_sent_nothing_has_nothing_to_undo()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(First);
        scenario.Prepare(Second);

        UndoException exception = await Assert.ThrowsAsync<UndoException>(() => scenario.UndoAsync(scenario.RunPath));

        Assert.Equal("NothingToUndo", exception.ErrorId);
        Assert.Contains("has changed nothing", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_sent_everything_cannot_be_undone()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        using TestRun plain = TestRun.Whole(new ExportBuilder().RowWith("1", "Business", "Cards"));

        UndoException exception = Assert.Throws<UndoException>(() => scenario.PrepareUndo(plain.DatabasePath));

        Assert.Equal("NotReconciled", exception.ErrorId);
    }

    [Fact]
    public async Task A_ledger_that_is_gone_is_named()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(First);
        File.Delete(scenario.LedgerPath);

        LedgerException exception = Assert.Throws<LedgerException>(() => scenario.PrepareUndo(scenario.RunPath));

        Assert.Equal("LedgerNotFound", exception.ErrorId);
    }

    [Fact]
    public async Task A_mass_undo_is_held_by_the_brake()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        string[] rows = [.. Enumerable.Range(1, 100).Select(id => $"{id},Cards,1,")];
        await scenario.RunAsync(rows);

        MassChangeException exception = await Assert.ThrowsAsync<MassChangeException>(() => scenario.UndoAsync(scenario.RunPath));
        Assert.Contains("remove values of 100 of the 100 assets", exception.Message, StringComparison.Ordinal);
        scenario.AllowMassChange = true;
        Assert.Equal(1, await scenario.SendAsync());
        Assert.Equal("//", scenario.Held(100));
    }

    [Fact]
    public async Task A_brake_counts_what_undoing_changes_of_all_that_is_held()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        string[] rows = [.. Enumerable.Range(1, 600).Select(id => $"{id},Cards,1,")];
        await scenario.RunAsync(rows);
        await scenario.RunAsync([.. Enumerable.Range(1, 600).Select(id => $"{id},{(id <= 60 ? "Loans" : "Cards")},1,")]);

        Assert.Equal(1, await scenario.UndoAsync(scenario.RunPath));
        Assert.Equal("Cards/1/", scenario.Held(60));
    }

    [Fact]
    public async Task The_run_after_it_is_measured_by_the_last_export_all_the_same()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        string[] rows = [.. Enumerable.Range(1, 100).Select(id => $"{id},Cards,1,")];
        await scenario.RunAsync(rows);
        await scenario.RunAsync(["1,Cards,2,", .. rows[1..]]);
        await scenario.UndoAsync(scenario.RunPath);

        MassChangeException exception = await Assert.ThrowsAsync<MassChangeException>(() => scenario.RunAsync(rows[..50]));

        Assert.Contains("an export of 50 assets, where the last one had 100", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_stale_once_another_run_has_written()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync(First);
        scenario.PrepareUndo(scenario.RunPath);
        string undo = scenario.RunPath;
        await scenario.RunAsync("1,Other,1,Ann", "2,Cards,1,Ann", "3,Cards,1,Ann", "4,Loans,2,", "5,Loans,2,");

        Assert.Equal("PlanStale", (await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.SendAsync(undo))).ErrorId);
    }

    [Fact]
    public async Task A_comparison_that_was_cut_short_is_not_sent_past_the_ledger()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Prepare(First);
        SqliteFile.Execute(
            scenario.RunPath,
            """
            DELETE FROM run WHERE stage IN ('Payload', 'Group', 'Split'); DELETE FROM stage_range; DELETE FROM payload_change; DELETE FROM payload_group;
            DELETE FROM payload_batch; DELETE FROM plan; DELETE FROM plan_calls; DELETE FROM plan_source;
            UPDATE run SET outcome = 'Running', ended_at = NULL WHERE stage = 'Compare'
            """);

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.SendAsync());

        Assert.Equal(("PlanIncomplete", 0), (exception.ErrorId, scenario.Calls));
    }

    private static string[] Held(ReconciledScenario scenario) => [.. Enumerable.Range(1, 6).Select(id => scenario.Held((ulong)id))];
}
