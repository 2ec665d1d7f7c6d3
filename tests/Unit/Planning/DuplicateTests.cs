using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Asset ids that stand in several rows.</summary>
public sealed class DuplicateTests
{
    // 1 and 5 stand once; 2 twice, alike; 3 twice, in conflict; 4 three times, two of them alike.
    private static ExportBuilder Export => new ExportBuilder()
        .Row("1", "a").Row("2", "a").Row("3", "a").Row("4", "a").Row("2", " a\uFEFF ").Row("3", "b").Row("4", "b").Row("4", "a").Row("5", "b");

    [Fact]
    public void By_default_rows_that_agree_count_once_and_an_id_whose_rows_disagree_is_left_out()
    {
        using TestRun run = TestRun.Whole(Export);

        Assert.Equal(["1,2", "5"], run.Column("SELECT asset_ids FROM qualys_attribute_payloads_transformed ORDER BY group_number"));
        Assert.Equal(["1 2", "2 3", "5 10"], run.Column("SELECT asset_id || ' ' || line FROM qualys_attribute_payloads_clean"));
    }

    [Fact]
    public void Every_row_of_a_repeated_id_is_listed_with_what_became_of_it()
    {
        using TestRun run = TestRun.Whole(Export);

        Assert.Equal(
            ["2 3 1 0", "3 4 0 1", "4 5 0 1", "2 6 0 0", "3 7 0 1", "4 8 0 1", "4 9 0 1"],
            run.Column("SELECT asset_id || ' ' || line || ' ' || is_kept || ' ' || is_conflicting FROM qualys_attribute_payloads_duplicates"));
        Assert.Equal("[{\"key\": \"Business\", \"value\": \"b\"}]", run.Cell("SELECT payload_custom_attributes FROM qualys_attribute_payloads_duplicates WHERE line = 7"));
    }

    [Fact]
    public void Exclude_leaves_every_repeated_id_out()
    {
        using TestRun run = TestRun.Whole(Export, duplicates: DuplicateAction.Exclude);

        Assert.Equal(["1", "5"], run.Column("SELECT asset_ids FROM qualys_attribute_payloads_transformed ORDER BY group_number"));
        Assert.Equal(["1 2", "5 10"], run.Column("SELECT asset_id || ' ' || line FROM qualys_attribute_payloads_clean"));
        Assert.Equal(
            ["2 3 0 0", "3 4 0 1", "4 5 0 1", "2 6 0 0", "3 7 0 1", "4 8 0 1", "4 9 0 1"],
            run.Column("SELECT asset_id || ' ' || line || ' ' || is_kept || ' ' || is_conflicting FROM qualys_attribute_payloads_duplicates"));
    }

    [Theory]
    [InlineData(DuplicateAction.ExcludeConflicting, 7, 2, 3)]
    [InlineData(DuplicateAction.Exclude, 7, 3, 2)]
    public void The_stage_counts_duplicates(DuplicateAction action, int rows, int excluded, int grouped)
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        using GroupStage stage = GroupStage.Start(run.DatabasePath, action, "test", run.Listener);
        stage.AddAll(TestContext.Current.CancellationToken);
        Assert.Equal(2, stage.Complete(TestContext.Current.CancellationToken).Count());

