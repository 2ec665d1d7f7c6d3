using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>A mapping of the user's own in place of the default contract.</summary>
public sealed class MappingTests
{
    private static readonly Dictionary<string, string> Simple = new() { ["Owner Name"] = "Owner", ["Cost"] = "Cost_Center" };

    [Fact]
    public void A_mapping_replaces_the_contract()
    {
        AxoniusContract contract = AxoniusContract.FromMapping(Simple);
        using TestRun run = TestRun.Whole(new ExportBuilder(contract).Row("1", "Ann", "42").Row("2", "", "42"), contract);

        Assert.Equal("1|Ann|42", string.Join('|', run.Query("SELECT qualys_id, Owner, Cost_Center FROM axonious_data")[0]));
        Assert.Equal(
            ["[{\"key\": \"Cost_Center\", \"value\": \"42\"}]", "[{\"key\": \"Owner\", \"value\": \"Ann\"}, {\"key\": \"Cost_Center\", \"value\": \"42\"}]"],
            run.Column("SELECT payload_custom_attributes FROM qualys_attribute_payloads_grouped ORDER BY group_number"));
    }

    [Fact]
    public void The_order_of_the_mapping_is_the_order_of_the_attributes_and_not_that_of_the_export()
    {
        AxoniusContract contract = new(AxoniusContract.DefaultAssetIdHeader, [new("C", "Zulu"), new("A", "Alpha"), new("B", "Mike")]);
        using var run = new TestRun(new ExportBuilder().Header("A,B,C,Qualys Scans: Qualys ID").Line("a,b,c,1"));
        run.Options = run.Options with { Contract = contract };
        run.Import();

        Assert.Equal("Zulu=c; Alpha=a; Mike=b", run.MakePayloads().Single().Attributes.ToString());
        Assert.Equal("1,c,a,b", string.Join(',', run.Query("SELECT * FROM axonious_data").Single()[..4]));
    }

    [Fact]
    public void The_default_asset_id_column_holds_where_a_mapping_names_none() =>
        Assert.Equal("Qualys Scans: Qualys ID", AxoniusContract.FromMapping(Simple).AssetIdHeader);

    [Theory]
    [InlineData("AssetID")]
    [InlineData(" assetid ")]
    public void A_mapping_may_name_the_asset_id_column(string key)
    {
        AxoniusContract contract = AxoniusContract.FromMapping(new Dictionary<string, string>(Simple) { ["My id"] = key });

        Assert.Equal("My id", contract.AssetIdHeader);
        Assert.Equal(["Owner", "Cost_Center"], contract.Keys);
    }

