using System.IO.Compression;
using System.Text;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A plan is what the export wants, beside the later of what the inventory and the ledger say.</summary>
public sealed class What_is_compared
{
    private const string Cut = "Cards and more ...TRIMMED - 5 characters over 32000";

    private const ulong Wide = 9_999_999_999_999_999_999;

    [Fact]
    public async Task Against_an_inventory_each_asset_and_key_has_its_action_and_reason()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Hold(1, """[{"key":"Business","value":"Cards","connectorName":"Qualys"},{"key":"Tier","value":"1"},{"key":"Else","value":"x"}]""");
        scenario.Hold(2, null);
        scenario.Hold(4, """[{"key":"Business","value":"Cards","connectorName":"AWS"},{"key":"Owner","value":"Ann","connectorName":"Qualys"}]""");
        scenario.Hold(5, """[{"key":"Business","value":"Gone"}]""");
        scenario.Hold(6, """[{"key":"Else","value":"Gone"}]""");
        await scenario.ExportInventoryAsync();

        List<string> plan = scenario.Compare("1,Cards,2,", "2,Loans,,", "3,Loans,1,", "4,Loans,,");

        Assert.Equal(
            [
                "1 Business Cards>Cards None Equal", "1 Owner > None Equal", "1 Tier 1>2 Update Changed",
                "2 Business >Loans Add New", "2 Owner > None Equal", "2 Tier > None Equal",
                "3 Business >Loans Withheld UnknownAsset", "3 Owner > None Equal", "3 Tier >1 Withheld UnknownAsset",
                "4 Business Cards>Loans Withheld NotOurs", "4 Owner Ann> None Emptied", "4 Tier > None Equal",
                "5 Business Gone> None Left", "5 Owner > None Equal", "5 Tier > None Equal",
            ],
            plan);
    }

    [Fact]
    public async Task The_ledger_alone_knows_what_was_written_before()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Write("add", [new("Business", "Cards"), new("Tier", "1")], isSettled: true, 1, Wide);

        List<string> plan = scenario.Compare("1,Cards,2,", "2,Cards,1,", $"{Wide},Cards,1,");

        Assert.Equal(
            [
                "1 Business Cards>Cards None Equal", "1 Owner > None Equal", "1 Tier 1>2 Update Changed",
                "2 Business >Cards Add New", "2 Owner > None Equal", "2 Tier >1 Add New",
                $"{Wide} Business Cards>Cards None Equal", $"{Wide} Owner > None Equal", $"{Wide} Tier 1>1 None Equal",
            ],
            plan);
    }

    [Fact]
    public async Task What_the_ledger_confirmed_after_the_inventory_was_read_goes_before_it()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Hold(1, """[{"key":"Business","value":"Old"},{"key":"Tier","value":"1"},{"key":"Owner","value":"Ann"}]""");
        await scenario.ExportInventoryAsync();
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        scenario.Write("update", [new("Business", "New"), new("Owner", null)], isSettled: true, 1);

        List<string> plan = scenario.Compare("1,New,1,Ann");

        Assert.Equal(["1 Business New>New None Equal", "1 Owner >Ann Add New", "1 Tier 1>1 None Equal"], plan);
    }

    [Fact]
    public async Task What_the_inventory_saw_after_the_ledgers_confirmation_is_drift_where_it_differs()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Write("add", [new("Business", "Ours"), new("Tier", "1"), new("Owner", "Ann")], isSettled: true, 1);
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        scenario.Hold(1, """[{"key":"Business","value":"Theirs"},{"key":"Owner","value":"Bob"}]""");
        await scenario.ExportInventoryAsync();

        List<string> overwriting = scenario.Compare("1,Ours,1,Bob");
        scenario.Options = scenario.Options with { Rules = new ComparisonRules { WhenDrifted = DriftAction.Keep } };
        List<string> keeping = scenario.Compare();

        Assert.Equal(["1 Business Theirs>Ours Update Drifted", "1 Owner Bob>Bob None Equal", "1 Tier >1 Add Drifted"], overwriting);
        Assert.Equal(["1 Business Theirs>Ours Withheld Drifted", "1 Owner Bob>Bob None Equal", "1 Tier >1 Withheld Drifted"], keeping);
    }

    [Fact]
    public async Task What_is_in_doubt_is_in_the_plan_again()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Write("add", [new("Business", "Cards"), new("Tier", "1")], isSettled: true, 1);
        scenario.Write("update", [new("Business", "Loans")], isSettled: false, 1, 2);

        List<string> plan = scenario.Compare("1,Cards,1,", "2,Loans,,");

        Assert.Equal(
            [
                "1 Business Cards>Cards Update InDoubt", "1 Owner > None Equal", "1 Tier 1>1 None Equal",
                "2 Business >Loans Add InDoubt", "2 Owner > None Equal", "2 Tier > None Equal",
            ],
            plan);
    }

    [Fact]
    public async Task An_asset_leaves_with_what_was_written_for_it_unless_it_may_be_in_a_row_that_was_rejected()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Hold(1, """[{"key":"Business","value":"Cards"}]""");
        scenario.Hold(2, """[{"key":"Business","value":"Cards"}]""");
        await scenario.ExportInventoryAsync();
        scenario.Options = scenario.Options with { Rules = new ComparisonRules { WhenAssetLeaves = AssetLeavesAction.Remove } };

        Assert.Contains("2 Business Cards> None Left", scenario.Compare("1,Cards,,"));
        scenario.Write("add", [new("Business", "Cards")], isSettled: true, 2);

        List<string> whole = scenario.Compare("1,Cards,,");
        List<string> hidden = scenario.Compare("1,Cards,,", "\"2,000,000\",Cards,,");
        List<string> empty = scenario.Compare("1,Cards,,", ",Cards,,");

        Assert.Contains("2 Business Cards> Remove Left", whole);
        Assert.Contains("2 Business Cards> Withheld Left", hidden);
        Assert.Contains("2 Business Cards> Remove Left", empty);
    }

    [Fact]
    public async Task A_row_with_a_cut_value_and_ids_that_can_be_read_hides_no_asset_but_its_own()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Options = scenario.Options with { Rules = new ComparisonRules { WhenAssetLeaves = AssetLeavesAction.Remove } };
        foreach (ulong id in (ulong[])[1, 2, 3, 4])
        {
            scenario.Write("add", [new("Business", "Cards")], isSettled: true, id);
        }

        List<string> read = scenario.Compare("1,Cards,,", $"\"2,3\",{Cut},,");
        List<string> hidden = scenario.Compare("1,Cards,,", $"\"2,x\",{Cut},,");

        Assert.Equal(["1 Business Cards>Cards None Equal", "4 Business Cards> Remove Left"], read.Where(line => line.Contains("Business", StringComparison.Ordinal)));
        Assert.Contains("4 Business Cards> Withheld Left", hidden);
    }

    [Fact]
    public async Task Of_an_export_that_was_cut_between_two_rows_nothing_has_left_for_sure()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Options = scenario.Options with { Rules = new ComparisonRules { WhenAssetLeaves = AssetLeavesAction.Remove } };
        scenario.Write("add", [new("Business", "Cards")], isSettled: true, 1, 2);

        List<string> cut = scenario.Compare(CutGzip("Id,B,T,O\n1,Cards,,\n", "2,Cards,,\n"));
        Assert.Contains("2 Business Cards> Withheld Left", cut);
        Assert.Contains(scenario.Events.OfType<ConnectorWarning>(), warning => warning.Message.Contains("missing, or was rejected, may have had the asset for", StringComparison.Ordinal));

        Assert.Contains("2 Business Cards> Remove Left", scenario.Compare("1,Cards,,"));
    }

    [Fact]
    public async Task A_value_that_a_row_with_fewer_cells_may_lack_is_not_stale()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Options = scenario.Options with { Rules = new ComparisonRules { RemoveStale = true } };
        scenario.Write("add", [new("Business", "Cards"), new("Owner", "Ann")], isSettled: true, 1, 2);

        List<string> shortRows = scenario.Compare("1,Cards", "2,Loans,,");
        Assert.Contains("1 Owner Ann> Withheld Emptied", shortRows);
        Assert.Contains("2 Owner Ann> Withheld Emptied", shortRows);
        Assert.Contains("2 Business Cards>Loans Update Changed", shortRows);
        Assert.Contains(
            scenario.Events.OfType<ConnectorWarning>(),
            warning => warning.Message.StartsWith("Rows of the export with fewer cells than the header may lack the value of: 'Owner' of 2 assets. It is left as it is.", StringComparison.Ordinal));

        Assert.Contains("1 Owner Ann> Remove Emptied", scenario.Compare("1,Cards,,", "2,Loans,,"));
    }

    // What was flushed is there, and the end of the file is not.
    private static byte[] CutGzip(string there, string missing)
    {
        using var file = new MemoryStream();
        using var gzip = new GZipStream(file, CompressionLevel.Optimal);
        gzip.Write(Encoding.UTF8.GetBytes(there));
        gzip.Flush();
        byte[] cut = file.ToArray();
        gzip.Write(Encoding.UTF8.GetBytes(missing));
        return cut;
    }

    [Fact]
    public async Task An_id_whose_rows_disagree_is_not_planned_and_has_not_left()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Hold(1, """[{"key":"Business","value":"Cards"}]""");
        scenario.Hold(2, """[{"key":"Business","value":"Cards"}]""");
        await scenario.ExportInventoryAsync();
        scenario.Options = scenario.Options with { Rules = new ComparisonRules { WhenAssetLeaves = AssetLeavesAction.Remove } };

        List<string> plan = scenario.Compare("1,Cards,,", "1,Loans,,", "2,Loans,,", "2,Loans,,");

        Assert.Equal(["2 Business Cards>Loans Update Changed", "2 Owner > None Equal", "2 Tier > None Equal"], plan);
        Assert.Contains("1 asset id", Assert.Single(scenario.Events.OfType<ConnectorWarning>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_done_stands_once_for_all_assets_with_the_same_values()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Write("add", [new("Business", "Cards")], isSettled: true, [.. Enumerable.Range(1, 50).Select(id => (ulong)id)]);

        scenario.Compare([.. Enumerable.Range(1, 100).Select(id => $"{id},{(id % 2 == 0 ? "Cards" : "Loans")},,")]);

        // Cards or Loans, known or not.
        Assert.Equal(["4|100"], scenario.Query("SELECT (SELECT COUNT(*) FROM plan_pair), (SELECT COUNT(*) FROM plan_asset)"));
        Assert.Equal(["25|Update|Changed", "25|None|Equal", "50|Add|New"], scenario.Query(
            "SELECT COUNT(*), action, reason FROM qualys_attribute_plan WHERE key = 'Business' GROUP BY action, reason ORDER BY action DESC, 1"));
    }

    [Theory]
    [InlineData("other", "InventoryOfOthers")]
    [InlineData("old", "InventoryTooOld")]
    [InlineData("gateway", "InventoryOfAnotherHost")]
    [InlineData("host", "LedgerOfAnotherHost")]
    [InlineData("missing", "DatabaseNotFound")]
    [InlineData("nothing", "NothingToCompareWith")]
    [InlineData("ledger in no folder", "LedgerNotWritable")]
    [InlineData("ledger is a folder", "LedgerOfAnotherKind")]
    public async Task What_cannot_say_what_Qualys_holds_is_refused_and_nothing_is_planned(string what, string errorId)
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        scenario.Hold(77, """[{"key":"Business","value":"Cards"}]""");
        scenario.Hold(1, null);
        scenario.Write("add", [new("Business", "Cards")], isSettled: true, 1);
        await scenario.ExportInventoryAsync();
        scenario.Compare("1,Cards,,");
        scenario.Options = what switch
        {
            "old" => scenario.Options with { MaximumInventoryAge = TimeSpan.Zero },
            "gateway" => scenario.Options with { Gateway = "https://gateway.qg1.apps.qualys.com" },
            "host" => scenario.Options with { ApiHost = "qualysapi.qualys.com" },
            "missing" => scenario.Options with { InventoryPath = Path.Combine(scenario.Inventory.Folder, "none.db") },
            "ledger in no folder" => scenario.Options with { LedgerPath = Path.Combine(scenario.Inventory.Folder, "none", "ledger.sqlite") },
            "ledger is a folder" => scenario.Options with { LedgerPath = scenario.Inventory.Folder },
            "nothing" => scenario.Options with { InventoryPath = null, LedgerPath = null },
            _ => scenario.Options,
        };

        ConnectorException exception = Assert.ThrowsAny<ConnectorException>(() => what == "other" ? scenario.Compare("2,Cards,,") : scenario.Compare());

        Assert.Equal(errorId, exception.ErrorId);
        Assert.DoesNotContain("  ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_stands_in_three_sources_the_plan_follows_the_rule_for_each_asset()
    {
        await using ComparisonScenario scenario = await ComparisonScenario.StartAsync();
        var random = new Random(20261127);
        string?[] values = [null, "a", "b"];
        var known = new Dictionary<ulong, string?>();
        for (ulong id = 1; id <= 60; id++)
        {
            string? value = random.GetItems(values, 1)[0];
            if (random.Next(4) > 0)
            {
                scenario.Hold(id, value is null ? null : $$"""[{"key":"Business","value":"{{value}}"}]""");
                known[id] = value;
            }
        }

        await scenario.ExportInventoryAsync();
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        for (ulong id = 1; id <= 60; id += 3)
        {
            string? value = random.GetItems(values, 1)[0];
            scenario.Write(value is null ? "remove" : "update", [new("Business", value)], isSettled: true, id);
            known[id] = value;
        }

        var desired = Enumerable.Range(1, 60).Where(_ => random.Next(5) > 0).ToDictionary(id => (ulong)id, _ => random.GetItems(values, 1)[0]);
        List<string> plan = scenario.Compare([.. desired.Select(each => $"{each.Key},{each.Value},,")]);

        foreach ((ulong id, string? value) in desired)
        {
            bool isKnown = known.TryGetValue(id, out string? held);
            string expected = value == held ? $"{held}>{value} None Equal"
                : !isKnown ? $">{value} Withheld UnknownAsset"
                : value is null ? $"{held}> None Emptied"
                : held is null ? $">{value} Add New"
                : $"{held}>{value} Update Changed";
            Assert.Contains($"{id} Business {expected}", plan);
        }

        Assert.NotEmpty(desired);
    }
}
