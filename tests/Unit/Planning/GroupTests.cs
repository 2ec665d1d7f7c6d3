using System.Globalization;
using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Payloads, groups and batches.</summary>
public sealed class GroupTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(65_536)]
    [InlineData(1_000_003)]
    public void A_payload_that_comes_a_second_time_is_known_however_many_there_are(long recordId)
    {
        var input = new GroupInput();

        Assert.True(input.TryAdd(new StoredRecord(recordId, 7, 1, 1)));
        Assert.False(input.TryAdd(new StoredRecord(recordId, 7, 1, 1)));
        Assert.True(input.TryAdd(new StoredRecord(recordId - 1, 8, 1, 1)));
        Assert.Equal(2, input.Count);
    }

    [Fact]
    public void Ids_stand_by_their_set_in_the_order_in_which_they_came()
    {
        (int Set, ulong Id)[] each = [(0, 7), (2, 5), (0, 6), (1, 9), (0, 8)];
        var ids = new AssetIdsBySet(3);
        foreach ((int set, ulong _) in each)
        {
            ids.Count(set);
        }

        ids.MakeRoom();
        foreach ((int set, ulong id) in each)
        {
            ids.Add(set, id);
        }

        Assert.Equal(["7,6,8", "9", "5", ""], Enumerable.Range(0, 4).Select(set => string.Join(',', ids.Of(set))));
        ids.Remove(0);
        ids.Remove(3);
        Assert.Equal(["", "9", "5", ""], Enumerable.Range(0, 4).Select(set => string.Join(',', ids.Of(set))));
    }

    [Fact]
    public void Empty_values_are_no_part_of_a_payload()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "a", "", " ", "\uFEFF", "\n", "b"));
        run.Import();

        Assert.Equal("Business=a Primary_Service=b", string.Join(' ', run.MakePayloads().Single().Set.NonEmpty));
        Assert.Equal(
            "[{\"key\": \"Business\", \"value\": \"a\"}, {\"key\": \"Primary_Service\", \"value\": \"b\"}]",
            run.Cell("SELECT payload_custom_attributes FROM qualys_attribute_payloads"));
    }

    [Fact]
    public void An_asset_without_any_value_is_not_sent_and_is_listed()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "a").Row("2\n3").Row("4", " ", "\n", "\uFEFF").Row("x"));

        Assert.Equal("1", run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_grouped"));
        Assert.Equal(["7 InvalidAssetId x", "3 NoValues 2", "3 NoValues 3", "5 NoValues 4"], run.Rejections());
        Assert.Contains(run.Warnings, warning => warning.StartsWith("Not sent for lack of any value: 3 assets", StringComparison.Ordinal));
        Assert.Equal(["1", "2", "3", "4"], run.Column("SELECT asset_id FROM qualys_attribute_payloads_clean"));
        Assert.Equal("[]", run.Cell("SELECT payload_custom_attributes FROM qualys_attribute_payloads WHERE asset_id = '2'"));
    }

    [Fact]
    public void An_asset_without_values_that_stands_twice_is_listed_once()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1").Row("1").Row("2", "a"));

        Assert.Equal(["2 NoValues 1"], run.Rejections());
        Assert.Equal("2", run.Cell("SELECT COUNT(*) FROM qualys_attribute_payloads_duplicates"));
    }

    [Fact]
    public void Grouping_again_lists_assets_without_values_once()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1").Row("x", "a").Row("2", "a"));
        run.Group();

        Assert.Equal(["3 InvalidAssetId x", "2 NoValues 1"], run.Rejections());
    }

    [Fact]
    public void Assets_with_the_same_attributes_make_one_group_and_others_another()
    {
        using var run = new TestRun(new ExportBuilder().Row("9", "a", "b").Row("8", "a").Row("7\n3", "a", "b").Row("5", "", "a").Row("1", "A"));
        run.Import();
        run.MakePayloads();

        IReadOnlyList<QualysPayloadGroup> groups = run.Group();

        Assert.Equal(["1", "9,7,3", "8", "5"], groups.Select(group => string.Join(',', group.AssetIds)));
        Assert.Equal(["Business=A", "Business=a Division=b", "Business=a", "Division=a"], groups.Select(group => string.Join(' ', group.Set.NonEmpty)));
        Assert.Equal([1, 3, 1, 1], groups.Select(group => group.AssetCount));
    }

    [Fact]
    public void Thousands_of_different_attribute_lists_are_each_found_again()
    {
        const int Lists = 5_000;
        using TestRun run = TestRun.Whole(Enumerable.Range(0, 2 * Lists).Aggregate(
            new ExportBuilder(), (export, i) => export.Row((i + 1).ToString(CultureInfo.InvariantCulture), $"value {i % Lists}")));

        Assert.Equal($"{Lists} 2 2", run.Cell("SELECT COUNT(*) || ' ' || MIN(count_asset_ids) || ' ' || MAX(count_asset_ids) FROM qualys_attribute_payloads_grouped"));
    }

    [Fact]
    public void Tens_of_thousands_of_assets_keep_their_order_through_every_stage()
    {
        const int Assets = 120_000;
        using TestRun run = TestRun.Whole(Enumerable.Range(1, Assets).Aggregate(
            new ExportBuilder(), (export, i) => export.Row((Assets + 1 - i).ToString(CultureInfo.InvariantCulture), "a")));

        Assert.Equal(string.Join(',', Enumerable.Range(1, Assets).Reverse()), run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_grouped"));
        Assert.Equal("1200 100 100", run.Cell("SELECT COUNT(*) || ' ' || MIN(count_asset_ids) || ' ' || MAX(count_asset_ids) FROM qualys_attribute_payloads_transformed"));
        Assert.Equal($"{Assets}", run.Cell("SELECT COUNT(*) FROM qualys_attribute_payloads_clean"));
    }

    [Fact]
    public void Groups_are_numbered_from_1_in_ordinal_order_of_the_attribute_list()
    {
        string[] values = ["b", "B", "a", "Z", "ä", "é", "10", "9", "~", "\"", "\\", "保", "🏦", "\uE000", "\uFFFD", "a b", "a,b", "a\"b", "[", "{"];
        using TestRun run = TestRun.Whole(values.Aggregate(new ExportBuilder(), (export, value) => export.Row((Array.IndexOf(values, value) + 1).ToString(CultureInfo.InvariantCulture), value)));

        List<string?[]> groups = run.Query("SELECT group_number, payload_custom_attributes, asset_ids FROM qualys_attribute_payloads_grouped");

        Assert.Equal(Enumerable.Range(1, values.Length).Select(i => i.ToString(CultureInfo.InvariantCulture)), groups.Select(group => group[0]));
        string[] texts = groups.Select(group => group[1]!).ToArray();
        Assert.Equal(texts.OrderBy(text => Convert.ToHexString(Encoding.UTF8.GetBytes(text)), StringComparer.Ordinal), texts);
    }

    [Fact]
    public void Ids_of_a_group_are_in_input_order()
    {
        ulong[] ids = Enumerable.Range(1, 500).Select(i => (ulong)i).ToArray();
        new Random(5).Shuffle(ids);
        using TestRun run = TestRun.Whole(ids.Aggregate(new ExportBuilder(), (export, id) => export.Row(id.ToString(CultureInfo.InvariantCulture), id % 3 == 0 ? "x" : "y")));

        Assert.Equal(string.Join(',', ids.Where(id => id % 3 == 0)), run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_grouped WHERE group_number = 1"));
        Assert.Equal(ids.Where(id => id % 3 != 0).Chunk(100).Select(chunk => string.Join(',', chunk)), run.Column("SELECT asset_ids FROM qualys_attribute_payloads_split WHERE group_number = 2"));
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(99, "99")]
    [InlineData(100, "100")]
    [InlineData(101, "100,1")]
    [InlineData(200, "100,100")]
    [InlineData(201, "100,100,1")]
    public void A_batch_holds_at_most_a_hundred_ids(int assets, string expected)
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row(string.Join('\n', Enumerable.Range(1, assets)), "a"));

        Assert.Equal(expected, string.Join(',', run.Column("SELECT count_asset_ids FROM qualys_attribute_payloads_split ORDER BY batch_number")));
        Assert.Equal(assets.ToString(CultureInfo.InvariantCulture), run.Cell("SELECT count_asset_ids FROM qualys_attribute_payloads_grouped"));
        Assert.Equal(string.Join(',', Enumerable.Range(1, assets)), string.Join(',', run.Column("SELECT asset_ids FROM qualys_attribute_payloads_split ORDER BY batch_number")));
    }

    [Theory]
    [InlineData(1, "1,1,1")]
    [InlineData(2, "2,1")]
    [InlineData(3, "3")]
    [InlineData(10_000, "3")]
    public void The_batch_size_can_be_chosen(int batchSize, string expected)
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2\n3", "a"), batchSize: batchSize);

        Assert.Equal(expected, string.Join(',', run.Column("SELECT count_asset_ids FROM qualys_attribute_payloads_transformed")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void A_batch_size_beyond_reason_is_refused(int batchSize)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));
        Assert.Throws<ArgumentOutOfRangeException>(() => SplitStage.Start(run.DatabasePath, batchSize, "test"));
    }

    [Fact]
    public void Batches_are_numbered_from_1_in_each_group()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2\n3", "b").Row("4\n5", "a").Row("6", "c"), batchSize: 2);

        Assert.Equal(
            ["1.1 4,5", "2.1 1,2", "2.2 3", "3.1 6"],
            run.Column("SELECT group_number || '.' || batch_number || ' ' || asset_ids FROM qualys_attribute_payloads_split"));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("say \"x\"")]
    [InlineData("back\\slash and / slash \\u0041 \\n")]
    [InlineData("tab\tand more")]
    [InlineData("保険 Süd é 🏦 \uD83D\uDC69\u200D\uD83D\uDCBB")]
    [InlineData("\u2028\u2029x\u0085y")]
    [InlineData("<script>&amp;'")]
    [InlineData("{\"key\": \"Division\", \"value\": \"x\"}, ")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("123")]
    [InlineData("%s %1 ?1 {0}")]
    public void Any_text_gives_valid_JSON_that_equals_the_value(string value)
    {
        // A line break of Unicode is a line break.
        string expected = value.Trim().Replace('\u0085', ',');
        using TestRun run = TestRun.Whole(new ExportBuilder().RowWith("1", "Portfolio", value).Row("2", "other"));

        foreach (string table in (string[])["", "_clean"])
        {
            AssertAttribute(run.Cell($"SELECT payload_custom_attributes FROM qualys_attribute_payloads{table} WHERE asset_id = '1'")!, expected);
        }

        foreach (string table in (string[])["_grouped", "_split", "_transformed", "_transformed_execution_log"])
        {
            AssertAttribute(run.Cell($"SELECT payload_custom_attributes FROM qualys_attribute_payloads{table} WHERE asset_ids = '1'")!, expected);
            using JsonDocument request = JsonDocument.Parse(run.Cell($"SELECT payload FROM qualys_attribute_payloads{table} WHERE asset_ids = '1'")!);
            AssertAttribute(request.RootElement.GetProperty("ServiceRequest").GetProperty("data").GetProperty("Asset").GetProperty("customAttributes").GetProperty("add").GetProperty("CustomAttribute").GetRawText(), expected);
        }

        Assert.Equal(expected, run.Split().Single(batch => batch.AssetIds[0] == 1).Attributes.Single().Value);
    }

    private static void AssertAttribute(string json, string expected)
    {
        using JsonDocument list = JsonDocument.Parse(json);
        JsonElement attribute = Assert.Single(list.RootElement.EnumerateArray());
        Assert.Equal("Portfolio", attribute.GetProperty("key").GetString());
        Assert.Equal(expected, attribute.GetProperty("value").GetString());
    }
}
