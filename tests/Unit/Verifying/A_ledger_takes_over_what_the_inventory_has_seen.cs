using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Unit.Verifying;

/// <summary>
/// A change that is confirmed makes what the ledger has of its asset later than the inventory, for every key: what the inventory had seen
/// otherwise is not forgotten by it.
/// </summary>
public sealed class A_ledger_takes_over_what_the_inventory_has_seen
{
    private const string PlanOfDivision = "SELECT asset_id, known, desired, action, reason FROM qualys_attribute_plan WHERE key = 'Division' ORDER BY 1";

    private static readonly string[] First = ["1,Cards,1", "2,Cards,1", "3,Cards,1"];

    private static readonly string[] OtherTier = ["1,Cards,2", "2,Cards,2", "3,Cards,2"];

    [Fact]
    public async Task Drift_that_is_kept_stays_drift_when_another_key_is_written()
    {
        await using VerificationScenario scenario = await StartAsync("""[{"key":"Division","value":"Drift"},{"key":"Tier","value":"1"}]""");
        await scenario.SendAsync(OtherTier);

        scenario.Plan(OtherTier);

        Assert.Equal(
            ["1|Drift|Cards|Withheld|Drifted", "2|Cards|Cards|None|Equal", "3|Cards|Cards|None|Equal"], scenario.Query(PlanOfDivision));
    }

    [Fact]
    public async Task A_key_that_somebody_took_away_is_not_there()
    {
        await using VerificationScenario scenario = await StartAsync("""[{"key":"Tier","value":"1"}]""");
        await scenario.SendAsync(OtherTier);

        scenario.Plan(OtherTier);

        Assert.Equal("1||Cards|Withheld|Drifted", scenario.Query(PlanOfDivision)[0]);
    }

    [Fact]
    public async Task A_key_of_another_connector_stays_that_connector_s()
    {
        await using VerificationScenario scenario = await StartAsync(
            """[{"key":"Division","value":"Theirs","connectorName":"ServiceNow"},{"key":"Tier","value":"1"}]""");
        await scenario.SendAsync(OtherTier);

        scenario.Plan(OtherTier);

        Assert.Equal("1|Theirs|Cards|Withheld|NotOurs", scenario.Query(PlanOfDivision)[0]);
    }

    [Fact]
    public async Task What_this_run_has_confirmed_is_later_than_what_its_plan_knew()
    {
        await using VerificationScenario scenario = await StartAsync("""[{"key":"Division","value":"Drift"},{"key":"Tier","value":"1"}]""");
        scenario.Comparison = scenario.Comparison! with { Rules = new ComparisonRules { WhenDrifted = DriftAction.Overwrite } };
        await scenario.SendAsync("1,Cards,2", "2,Loans,2", "3,Cards,");

        scenario.Plan("1,Cards,2", "2,Loans,2", "3,Cards,");

        Assert.Equal(["1|Cards|Cards|None|Equal", "2|Loans|Loans|None|Equal", "3|Cards|Cards|None|Equal"], scenario.Query(PlanOfDivision));
    }

    // Three assets that a run has written, the first of which holds something else when the inventory is exported.
    private static async Task<VerificationScenario> StartAsync(string attributes)
    {
        VerificationScenario scenario = VerificationScenario.Reconciling(await VerificationScenario.StartAsync());
        await scenario.SendAsync(First);
        scenario.Sandbox.Inventory.Touch(1, $$"""{"customAttributes":{{attributes}}}""");
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        await scenario.ExportInventoryAsync();
        scenario.Comparison = scenario.Comparison! with { Rules = new ComparisonRules { WhenDrifted = DriftAction.Keep } };
        return scenario;
    }
}