        Assert.Equal((rows, excluded, grouped, 0), (stage.DuplicateRows, stage.ExcludedAssets, stage.GroupedAssets, stage.AssetsWithoutValues));
        Assert.Contains(run.Warnings, warning => warning.Contains($"{excluded} asset ids", StringComparison.Ordinal));
    }

    [Fact]
    public void Ids_left_out_are_warned_about_and_ids_that_agree_are_not()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Row("1", "a").Row("2", "a"));
        run.MakePayloads();
        run.Group();
        Assert.Empty(run.Warnings);

        run.Group(DuplicateAction.Exclude);
        Assert.Single(run.Warnings);
    }

    [Theory]
    // Of each row its place, and whether it is the first of its id, is kept, disagrees with others, is left out with all of its id.
    [InlineData(DuplicateAction.ExcludeConflicting, "4 1", "0: F K - - | 2: - - - - | 1: F - C X | 3: - - C X", "1,2,3")]
    [InlineData(DuplicateAction.Exclude, "4 2", "0: F - - X | 2: - - - X | 1: F - C X | 3: - - C X", "0,1,2,3")]
    public void Each_row_is_told_with_what_becomes_of_it(DuplicateAction action, string counts, string expected, string excluded)
    {
        var input = new GroupInput();
        foreach ((int row, (ulong id, int set)) in (((ulong, int)[])[(5, 1), (3, 1), (5, 1), (3, 2), (9, 1)]).Index())
        {
            input.TryAdd(new StoredRecord(row + 1, id, row + 2, set));
        }

        List<string> found = [];
        (long rows, long assets) = DuplicateRows.Exclude(input, action, row => found.Add(
            $"{row.Row}: {(row.IsFirst ? "F" : "-")} {(row.IsKept ? "K" : "-")} {(row.IsConflicting ? "C" : "-")} {(row.IsLeftOut ? "X" : "-")}"));

        Assert.Equal((counts, expected), ($"{rows} {assets}", string.Join(" | ", found)));
        Assert.Equal(excluded, string.Join(',', Enumerable.Range(0, 5).Where(input.IsExcluded)));
    }

    [Fact]
    public void They_are_found_in_the_order_of_their_first_rows_whatever_their_ids_are()
    {
        var input = new GroupInput();
        foreach ((int row, ulong id) in ((ulong[])[9, 5, 3, 7, 5, 3, 9, 5]).Index())
        {
            input.TryAdd(new StoredRecord(row + 1, id, row + 2, 1));
        }

        Assert.Equal(["9: 0,6", "5: 1,4,7", "3: 2,5"], input.FindRepeated().Select(each => $"{each.AssetId}: {string.Join(',', each.Rows)}"));
        Assert.Empty(new GroupInput().FindRepeated());
    }

    [Fact]
    public void An_id_that_stands_alone_is_no_duplicate()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n11\n111", "a").Row("1111", "a"));

        Assert.Empty(run.Column("SELECT * FROM qualys_attribute_payloads_duplicates"));
        Assert.Equal("1,11,111,1111", run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_transformed"));
    }

    [Fact]
    public void Only_the_repeated_ids_of_a_cell_are_left_out()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2\n3", "a").Row("2", "b"));

        Assert.Equal("1,3", run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_transformed"));
    }

    [Fact]
    public void Rows_disagree_where_one_has_a_value_and_the_other_none()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "a").Row("1", "a", "b").Row("2", "").Row("2", "x").Row("3", "y"));

        Assert.Equal(["3"], run.Column("SELECT asset_ids FROM qualys_attribute_payloads_transformed"));
        Assert.Equal("4", run.Cell("SELECT SUM(is_conflicting) FROM qualys_attribute_payloads_duplicates"));
    }

    [Fact]
    public void A_row_that_was_rejected_is_no_duplicate()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "...TRIMMED - 1 characters over 32000").Row("1", "a"));

        Assert.Empty(run.Column("SELECT * FROM qualys_attribute_payloads_duplicates"));
        Assert.Equal("1", run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_transformed"));
    }

    [Fact]
    public void An_id_with_and_without_leading_zeros_is_the_same()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("7", "a").Row("0007", "b").Row("8", "a"));

        Assert.Equal(["7", "7"], run.Column("SELECT asset_id FROM qualys_attribute_payloads_duplicates"));
    }

    [Fact]
    public void Grouping_again_with_the_other_rule_replaces_what_is_listed()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        run.Group(DuplicateAction.Exclude);
        run.Group(DuplicateAction.ExcludeConflicting);

        Assert.Equal("7 1", run.Cell("SELECT COUNT(*) || ' ' || SUM(is_kept) FROM qualys_attribute_payloads_duplicates"));
        Assert.Equal(["1,2", "5"], run.Column("SELECT asset_ids FROM qualys_attribute_payloads_grouped ORDER BY group_number"));
    }
}
