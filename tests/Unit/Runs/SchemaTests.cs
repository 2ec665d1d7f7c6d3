using System.Text.Json;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Unit.Runs;

/// <summary>The tables of a run, by the names and columns people have queries on.</summary>
public sealed class SchemaTests
{
    private const string Payload = "asset_id,payload,payload_custom_attributes";
    private const string Grouped = "asset_ids,payload,payload_custom_attributes,count_asset_ids,group_number";

    public static TheoryData<string, string> Tables => new()
    {
        { "qualys_attribute_payloads", Payload },
        { "qualys_attribute_payloads_duplicates", Payload },
        { "qualys_attribute_payloads_clean", Payload },
        { "qualys_attribute_payloads_grouped", Grouped },
        { "qualys_attribute_payloads_split", Grouped + ",batch_number" },
        { "qualys_attribute_payloads_transformed", Grouped + ",batch_number" },
        { "qualys_attribute_payloads_transformed_execution_log", Grouped + ",batch_number,status,execution_log" },
    };

    private static AxoniusContract Custom { get; } = AxoniusContract.FromMapping([new("Owner", "The Owner"), new("Cost", "cost-center"), new("Größe", "Größe")]);

    [Fact]
    public void Axonious_data_has_the_id_and_the_ten_attributes_of_the_reference_connector()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));

        AssertColumns(run, "axonious_data", "qualys_id,Business,Division,Product_Group,Portfolio,Product,Primary_Service,Service_Owner_Group,Device_Owner_Group,Recovery_Tier,SLA");
    }

    [Fact]
    public void Axonious_data_has_the_keys_of_a_custom_mapping_in_its_order()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder(Custom).Row("1", "a"), Custom);

        AssertColumns(run, "axonious_data", "qualys_id,The Owner,cost-center,Größe");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_table_of_the_reference_connector_has_its_columns_first_and_in_their_order(string table, string columns)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));
        AssertColumns(run, table, columns);

        using TestRun custom = TestRun.Imported(new ExportBuilder(Custom).Row("1", "a"), Custom);
        AssertColumns(custom, table, columns);
    }

    [Theory]
    [InlineData("run", "stage,command,options,started_at,ended_at,outcome,message,rows_in,rows_out,input")]
    [InlineData("rejected_rows", "line,asset_id,reason,detail,raw,stage")]
    [InlineData("api_calls", "group_number,batch_number,function,attempt,url,count_asset_ids,sent_at,answered_at,elapsed_ms,http_status,response_code,confirmed_count,wait_seconds,wait_cause,error")]
    public void The_tables_of_our_own_are_there(string table, string columns)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));

        Assert.Equal(columns.Split(','), run.Column($"SELECT name FROM pragma_table_info('{table}') ORDER BY cid")[1..]);
    }

    [Fact]
    public void Every_table_can_be_read_after_each_stage()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Row("2").Row("1", "a"));
        Action[] stages = [() => run.MakePayloads(), () => run.Group(), () => run.Split(), () => run.DryRun()];
        int[][] expected =
        [
            [3, 0, 0, 0, 0, 0, 0, 0],
            [3, 3, 0, 0, 0, 0, 0, 0],
            [3, 3, 2, 2, 1, 0, 0, 0],
            [3, 3, 2, 2, 1, 1, 0, 0],
            [3, 3, 2, 2, 1, 1, 1, 1],
        ];

        AssertRows(run, expected[0]);
        for (int i = 0; i < stages.Length; i++)
        {
            stages[i]();
            AssertRows(run, expected[i + 1]);
        }
    }

    [Fact]
    public void After_a_dry_run_the_execution_log_says_none_everywhere_and_there_is_no_call()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b"), batchSize: 2);

        Assert.Equal(
            ["none none NotSent 0", "none none NotSent 0", "none none NotSent 0"],
            run.Column("SELECT status || ' ' || execution_log || ' ' || outcome || ' ' || attempts FROM qualys_attribute_payloads_transformed_execution_log"));
        Assert.Equal("0", run.Cell("SELECT COUNT(*) FROM api_calls"));
    }

    [Theory]
    [InlineData(QualysFunction.Add, "add")]
    [InlineData(QualysFunction.Update, "update")]
    [InlineData(QualysFunction.Remove, "remove")]
    public void The_transformed_payload_is_the_request_as_Qualys_wants_it(QualysFunction function, string name)
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2", "a \"b\"", "", "Süd"), function: function);
        string expected =
            $$$"""
            {"ServiceRequest":{"filters":{"Criteria":[{"field":"id","operator":"IN","value":"1,2"}]},"data":{"Asset":{"customAttributes":{
            "{{{name}}}":{"CustomAttribute":[{"key":"Business","value":"a \"b\""},{"key":"Product_Group","value":"Süd"}]} } } } } }
            """;

        foreach (string table in (string[])["transformed", "transformed_execution_log"])
        {
            using JsonDocument payload = JsonDocument.Parse(run.Cell($"SELECT payload FROM qualys_attribute_payloads_{table}")!);
            using JsonDocument wanted = JsonDocument.Parse(expected);
            Assert.True(JsonElement.DeepEquals(wanted.RootElement, payload.RootElement), payload.RootElement.GetRawText());
        }
    }

    [Fact]
    public void The_function_of_a_later_dry_run_replaces_that_of_an_earlier_one()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "a"), function: QualysFunction.Add);
        run.DryRun(QualysFunction.Remove);

        Assert.Equal("remove", run.Cell("SELECT function FROM qualys_attribute_payloads_transformed"));
        Assert.Contains("\"remove\": {\"CustomAttribute\"", run.Cell("SELECT payload FROM qualys_attribute_payloads_transformed"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_payload_of_every_table_is_JSON()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2", "a \"\\\u0001").Row("3").Row("4", "x").Row("4", "y"));

        foreach (string table in Tables.Select(row => row.Data.Item1))
        {
            Assert.Equal("0", run.Cell($"SELECT COUNT(*) FROM {table} WHERE NOT json_valid(payload) OR NOT json_valid(payload_custom_attributes)"));
        }
    }

    private static void AssertRows(TestRun run, int[] expected) => Assert.Equal(
        expected.Select(count => count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Tables.Select(row => row.Data.Item1).Prepend("axonious_data").Select(table => run.Cell($"SELECT COUNT(*) FROM {table}")));

    private static void AssertColumns(TestRun run, string table, string expected)
    {
        string[] columns = expected.Split(',');
        Assert.Equal(columns, run.Column($"SELECT name FROM pragma_table_info('{table}') ORDER BY cid").Take(columns.Length));
    }
}
