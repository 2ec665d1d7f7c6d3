using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Verifying;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Verifying;

/// <summary>The ledger of a reconciled run knows what was read back, so that the next run sends what is not as wanted.</summary>
public sealed class What_was_read_back_is_known
{
    private static readonly string[] Export = ["1,Cards,1", "2,Cards,1", "3,Loans,", "4,Loans,"];

    [Fact]
    public async Task A_reconciled_run_is_read_back_with_its_adds_updates_and_removes()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.SendAsync(Export);
        scenario.Comparison = scenario.Comparison! with { Rules = new ComparisonRules { RemoveStale = true } };
        await scenario.SendAsync("1,Trade,", "2,Cards,1", "3,Loans,9", "4,Loans,");

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal(
            ["1|Division|Trade|Trade|AsWanted", "1|Tier|||AsWanted", "3|Tier|9|9|AsWanted"], scenario.Verdicts());
        Assert.Equal(new LedgerCorrected(scenario.LedgerPath, 0, 0, 0), summary.Ledger);
    }

    [Fact]
    public async Task What_was_dropped_is_sent_by_the_next_run()
    {
        await using VerificationScenario scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(Fault.SilentlyDropped().ForAsset(1));
        await scenario.SendAsync(Export);

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal((2L, 2L), (summary.AssetsNotAsWanted, summary.Ledger!.Corrected));
        Assert.Equal(
            ["1|Division|", "1|Tier|", "2|Division|", "2|Tier|", "3|Division|Loans", "4|Division|Loans"],
            scenario.Query("SELECT asset_id, key, value FROM known_attribute ORDER BY 1, 2", scenario.LedgerPath));
        await scenario.SendAsync(Export);
        Assert.Equal("Cards", scenario.Sandbox.Assets.AttributesOf(2)["Division"]);
        Assert.Equal(["4|Drifted"], scenario.Query("SELECT COUNT(*), reason FROM qualys_attribute_plan WHERE action = 'Add' GROUP BY 2"));
        Assert.Equal(0, (await scenario.VerifyAsync()).AssetsNotAsWanted);
    }

    [Fact]
    public async Task What_somebody_else_changed_has_drifted_and_stays_where_that_is_asked_for()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.SendAsync(Export);
        scenario.Sandbox.Assets.Put(1, new Dictionary<string, string> { ["Division"] = "Else", ["Tier"] = scenario.Sandbox.Assets.AttributesOf(1)["Tier"] });
        await scenario.VerifyAsync();

        scenario.Comparison = scenario.Comparison! with { Rules = new ComparisonRules { WhenDrifted = DriftAction.Keep } };
        scenario.Plan(Export);
        Assert.Equal(["1|Division|Else|Withheld|Drifted"], Differences(scenario));
        Assert.Contains(scenario.Warnings, warning => warning.StartsWith("Is not what was written (changed by somebody else, or not applied by Qualys): 'Division' of 1 asset. It is left as it is.", StringComparison.Ordinal));

        scenario.Comparison = scenario.Comparison with { Rules = new ComparisonRules() };
        scenario.Plan(Export);
        Assert.Equal(["1|Division|Else|Update|Drifted"], Differences(scenario));
        await scenario.SendAsync(Export);
        scenario.Plan(Export);
        Assert.Empty(Differences(scenario));
        Assert.Empty(scenario.Query("SELECT * FROM asset_written", scenario.LedgerPath));

        static List<string> Differences(VerificationScenario scenario) =>
            scenario.Query("SELECT asset_id, key, known, action, reason FROM qualys_attribute_plan WHERE reason <> 'Equal'");
    }

    [Fact]
    public async Task A_plan_that_was_made_before_is_stale()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.SendAsync(Export);
        string first = scenario.RunPath;
        scenario.Sandbox.Assets.Put(3, new Dictionary<string, string> { ["Division"] = "Somebody" });
        scenario.Plan("1,Cards,2", "2,Cards,1", "3,Loans,", "4,Loans,");
        string second = scenario.RunPath;
        await scenario.VerifyAsync(path: first);

        RunDatabaseException error = await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.SendPlannedAsync(second));

        Assert.Equal("PlanStale", error.ErrorId);
    }

    [Fact]
    public async Task While_another_run_sends_the_ledger_stays_as_it_is_and_the_reading_is_kept()
    {
        await using VerificationScenario scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(Fault.SilentlyDropped().ForAsset(1));
        await scenario.SendAsync(Export);
        List<string> before = scenario.Query("SELECT asset_id, key, value FROM known_attribute", scenario.LedgerPath);
        string host = Assert.Single(scenario.Query("SELECT api_host FROM identity", scenario.LedgerPath));
        VerificationSummary summary;
        using (LedgerLease.Take(scenario.LedgerPath, host, new LeaseRequest("the nightly run", null, TimeSpan.Zero, TimeProvider.System), null, CancellationToken.None))
        {
            summary = await scenario.VerifyAsync();
        }

        Assert.Null(summary.Ledger);
        Assert.Equal(2, summary.AssetsNotAsWanted);
        Assert.Equal(before, scenario.Query("SELECT asset_id, key, value FROM known_attribute", scenario.LedgerPath));
        Assert.Contains(scenario.Warnings, warning => warning.Contains("is in use by the nightly run", StringComparison.Ordinal) && warning.Contains("read it back again", StringComparison.Ordinal));
        Assert.Equal(2, (await scenario.VerifyAsync()).Ledger!.Corrected);
    }

    [Fact]
    public async Task What_was_confirmed_after_it_was_read_stays_known()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.SendAsync(Export);
        string host = Assert.Single(scenario.Query("SELECT api_host FROM identity", scenario.LedgerPath));
        using var ledger = AttributeLedger.Open(scenario.LedgerPath, host, Files.NewFiles.OfTheirOwner);
        LedgerRun run = LedgerRun.Begin(ledger, new LedgerRunFacts("another", "other.db", null, "test", "user"), TimeProvider.System);

        long corrected = run.Observe(
            [new(1, 1, """{"Division":"Earlier"}""", DateTimeOffset.UtcNow.AddHours(-1)), new(2, 1, """{"Division":"Later"}""", DateTimeOffset.UtcNow.AddHours(1))],
            text => ValueSet.Parse(System.Text.Encoding.UTF8.GetBytes(text))!);

        Assert.Equal(1, corrected);
        Assert.Equal(
            ["1|Cards", "2|Later"],
            scenario.Query("SELECT asset_id, value FROM known_attribute WHERE key = 'Division' AND asset_id IN ('1', '2') ORDER BY 1", scenario.LedgerPath));
    }

    [Fact]
    public async Task A_call_in_doubt_that_was_made_is_settled()
    {
        await using VerificationScenario scenario = await StartAsync();
        scenario.Options = scenario.Options with { MaxAttempts = 1, ThrottleLimit = 1 };
        scenario.Sandbox.Faults.Add(Fault.DroppedAfterChange().ForAsset(1), Fault.DroppedBeforeChange().ForAsset(3));
        await scenario.SendAsync(Export);

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal((2L, 1), (summary.AssetsNotAsWanted, summary.Ledger!.Settled));
        Assert.Equal(["Confirmed", "InDoubt"], scenario.Query("SELECT outcome FROM change_call ORDER BY change_id", scenario.LedgerPath));
        Assert.Equal(
            ["1|Cards", "2|Cards", "3|", "4|"],
            scenario.Query("SELECT asset_id, value FROM known_attribute WHERE key = 'Division' ORDER BY 1", scenario.LedgerPath));
        await scenario.SendAsync(Export);
        Assert.Equal(["3|Division", "4|Division"], scenario.Query("SELECT asset_id, key FROM qualys_attribute_plan WHERE action <> 'None' ORDER BY 1"));
    }

    [Fact]
    public async Task Of_a_call_in_doubt_that_was_made_in_half_the_half_is_known()
    {
        await using VerificationScenario scenario = await StartAsync();
        scenario.Options = scenario.Options with { MaxAttempts = 1 };
        scenario.Sandbox.Faults.Add(Fault.DroppedAfterChange());
        await scenario.SendAsync("1,Cards,1", "2,Cards,1");
        scenario.Sandbox.Assets.Put(2, new Dictionary<string, string>());

        await scenario.VerifyAsync();

        Assert.Equal(["Partial"], scenario.Query("SELECT outcome FROM change_call", scenario.LedgerPath));
        Assert.Equal(
            ["1|Cards", "2|"], scenario.Query("SELECT asset_id, value FROM known_attribute WHERE key = 'Division' ORDER BY 1", scenario.LedgerPath));
    }

    [Fact]
    public async Task Of_an_asset_that_was_not_found_nothing_else_is_known_than_before()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.SendAsync(Export);
        scenario.Sandbox.Inventory.Remove(4);

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal((1L, 0L), (summary.AssetsNotAsWanted, summary.Ledger!.Corrected));
        Assert.Equal(["Loans"], scenario.Query("SELECT value FROM known_attribute WHERE asset_id = '4'", scenario.LedgerPath));
    }

    [Fact]
    public async Task A_ledger_that_is_gone_is_told_and_not_made_again()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.SendAsync(Export);
        File.Delete(scenario.LedgerPath);

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Null(summary.Ledger);
        Assert.False(File.Exists(scenario.LedgerPath));
        Assert.Contains(scenario.Warnings, warning => warning.StartsWith($"The ledger '{scenario.LedgerPath}' is not there any more", StringComparison.Ordinal));
    }

    private static async Task<VerificationScenario> StartAsync() => VerificationScenario.Reconciling(await VerificationScenario.StartAsync());
}