    [Fact]
    public void A_named_asset_id_column_counts_before_the_mappings_own()
    {
        AxoniusContract contract = AxoniusContract.FromMapping(new Dictionary<string, string>(Simple) { ["My id"] = "AssetID" }, "\uFEFFOther id ");
        Assert.Equal("Other id", contract.AssetIdHeader);

        using TestRun run = TestRun.Imported(new ExportBuilder(contract).Row("7", "Ann"), contract);
        Assert.Equal("7", run.Cell("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void A_missing_column_of_a_mapping_is_named()
    {
        AxoniusContract contract = AxoniusContract.FromMapping(Simple);
        using var run = new TestRun(new ExportBuilder().Header("Qualys Scans: Qualys ID,Cost").Line("1,2"));
        run.Options = run.Options with { Contract = contract };

        Assert.Equal(["Owner Name"], Assert.Throws<AxoniusContractException>(run.Import).MissingHeaders);
    }

    [Fact]
    public void A_database_knows_its_mapping_in_a_later_session()
    {
        AxoniusContract contract = AxoniusContract.FromMapping(new Dictionary<string, string>(Simple) { ["My \"id\""] = "AssetID" });
        using TestRun run = TestRun.Imported(new ExportBuilder(contract).Row("1", "Ann", "42"), contract);

        using QualysCustomAttributes.Runs.RunDatabase database = QualysCustomAttributes.Runs.RunDatabase.Open(run.DatabasePath);

        Assert.Equal("My id", database.Contract.AssetIdHeader);
        Assert.Equal(contract.Columns, database.Contract.Columns);
        Assert.Equal("Owner=Ann; Cost_Center=42", run.MakePayloads().Single().Attributes.ToString());
    }

    [Theory]
    [InlineData("Own\u0000er")]
    [InlineData("Own\u0001er")]
    [InlineData("Own\u007Fer")]
    [InlineData("\u001b[31mred")]
    [InlineData("Own\u202Eer")]
    [InlineData("Own\u200Ber")]
    [InlineData("Own\uFFFEer")]
    [InlineData("Own\uD83Der")]
    [InlineData("Own\U000E0041er")]
    public void A_key_with_what_never_may_reach_a_payload_is_refused(string key) =>
        Assert.Contains(
            "for 'Cost' holds a character that nobody sees",
            Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromMapping(new Dictionary<string, string> { ["Cost"] = key })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_mapping_is_read_from_a_JSON_file_in_its_order()
    {
        AxoniusContract contract = FromJson("""
            {
              // comments and a trailing comma are forgiven
              "Cost": "Cost_Center",
              "My id": "AssetID",
              "Owner Name": "Owner",
            }
            """);

        Assert.Equal("My id", contract.AssetIdHeader);
        Assert.Equal([new("Cost", "Cost_Center"), new("Owner Name", "Owner")], contract.Columns);
    }

    [Fact]
    public void A_JSON_file_with_a_byte_order_mark_is_read()
    {
        AxoniusContract contract = FromJson("\uFEFF{ \"Straße\": \"Street\" }");
        Assert.Equal([new("Straße", "Street")], contract.Columns);
    }

    [Theory]
    [InlineData(@"{ ""A"": ""B\ud800s"" }", "no valid Unicode")]
    [InlineData(@"{ ""A\ud800"": ""B"" }", "no valid Unicode")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("\"Owner\"", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("{ \"A\": 1 }", "'A'")]
    [InlineData("{ \"A\": null }", "'A'")]
    [InlineData("{ \"A\": { \"B\": \"C\" } }", "'A'")]
    [InlineData("{ \"A\": \"B\"", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    [InlineData("{}", "no attribute")]
    [InlineData("{ \"A\": \"AssetID\" }", "no attribute")]
    [InlineData("{ \"A\": \"B\", \"A\": \"C\" }", "'A' twice")]
    [InlineData("{ \"A\": \"B\", \"Z\": \"b\" }", "'b'")]
    [InlineData("{ \"A\": \"AssetID\", \"B\": \"AssetID\", \"C\": \"C\" }", "AssetID")]
    public void A_JSON_file_that_is_no_mapping_is_refused(string json, string expected)
    {
        AxoniusMappingException exception = Assert.Throws<AxoniusMappingException>(() => FromJson(json));

        Assert.Equal(("MappingInvalid", ConnectorErrorKind.InvalidArgument), (exception.ErrorId, exception.Kind));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_JSON_file_that_does_not_exist_is_named()
    {
        using var folder = new TemporaryFolder();
        AxoniusMappingException exception = Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromJsonFile(folder.File("none.json")));
        Assert.Contains("none.json", exception.Message, StringComparison.Ordinal);
        string large = folder.Write("large.json", Encoding.UTF8.GetBytes("{" + new string(' ', 1 << 20) + "}"));
        exception = Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromJsonFile(large));
        Assert.Contains("cannot be read: it has 1,048,578 bytes, and 1,048,576 are the most", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "Key", "b", "KEY")]
    [InlineData("a", "Key", "b", " key ")]
    [InlineData("a", "Key", "\uFEFFa ", "Other")]
    [InlineData("a", "", "b", "B")]
    [InlineData("", "A", "b", "B")]
    [InlineData(" \uFEFF", "A", "b", "B")]
    [InlineData("a", "A", "b", "  ")]
    [InlineData("a", "qualys_id", "b", "B")]
    [InlineData("a", "Attribute_Set_Id", "b", "B")]
    [InlineData("a", "x\0y", "b", "B")]
    [InlineData("Qualys Scans: Qualys ID", "A", "b", "B")]
    public void A_mapping_that_cannot_be_used_is_refused(string header, string key, string otherHeader, string otherKey) =>
        Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromMapping([new(header, key), new(otherHeader, otherKey)]));

    [Fact]
    public void A_key_that_is_no_valid_text_is_refused() =>
        Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromMapping([new("a", "x" + (char)0xD800 + "y")]));

    [Fact]
    public void An_empty_mapping_is_refused() => Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromMapping([]));

    [Fact]
    public void An_empty_asset_id_column_is_refused() => Assert.Throws<AxoniusMappingException>(() => AxoniusContract.FromMapping(Simple, " "));

    [Theory]
    [InlineData("it's \"quoted\"")]
    [InlineData("back\\slash/and {braces} %s $1 ?1")]
    [InlineData("Größe 保険 🏦")]
    [InlineData("line\nbreak\tand tab")]
    [InlineData("line ends\u0085\u2028x")]
    [InlineData("select")]
    [InlineData("rowid")]
    [InlineData("line")]
    [InlineData("asset_id")]
    [InlineData("payload_custom_attributes")]
    [InlineData("\"\"")]
    [InlineData("'; DROP TABLE run; --")]
    [InlineData("[x]")]
    [InlineData("s")]
    public void A_key_of_any_text_works_end_to_end_in_SQL_and_JSON(string key)
    {
        AxoniusContract contract = AxoniusContract.FromMapping([new("Some column", key), new("Other", "Other")]);
        using TestRun run = TestRun.Whole(new ExportBuilder(contract).Row("1", "it's \"a\"", "b").Row("2", "", "b").Row("3", "it's \"a\"", "b"), contract);

        Assert.Equal(["qualys_id", key, "Other"], run.Column("SELECT name FROM pragma_table_info('axonious_data') ORDER BY cid")[..3]);
        Assert.Equal(["it's \"a\"", "", "it's \"a\""], run.Query("SELECT * FROM axonious_data").Select(row => row[1]));
        Assert.Equal(key, Attributes(run, "asset_ids = '1,3'")[0].GetProperty("key").GetString());
        Assert.Equal("it's \"a\"", Attributes(run, "asset_ids = '1,3'")[0].GetProperty("value").GetString());
        Assert.Equal("Other", Assert.Single(Attributes(run, "asset_ids = '2'")).GetProperty("key").GetString());
        Assert.Equal(key, JsonDocument.Parse(run.Cell("SELECT payload_custom_attributes FROM qualys_attribute_payloads WHERE asset_id = '1'")!).RootElement[0].GetProperty("key").GetString());
    }

    [Fact]
    public void A_header_of_any_text_is_found()
    {
        AxoniusContract contract = AxoniusContract.FromMapping([new("Größe, \"quoted\" 🏦", "Size")]);
        using TestRun run = TestRun.Imported(new ExportBuilder().Header("Qualys Scans: Qualys ID,\"Größe, \"\"quoted\"\" 🏦\"").Line("1,XL"), contract);

        Assert.Equal("XL", run.Cell("SELECT Size FROM axonious_data"));
    }

    [Fact]
    public void A_mapping_of_three_hundred_columns_works()
    {
        AxoniusContract contract = new("Id", Enumerable.Range(1, 300).Select(i => new AxoniusColumn($"Header {i}", $"Key {i}")).ToArray());
        using TestRun run = TestRun.Whole(
            new ExportBuilder(contract).Row("1", Enumerable.Range(1, 300).Select(i => $"v{i}").ToArray()).RowWith("2", "Key 300", "v"), contract);

        Assert.Equal(300, Attributes(run, "asset_ids = '1'").Length);
        Assert.Equal("Key 300", Assert.Single(Attributes(run, "asset_ids = '2'")).GetProperty("key").GetString());
    }

    private static JsonElement[] Attributes(TestRun run, string where)
    {
        using JsonDocument request = JsonDocument.Parse(run.Cell($"SELECT payload FROM qualys_attribute_payloads_transformed WHERE {where}")!);
        return request.RootElement.Clone().GetProperty("ServiceRequest").GetProperty("data").GetProperty("Asset").GetProperty("customAttributes")
            .GetProperty("add").GetProperty("CustomAttribute").EnumerateArray().ToArray();
    }

    private static AxoniusContract FromJson(string json)
    {
        using var folder = new TemporaryFolder();
        return AxoniusContract.FromJsonFile(folder.Write("mapping.json", Encoding.UTF8.GetBytes(json)));
    }
}
