using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Verifying;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Verifying;

/// <summary>What was confirmed, and whose asset was not found when it was read back, is in doubt: the next comparison sends it again.</summary>
public sealed class What_was_not_found_is_in_doubt
{
    private static readonly string[] Export = ["1,Cards,1", "4,Loans,"];

    [Fact]
    public async Task The_next_comparison_sends_it_again_right_either_way_until_it_is_found()
    {
        await using VerificationScenario scenario = await StartAsync();

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal(new LedgerCorrected(scenario.LedgerPath, 0, 0, 1), summary.Ledger);
        Assert.EndsWith("0 assets known otherwise than before, 1 asset in doubt that was not found.", $"{summary.Ledger}", StringComparison.Ordinal);
        Assert.Equal(0, (await scenario.VerifyAsync()).Ledger!.Doubted);

        await scenario.SendAsync(Export);
        Assert.Equal(["4|Division|Loans|Loans|Update|InDoubt"], Planned(scenario));
        Assert.Equal(["add", "update"], scenario.Query("SELECT DISTINCT function FROM batch_execution ORDER BY 1"));
        Assert.Equal(1, (await scenario.VerifyAsync()).AssetsNotAsWanted);
        scenario.Plan(Export);
        Assert.Equal(["4|Division|Loans|Loans|Update|InDoubt"], Planned(scenario));

        scenario.Sandbox.Inventory.Add(4);
        await scenario.SendPlannedAsync(scenario.RunPath);
        Assert.Equal(0, (await scenario.VerifyAsync()).AssetsNotAsWanted);
        scenario.Plan(Export);
        Assert.Empty(Planned(scenario));
    }

    [Fact]
    public async Task Reading_the_same_run_back_again_settles_it_where_it_is_found_then()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.VerifyAsync();
        scenario.Sandbox.Inventory.Add(4);

        Assert.Equal(0, (await scenario.VerifyAsync()).AssetsNotAsWanted);

