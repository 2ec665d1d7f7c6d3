using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox;
using QualysSandbox.Limits;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>
/// Assets are grouped by all that is sent for them or by one attribute, whichever takes fewer calls; what Qualys holds in the end is the
/// same.
/// </summary>
public sealed class The_fewest_calls_are_taken
{
    private static readonly ComparisonOptions Removing = new()
    {
        Rules = new ComparisonRules { RemoveStale = true, WhenAssetLeaves = AssetLeavesAction.Remove },
    };

    // Few values, so that there is something to group by; some cells are empty.
    private static readonly Gen<string> Rows =
        from business in Gen.Elements("", "Cards", "Loans", "Bonds")
        from tier in Gen.Elements("", "1", "2")
        from owner in Gen.Elements("", "Ann", "Bob", "Cid", "Dee", "Eve", "Fay")
        select $"{business},{tier},{owner}";

    private static readonly Gen<(string[] First, string[] Second, int BatchSize)> Exports =
        from first in Gen.ListOf(Rows)
        from second in Gen.ListOf(Rows)
        from batchSize in Gen.Choose(1, 4)
        where first.Any(row => row != ",,") && second.Any(row => row != ",,")
        select (Number(first), Number(second), batchSize);

    [Fact]
    public void For_any_export_and_with_the_same_final_state() => Prop.ForAll(
        Arb.From(Exports), exports => HoldsAsync(exports).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25).WithEndSize(12));

    [Fact]
    public async Task Where_nearly_all_sets_differ_it_is_by_attribute()
    {
        string[] rows = [.. Enumerable.Range(1, 24).Select(id => FormattableString.Invariant($"{id},B{id % 2},{id % 3},O{id % 4}"))];

        Assert.Equal((12, 9, 9), (
            await CallsOfAsync(rows, PayloadGrouping.AttributeSet), await CallsOfAsync(rows, PayloadGrouping.Attribute),
            await CallsOfAsync(rows, PayloadGrouping.Auto)));
    }

    [Fact]
    public async Task The_time_at_the_limit_that_was_seen_last_is_told()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync(
            new SandboxOptions { Password = UpdateScenario.Password, RateLimit = new RateLimit(3, TimeSpan.FromHours(1)) });
        Assert.Empty(TimeOf(scenario));
        await scenario.RunAsync("1,Cards,1,Ann");

        scenario.BatchSize = 1;
        scenario.Prepare([.. Enumerable.Range(1, 10).Select(id => $"{id},B{id},,")]);

        Assert.Equal("  10 calls at 3 in 01:00:00, as Qualys showed last: 03:00:00 at least", Assert.Single(TimeOf(scenario)));

        static string[] TimeOf(ReconciledScenario scenario)
        {
            if (!File.Exists(scenario.RunPath))
            {
                scenario.Prepare("1,Cards,1,Ann");
            }

            using RunDatabase database = RunDatabase.Open(scenario.RunPath);
            return [.. PlanWords.OfTime(database)];
        }
    }

    [Fact]
    public async Task Each_function_is_grouped_its_own_way()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 12;
        await scenario.RunAsync([.. Enumerable.Range(1, 12).Select(id => $"{id},B,T,O")]);

        // Twelve updates whose sets all differ, and twelve adds that are all the same.
        string[] updated = [.. Enumerable.Range(1, 12).Select(id => FormattableString.Invariant($"{id},B{id % 3},T{id % 2},O{id % 4}"))];
        string[] added = [.. Enumerable.Range(13, 12).Select(id => FormattableString.Invariant($"{id},B,T,O"))];
        scenario.Prepare([.. updated, .. added]);

        Assert.Equal(
            ["add|AttributeSet|1|1", "add|Attribute|3|0", "update|Attribute|9|1", "update|AttributeSet|12|0"],
            scenario.Query("SELECT function, group_by, count_calls, is_taken FROM plan_calls ORDER BY function, count_calls"));
        scenario.AllowMassChange = true;
        Assert.Equal(10, await scenario.SendAsync());
        Assert.Equal(["B1/T1/O1", "B0/T0/O0", "B/T/O"], [scenario.Held(1), scenario.Held(12), scenario.Held(24)]);
    }

    [Fact]
    public void Everything_is_sent_by_attribute_too_where_that_is_asked_for()
    {
        using TestRun run = Planned(PayloadGrouping.Attribute);

        Assert.Equal(
            [
                "[{\"key\": \"Business\", \"value\": \"Cards\"}]|3,1", "[{\"key\": \"Business\", \"value\": \"Loans\"}]|2",
                "[{\"key\": \"Tier\", \"value\": \"1\"}]|3,2", "[{\"key\": \"Tier\", \"value\": \"2\"}]|1",
            ],
            run.Query("SELECT payload_custom_attributes, asset_ids FROM qualys_attribute_payloads_grouped ORDER BY group_number")
                .Select(row => string.Join('|', row)));
        Assert.Equal(["4"], run.Column("SELECT asset_id FROM rejected_rows WHERE reason = 'NoValues'"));
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        PlanCheck.RequireSamePlan(database, CancellationToken.None);
        RunReport report = RunReport.Read(database);
        Assert.Equal((3, 6), (report.AssetsPlanned, report.AssetsInBatches));
    }

    [Theory]
    [InlineData("UPDATE plan_calls SET is_taken = 1 - is_taken")]
    [InlineData("DELETE FROM plan_calls")]
    [InlineData("UPDATE attribute_set SET Tier = '3' WHERE Business = '' AND Tier = '2'")]
    [InlineData("UPDATE attribute_set SET Tier = '3' WHERE Business <> '' AND Tier = '2'")]
    public void A_plan_whose_grouping_was_edited_is_not_sent(string edit)
    {
        using TestRun run = Planned(PayloadGrouping.Attribute);
        run.Query(edit);

        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        Assert.Equal(
            "PlanChanged", Assert.Throws<RunDatabaseException>(() => PlanCheck.RequireSamePlan(database, CancellationToken.None)).ErrorId);
    }

    private static TestRun Planned(PayloadGrouping groupBy)
    {
        var contract = new AxoniusContract("Id", [new("B", "Business"), new("T", "Tier")]);
        TestRun run = TestRun.Imported(
            new ExportBuilder(contract).Row("3", "Cards", "1").Row("1", "Cards", "2").Row("2", "Loans", "1").Row("4", "", ""), contract);
        run.MakePayloads();
        using (GroupStage stage = GroupStage.Start(run.DatabasePath, new GroupingOptions { GroupBy = groupBy }, "test"))
        {
            stage.AddAll();
            stage.CompleteAll();
        }

        run.Split();
        return run;
    }

    private static string[] Number(IEnumerable<string> rows) =>
        [.. rows.Select((row, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1},{row}"))];

    private static async Task<bool> HoldsAsync((string[] First, string[] Second, int BatchSize) exports)
    {
        var outcomes = new Dictionary<PayloadGrouping, (int First, int Second, string Held)>();
        foreach (PayloadGrouping groupBy in Enum.GetValues<PayloadGrouping>())
        {
            await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
            (scenario.Comparison, scenario.GroupBy, scenario.BatchSize) = (Removing, groupBy, exports.BatchSize);
            int first = await scenario.RunAsync(exports.First);
            Assert.Equal([$"{first}"], scenario.Query("SELECT TOTAL(count_calls * is_taken) FROM plan_calls").Select(each => each.Replace(".0", "")));
            int second = await scenario.RunAsync(exports.Second);
            string held = string.Join(' ', Enumerable.Range(1, 30).Select(id => scenario.Held((ulong)id)));
            Assert.Equal(0, await scenario.RunAsync(exports.Second));
            outcomes.Add(groupBy, (first, second, held));
        }

        (int bySet, int byAttribute, int auto) firsts = (
            outcomes[PayloadGrouping.AttributeSet].First, outcomes[PayloadGrouping.Attribute].First, outcomes[PayloadGrouping.Auto].First);
        (int bySet, int byAttribute, int auto) seconds = (
            outcomes[PayloadGrouping.AttributeSet].Second, outcomes[PayloadGrouping.Attribute].Second, outcomes[PayloadGrouping.Auto].Second);
        return outcomes.Values.Select(each => each.Held).Distinct().Count() == 1
            && firsts.auto <= Math.Min(firsts.bySet, firsts.byAttribute) && seconds.auto <= Math.Min(seconds.bySet, seconds.byAttribute);
    }

    private static async Task<int> CallsOfAsync(string[] rows, PayloadGrouping groupBy)
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        (scenario.GroupBy, scenario.BatchSize) = (groupBy, 12);
        return await scenario.RunAsync(rows);
    }
}
