using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A comparison takes every asset of the export and every one that holds values, once, and says on record what it did.</summary>
public sealed class Comparing_an_export
{
    private static readonly DateTimeOffset Before = KnownSubscription.Read - TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset After = KnownSubscription.Read + TimeSpan.FromMinutes(1);
    private static readonly CancellationToken Stopped = new(canceled: true);

    [Fact]
    public void Assets_before_between_and_behind_those_of_the_other_side_are_each_taken()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        foreach (ulong id in (ulong[])[1, 2, 3, 4, 5, 8, 9])
        {
            known.Hold(id, id is 2 or 4 or 5 or 8 ? [$"Business={id}"] : []);
        }

        List<string> plan = known.Compare("1,a,,", "9,a,,", "5,5,,", "3,a,,", "8,x,,");

        Assert.Equal(
            [
                "1 Business >a Add New", "2 Business 2> None Left", "3 Business >a Add New", "4 Business 4> None Left",
                "5 Business 5>5 None Equal", "8 Business 8>x Update Changed", "9 Business >a Add New",
            ],
            plan.Where(line => line.Contains("Business", StringComparison.Ordinal)));
        Assert.Equal(
            ["1|2", "2|", "3|5", "4|", "5|4", "8|6", "9|3"], known.Query("SELECT qualys_id, line FROM plan_asset ORDER BY 1"));
        Assert.Equal(["7"], known.Query("SELECT SUM(count_assets) FROM plan_pair"));
    }

    [Fact]
    public void An_asset_that_holds_nothing_under_the_mapped_keys_has_not_left()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Business=Cards");
        known.Hold(2, "Else=x");
        known.Hold(3);
        known.Hold(4, seenAt: null);
        known.Hold(5, "Owner=Ann");
        known.Write(After, ["Tier=1"], isConfirmed: true, 6);
        known.Write(After, ["Tier="], isConfirmed: true, 7);
        known.Write(After, ["Tier=1"], isConfirmed: false, 8, 3);

        known.Compare("1,Cards,,");

        Assert.Equal(["1", "3", "5", "6", "8"], known.Query("SELECT qualys_id FROM plan_asset ORDER BY 1"));
        Assert.Equal(["complete|1|5"], known.Query("SELECT outcome, rows_in, rows_out FROM run WHERE stage = 'Compare'"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_known_of_one_asset_is_not_known_of_another_of_which_nothing_is(bool hasInventory)
    {
        using KnownSubscription known = new();
        if (hasInventory)
        {
            known.MakeInventory();
            known.Hold(1, "Business=Cards", "Tier=1", "Owner=Ann");
        }

        known.Write(After, ["Business=Cards", "Tier=1", "Owner=Ann"], isConfirmed: true, 1);
        known.Write(After, ["Owner=Ann"], isConfirmed: false, 9);
        known.Options = known.Options with { Rules = new ComparisonRules { WhenAssetLeaves = AssetLeavesAction.Remove } };

        List<string> plan = known.Compare("1,Cards,1,Ann", "5,Cards,1,");

        Assert.Equal(
            hasInventory
                ? ["5 Business >Cards Withheld UnknownAsset", "5 Tier >1 Withheld UnknownAsset", "9 Owner > Withheld UnknownAsset"]
                : ["5 Business >Cards Add New", "5 Tier >1 Add New", "9 Owner > Remove Left"],
            plan.Where(line => !line.EndsWith("None Equal", StringComparison.Ordinal)));
    }

    [Fact]
    public void Under_a_key_of_which_nothing_is_known_a_value_may_be_hidden_where_adding_leaves_that_as_it_is()
    {
        using KnownSubscription known = new();
        known.Write(After, ["Business=Cards", "Tier=1"], isConfirmed: true, 1);
        SqliteFile.Execute(known.LedgerPath, "INSERT INTO function_behaviour VALUES ('add', 'Existing', 'DoesNothing', 1, 1)");

        known.Compare("1,Loans,1,Ann", "5,Cards,1,");

        Assert.Equal(["1|U=B", "5|BB="], known.Query("SELECT qualys_id, actions FROM plan_asset JOIN plan_pair USING (pair_id) ORDER BY 1"));
    }

    [Fact]
    public void Assets_of_which_nothing_but_doubt_is_known_come_in_the_order_of_their_ids()
    {
        using KnownSubscription known = new();
        known.Write(After, ["Owner=Ann"], isConfirmed: false, 9);
        known.Write(After, ["Tier=1"], isConfirmed: false, 8);
        known.Compare("1,Cards,,");

        Assert.Equal(["1", "8", "9"], known.Query("SELECT qualys_id FROM plan_asset ORDER BY pair_id"));
    }

    [Fact]
    public void An_asset_is_unknown_to_a_whole_inventory_unless_the_ledger_was_told_of_it_since()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Business=Cards");
        known.Write(After, ["Tier=1"], isConfirmed: true, 3);

        List<string> plan = known.Compare("1,Loans,,", "2,Loans,,", "3,Loans,,");

        Assert.Contains("1 Business Cards>Loans Update Changed", plan);
        Assert.Contains("2 Business >Loans Withheld UnknownAsset", plan);
        Assert.Contains("3 Business >Loans Add New", plan);
        Assert.Equal(
            ["The inventory does not have the asset for: 'Business' of 1 asset. It is left as it is."], known.Warnings);
    }

    [Fact]
    public void Of_rows_that_agree_the_first_counts_wherever_it_stands()
    {
        using KnownSubscription known = new();
        int[] rows = [.. Enumerable.Range(0, 300).Select(i => (i % 100) + 1)];
        new Random(7).Shuffle(rows);

        known.Compare([.. rows.Select(id => $"{id},{id},,")]);

        Assert.Equal(
            Enumerable.Range(1, 100).Select(id => $"{id}|{Array.IndexOf(rows, id) + 2}"),
            known.Query("SELECT qualys_id, line FROM plan_asset ORDER BY qualys_id"));
        Assert.Empty(known.Events);
    }

    [Theory]
    [InlineData(DuplicateAction.ExcludeConflicting, "1", "Left out for standing in several rows that disagree: 1 asset id", "1|False 3|True")]
    [InlineData(DuplicateAction.Exclude, "2", "Left out for standing in several rows: 2 asset ids", "3|True")]
    public void An_id_that_is_left_out_is_neither_planned_nor_has_it_left(DuplicateAction action, string excluded, string told, string expected)
    {
        using KnownSubscription known = new();
        known.Write(Before, ["Business=Cards"], isConfirmed: true, 1, 2, 3);
        known.Options = known.Options with { DuplicateAction = action };
        known.Import("1,Cards,,", "2,Cards,,", "1,Cards,,", "2,Loans,,");
        using (ComparisonStage stage = ComparisonStage.Start(known.RunPath, known.Options, known))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            stage.Complete(TestContext.Current.CancellationToken);
            Assert.Equal(excluded, $"{stage.ExcludedAssets}");
            Assert.Equal(expected.Split(' ').Length, stage.Assets);
        }

        Assert.Equal([$"{told}."], known.Warnings);
        Assert.Equal(expected, string.Join(' ', known.Query("SELECT qualys_id, line IS NULL FROM plan_asset ORDER BY 1")).Replace("|0", "|False", StringComparison.Ordinal).Replace("|1", "|True", StringComparison.Ordinal));
    }

    [Fact]
    public void An_export_whose_every_id_is_left_out_is_one_of_assets_that_the_inventory_has()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Business=Cards");
        known.Hold(2, "Business=Cards");

        Assert.Contains("2 Business Cards> None Left", known.Compare("1,Cards,,", "1,Loans,,"));
    }

    [Theory]
    // Ids of the export, how many of them the inventory has as assets, and how many as hosts.
    [InlineData(4, 2, 4, false)]
    [InlineData(4, 1, 2, true)]
    [InlineData(4, 1, 1, false)]
    [InlineData(4, 0, 1, true)]
    [InlineData(5, 2, 5, false)]
    [InlineData(1, 1, 1, false)]
    public void Ids_of_which_most_are_host_ids_are_refused(int ids, int assets, int hosts, bool isRefused)
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        for (ulong id = 1; id <= (ulong)assets; id++)
        {
            known.Hold(id, "Business=Cards");
        }

        for (ulong id = 1; id <= (ulong)hosts; id++)
        {
            known.HoldHostId(1_000 + id, id);
        }

        known.Hold(1_000);
        string[] rows = [.. Enumerable.Range(1, ids).Select(id => $"{id},Cards,,")];
        if (!isRefused)
        {
            Assert.NotEmpty(known.Compare(rows));
            return;
        }

        ReconciliationException exception = Assert.Throws<ReconciliationException>(() => known.Compare(rows));

        Assert.Equal("IdsAreHostIds", exception.ErrorId);
        Assert.Equal(
            $"{(hosts == 1 ? "1 id of the export is a host id" : $"{hosts} ids of the export are host ids")} of the inventory '{known.InventoryPath}', "
            + $"and {assets} {(assets == 1 ? "is one of its" : "are its")} asset ids: the column holds ids "
            + "of another kind. Nothing was planned. Export the column of asset ids from Axonius.", exception.Message);
        Assert.Equal([$"failed|{exception.Message}"], known.Query("SELECT outcome, message FROM run WHERE stage = 'Compare'"));
    }

    [Fact]
    public void An_export_of_which_the_inventory_has_nothing_is_another_subscription_s()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Business=Cards");

        ReconciliationException exception = Assert.Throws<ReconciliationException>(() => known.Compare("8,Cards,,", "9,Cards,,"));

        Assert.Equal("InventoryOfOthers", exception.ErrorId);
        Assert.Equal(
            $"The inventory '{known.InventoryPath}' has 1 asset and none of the 2 assets of the export. Nothing was planned. Name the inventory of the "
            + "same subscription, and see that the export's ids are asset ids.", exception.Message);
        Assert.Equal([$"failed|{exception.Message}"], known.Query("SELECT outcome, message FROM run WHERE stage = 'Compare'"));
    }

    [Fact]
    public void One_asset_of_which_the_inventory_has_nothing_is_enough()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1);

        Assert.Equal("InventoryOfOthers", Assert.Throws<ReconciliationException>(() => known.Compare("8,Cards,,")).ErrorId);
    }

    [Fact]
    public void An_export_of_which_nothing_is_planned_is_no_other_subscription_s()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Else=x");

        Assert.Empty(known.Compare("8,Cards,,", "8,Loans,,"));
        Assert.Equal(["complete"], known.Query("SELECT outcome FROM run WHERE stage = 'Compare'"));
    }

    [Fact]
    public void An_inventory_without_assets_knows_none_of_the_export()
    {
        using KnownSubscription known = new();
        known.MakeInventory();

        Assert.Contains("8 Business >Cards Withheld UnknownAsset", known.Compare("8,Cards,,"));
    }

    [Fact]
    public void Without_an_inventory_no_export_is_another_subscription_s()
    {
        using KnownSubscription known = new();
        known.Write(Before, ["Business=Cards"], isConfirmed: true, 1);

        Assert.Contains("8 Business >Cards Add New", known.Compare("8,Cards,,"));
        Assert.Contains("1 Business Cards> None Left", known.ReadPlan());
    }

    [Theory]
    [InlineData(",Cards,,", "Remove")]
    [InlineData("0,Cards,,", "Withheld")]
    [InlineData("x,Cards,,", "Withheld")]
    [InlineData("\"2,000,000\",Cards,,", "Withheld")]
    [InlineData("4,Cards,\"x,,", "Withheld")]
    public void Whose_id_cannot_be_read_may_be_the_asset_that_seems_to_have_left(string rejected, string action)
    {
        using KnownSubscription known = new();
        known.Write(Before, ["Business=Cards"], isConfirmed: true, 1, 2);
        known.Options = known.Options with { Rules = new ComparisonRules { WhenAssetLeaves = AssetLeavesAction.Remove } };

        Assert.Contains($"2 Business Cards> {action} Left", known.Compare("1,Cards,,", "3,Cards,,", rejected));
    }

    [Fact]
    public void It_says_on_record_what_it_was_asked_for()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1);
        known.Write(Before, ["Business=Cards"], isConfirmed: true, 1);
        SqliteFile.Execute(known.LedgerPath, "INSERT INTO function_behaviour VALUES ('add', 'Existing', 'Writes', 1, 1)");
        known.Options = known.Options with
        {
            Rules = new ComparisonRules { RemoveStale = true, WhenAssetLeaves = AssetLeavesAction.Remove, WhenDrifted = DriftAction.Keep },
            DuplicateAction = DuplicateAction.Exclude,
        };
        known.Compare("1,Cards,,");

        Assert.Equal(
            [
                $$"""test|{"addOverwrites":true,"inventory":{{Json(known.InventoryPath)}},"ledger":{{Json(known.LedgerPath)}},"""
                + """
                  "removeStale":true,"whenAssetLeaves":"Remove","whenDrifted":"Keep","duplicateAction":"Exclude"}
                  """,
            ],
            known.Query("SELECT command, options FROM run WHERE stage = 'Compare'"));
    }

    [Fact]
    public void What_it_was_not_asked_for_is_not_on_record()
    {
        using KnownSubscription known = new();
        known.Compare("1,Cards,,");

        Assert.Equal(
            [$$"""{"ledger":{{Json(known.LedgerPath)}},"whenAssetLeaves":"Keep","whenDrifted":"Overwrite","duplicateAction":"ExcludeConflicting"}"""],
            known.Query("SELECT options FROM run WHERE stage = 'Compare'"));
        Assert.Equal([$"{PlanSource.Ledger}|{known.LedgerPath}|"], known.Query("SELECT * FROM plan_source"));
        Assert.Equal(
            [$"plan, compared with the ledger '{known.LedgerPath}', which is new:", "  Business  add 1 (New)", "  Tier      unchanged 1", "  Owner     unchanged 1"],
            Describe(known));
    }

    [Fact]
    public void It_stops_while_it_takes_the_records_and_while_it_compares()
    {
        using KnownSubscription known = new();
        known.Import("1,Cards,,");
        using (ComparisonStage stage = ComparisonStage.Start(known.RunPath, known.Options))
        {
            Assert.Throws<OperationCanceledException>(() => stage.AddAll(Stopped));
        }

        using (ComparisonStage stage = ComparisonStage.Start(known.RunPath, known.Options))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            Assert.Throws<OperationCanceledException>(() => stage.Complete(Stopped));
        }

        Assert.Equal(["incomplete|0", "incomplete|1"], known.Query("SELECT outcome, rows_in FROM run WHERE stage = 'Compare'"));
    }

    [Fact]
    public void Compared_again_it_counts_anew()
    {
        using KnownSubscription known = new();
        known.Import("1,Cards,,", "2,Cards,,");
        using (RunDatabase database = RunDatabase.Open(known.RunPath, "test"))
        {
            for (int i = 0; i < 2; i++)
            {
                using ComparisonStage stage = ComparisonStage.Start(known.RunPath, known.Options);
                stage.AddAll(TestContext.Current.CancellationToken);
                stage.Complete(TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(["1|2"], known.Query("SELECT pair_id, count_assets FROM plan_pair"));
    }

    [Fact]
    public void Records_that_come_one_by_one_are_taken_once_and_must_be_of_its_database()
    {
        using KnownSubscription known = new();
        IReadOnlyList<AxoniusRecord> others = known.Import("1,Other,,");
        IReadOnlyList<AxoniusRecord> records = known.Import("1,Cards,,", "2,Cards,,", "3,Cards,,");
        using (ComparisonStage stage = ComparisonStage.Start(known.RunPath, known.Options))
        {
            stage.Add(records[0]);
            stage.Add(records[2]);
            stage.Add(records[2]);
            Assert.Equal("DatabaseMixed", Assert.Throws<RunDatabaseException>(() => stage.Add(others[0])).ErrorId);
            stage.Complete(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["1|2", "3|4"], known.Query("SELECT qualys_id, line FROM plan_asset ORDER BY 1"));
        Assert.Equal(["complete|3|2|Pipeline"], known.Query("SELECT outcome, rows_in, rows_out, input FROM run WHERE stage = 'Compare'"));
    }

    [Fact]
    public void Where_no_record_comes_every_asset_has_left()
    {
        using KnownSubscription known = new();
        known.Write(Before, ["Business=Cards"], isConfirmed: true, 1);
        known.Import("1,Cards,,");
        using (ComparisonStage stage = ComparisonStage.Start(known.RunPath, known.Options))
        {
            stage.Complete(TestContext.Current.CancellationToken);
        }

        Assert.Contains("1 Business Cards> None Left", known.ReadPlan());
    }

    [Fact]
    public void Before_there_is_an_import_there_is_nothing_to_compare()
    {
        using KnownSubscription known = new();
        using (RunDatabase.Create(known.NextRunPath(), KnownSubscription.Contract))
        {
        }

        using ComparisonStage stage = ComparisonStage.Start(known.RunPath, known.Options);
        Assert.Equal("StageMissing", Assert.Throws<RunDatabaseException>(() => stage.AddAll(TestContext.Current.CancellationToken)).ErrorId);
    }

    [Fact]
    public void What_cannot_be_compared_with_is_refused_before_anything_is_made()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        ComparisonStage.RequireSources(known.Options);

        Assert.Throws<ReconciliationException>(() => ComparisonStage.RequireSources(known.Options with { Gateway = "https://gateway.example.com" }));
        Assert.Throws<ReconciliationException>(() => ComparisonStage.RequireSources(new ComparisonOptions()));
    }

    [Fact]
    public void Every_stage_behind_it_counts_what_it_took_and_made()
    {
        using KnownSubscription known = new();
        known.Write(Before, ["Business=Cards"], isConfirmed: true, 1, 2);
        known.Compare("1,Loans,2,", "2,Loans,,", "3,Cards,,", "4,Cards,,", "5,Cards,,");
        known.MakeBatches();

        Assert.Equal(
            ["Import|5|5", "Compare|5|5", "Payload|6|6", "Group|6|3", "Split|3|4"], known.Query("SELECT stage, rows_in, rows_out FROM run ORDER BY run_id"));
        Assert.Equal(["6|6"], known.Query("SELECT (SELECT COUNT(*) FROM qualys_attribute_payloads), (SELECT COUNT(*) FROM qualys_attribute_payloads_clean)"));
    }

    [Fact]
    public void Inventory_and_ledger_are_given_back_at_the_end()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        ComparisonStage.RequireSources(known.Options);
        known.Hold(1);
        known.Write(Before, ["Business=Cards"], isConfirmed: true, 1);
        known.Compare("1,Cards,,");
        Assert.Throws<RunDatabaseException>(() => ComparisonStage.Start(Path.Combine(known.Folder.Path, "none.db"), known.Options));

        // A file that somebody has open cannot be locked for oneself.
        SqliteFile.Execute(known.InventoryPath, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; DELETE FROM inventory_page");
        SqliteFile.Execute(known.LedgerPath, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; DELETE FROM observation");
    }

    private static string Json(string path) => System.Text.Json.JsonSerializer.Serialize(path);

    private static string[] Describe(KnownSubscription known)
    {
        using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);
        return [.. PlanWords.Of(database)];
    }
}