        Assert.Empty(scenario.Query("SELECT * FROM change_reading", scenario.LedgerPath));
        Assert.Equal(["4|Confirmed|True|"], History(scenario, 4));
        scenario.Plan(Export);
        Assert.Empty(Planned(scenario));
    }

    [Fact]
    public async Task A_whole_inventory_without_the_asset_says_more()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.VerifyAsync();

        // Long before the inventory was looked at.
        Shared.SqliteFile.Execute(scenario.LedgerPath, "UPDATE asset_value SET confirmed_at = confirmed_at - 600000");
        await scenario.ExportInventoryAsync();
        scenario.Plan(Export);

        Assert.Equal(["4|Division||Loans|Withheld|UnknownAsset"], Planned(scenario));
    }

    [Fact]
    public async Task A_plan_that_was_made_before_is_stale()
    {
        await using VerificationScenario scenario = await StartAsync();
        string first = scenario.RunPath;
        scenario.Plan("1,Cards,2", "4,Loans,");
        string second = scenario.RunPath;
        await scenario.VerifyAsync(path: first);

        Assert.Equal("PlanStale", (await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.SendPlannedAsync(second))).ErrorId);
    }

    [Fact]
    public async Task A_removal_is_sent_again_too()
    {
        await using VerificationScenario scenario = await StartAsync();
        scenario.Comparison = scenario.Comparison! with { Rules = new ComparisonRules { RemoveStale = true } };
        await scenario.SendAsync("1,Cards,", "4,Loans,");
        scenario.Sandbox.Inventory.Remove(1);
        await scenario.VerifyAsync();

        scenario.Plan("1,Cards,", "4,Loans,");

        Assert.Equal(["1|Tier|||Remove|InDoubt"], Planned(scenario));
    }

    [Fact]
    public async Task Of_a_call_in_doubt_that_was_made_in_part_what_was_not_found_stays_in_doubt()
    {
        await using VerificationScenario scenario = VerificationScenario.Reconciling(await VerificationScenario.StartAsync());
        scenario.Options = scenario.Options with { MaxAttempts = 1 };
        scenario.Sandbox.Faults.Add(Fault.DroppedAfterChange());
        await scenario.SendAsync("1,Cards,1", "4,Cards,1");
        scenario.Sandbox.Inventory.Remove(4);

        await scenario.VerifyAsync();
        scenario.Plan("1,Cards,1", "4,Cards,1");

        Assert.Equal(["Partial"], scenario.Query("SELECT outcome FROM change_call", scenario.LedgerPath));
        Assert.Equal(["4|Division||Cards|Add|InDoubt", "4|Tier||1|Add|InDoubt"], Planned(scenario));
    }

    [Fact]
    public async Task The_history_says_what_reading_back_found_of_a_change_that_was_confirmed()
    {
        await using VerificationScenario scenario = VerificationScenario.Reconciling(await VerificationScenario.StartAsync());
        await scenario.SendAsync("1,Cards,1", "2,Cards,1", "3,Loans,", "4,Loans,");
        scenario.Sandbox.Assets.Put(1, new Dictionary<string, string> { ["Division"] = "Else", ["Tier"] = "1" });
        scenario.Sandbox.Assets.Put(3, new Dictionary<string, string>());
        scenario.Sandbox.Inventory.Remove(4);

        await scenario.VerifyAsync();

        Assert.Equal(["1|Different|False|Else", "1|Confirmed|True|"], History(scenario, 1));
        Assert.Equal(["2|Confirmed|True|", "2|Confirmed|True|"], History(scenario, 2));
        Assert.Equal(["3|Missing|False|"], History(scenario, 3));
        Assert.Equal(["4|NotFound|False|"], History(scenario, 4));
        Assert.Equal(["1|Division|Different|Else", "3|Division|Missing|", "4|Division|NotFound|"], scenario.Query(
            "SELECT asset_id, key, read_back, found FROM attribute_change WHERE read_back IS NOT NULL ORDER BY 1", scenario.LedgerPath));
    }

    [Fact]
    public async Task Where_adding_overwrites_an_addition_that_was_confirmed_settles_it()
    {
        await using VerificationScenario scenario = await StartAsync();
        Shared.SqliteFile.Execute(scenario.LedgerPath, "INSERT INTO function_behaviour VALUES ('add', 'Existing', 'Writes', 5, 0)");
        await scenario.VerifyAsync();
        scenario.Sandbox.Inventory.Add(4);

        await scenario.SendAsync(Export);

        Assert.Equal(["add"], scenario.Query("SELECT DISTINCT function FROM batch_execution"));
        scenario.Plan(Export);
        Assert.Empty(Planned(scenario));
    }

    [Fact]
    public async Task Undoing_takes_it_back_as_what_is_in_doubt()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.VerifyAsync();
        using var ledger = AttributeLedger.OpenForReading(scenario.LedgerPath);

        RunChange[] changes = [.. RunChanges.Read(ledger, 1)];

        Assert.Equal([(1UL, true), (4UL, false)], changes.Select(each => (each.AssetId, each.IsConfirmed)));
    }

    [Fact]
    public async Task What_another_run_confirmed_after_it_was_read_is_not_in_doubt()
    {
        await using VerificationScenario scenario = await StartAsync();
        string host = Assert.Single(scenario.Query("SELECT api_host FROM identity", scenario.LedgerPath));
        using var ledger = AttributeLedger.Open(scenario.LedgerPath, host, NewFiles.OfTheirOwner);

        long doubted = new ChangeReadings(ledger, 1).Note(
            [new UnwantedAsset(1, null, DateTimeOffset.UtcNow.AddHours(-1)), new UnwantedAsset(4, null, DateTimeOffset.UtcNow.AddHours(1))],
            _ => true, _ => ValueSet.Empty);

        Assert.Equal(1, doubted);
        Assert.Equal([4UL], ledger.Assets.ReadDoubts().Keys);
    }

    // Both are sent, and asset 4 is gone.
    private static async Task<VerificationScenario> StartAsync()
    {
        VerificationScenario scenario = VerificationScenario.Reconciling(await VerificationScenario.StartAsync());
        await scenario.SendAsync(Export);
        scenario.Sandbox.Inventory.Remove(4);
        return scenario;
    }

    private static List<string> Planned(VerificationScenario scenario) => scenario.Query(
        "SELECT asset_id, key, known, desired, action, reason FROM qualys_attribute_plan WHERE action <> 'None' ORDER BY CAST(asset_id AS INTEGER), key");

    private static List<string> History(VerificationScenario scenario, ulong assetId)
    {
        using var ledger = AttributeLedger.OpenForReading(scenario.LedgerPath);
        return [.. AttributeChangeRecord.Read(ledger, [assetId], since: null).Select(each => $"{each.AssetId}|{each.Outcome}|{each.IsConfirmed}|{each.Found}")];
    }
}
