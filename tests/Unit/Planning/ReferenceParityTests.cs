using System.Text.Json;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>
/// Our tables against those that the reference connector's own dry run made of the same export. Known differences, both
/// faults of the reference: it groups and sends the asset without values, and it escapes non-ASCII text inside JSON.
/// </summary>
public sealed class ReferenceParityTests : IDisposable
{
    private const string WithoutValues = "[]";

    private static readonly JsonDocument Reference = JsonDocument.Parse(File.ReadAllBytes(Fixture("reference-run.json")));

    private readonly TestRun _run = new(File.ReadAllBytes(Fixture("reference-export.csv")));

    public ReferenceParityTests()
    {
        _run.Import();
        _run.MakePayloads();
        _run.Group(DuplicateAction.Exclude);
        _run.Split();
        _run.DryRun(QualysFunction.Add);
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public void The_reference_run_is_what_the_tests_take_it_for()
    {
        Assert.Equal(441, ReferenceRows("axonious_data").Count);
        Assert.Equal(8, ReferenceRows("qualys_attribute_payloads_duplicates").Count);
        Assert.Equal(21, ReferenceRows("qualys_attribute_payloads_transformed").Count);
        Assert.Contains(ReferenceRows("qualys_attribute_payloads_grouped"), row => row["payload_custom_attributes"] == WithoutValues);
    }

    [Theory]
    [InlineData("axonious_data")]
    [InlineData("qualys_attribute_payloads")]
    [InlineData("qualys_attribute_payloads_duplicates")]
    [InlineData("qualys_attribute_payloads_clean")]
    [InlineData("qualys_attribute_payloads_grouped")]
    [InlineData("qualys_attribute_payloads_split")]
    [InlineData("qualys_attribute_payloads_transformed")]
    [InlineData("qualys_attribute_payloads_transformed_execution_log")]
    public void The_columns_are_the_references(string table)
    {
        string[] expected = Reference.RootElement.GetProperty(table).GetProperty("columns").EnumerateArray().Select(column => column.GetString()!).ToArray();

        Assert.Equal(expected, _run.Column($"SELECT name FROM pragma_table_info('{table}') ORDER BY cid").Take(expected.Length));
    }

    [Theory]
    [InlineData("axonious_data")]
    [InlineData("qualys_attribute_payloads")]
    [InlineData("qualys_attribute_payloads_clean")]
    public void The_rows_of_assets_are_the_references_in_its_order(string table) =>
        Assert.Equal(ReferenceRows(table).Select(Describe), OurRows(table).Select(Describe));

    [Fact]
    public void The_duplicates_are_the_references() => Assert.Equal(
        ReferenceRows("qualys_attribute_payloads_duplicates").Select(Describe).Order(StringComparer.Ordinal),
        OurRows("qualys_attribute_payloads_duplicates").Select(Describe).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("qualys_attribute_payloads_grouped")]
    [InlineData("qualys_attribute_payloads_split")]
    [InlineData("qualys_attribute_payloads_transformed")]
    [InlineData("qualys_attribute_payloads_transformed_execution_log")]
    public void The_groups_and_batches_are_the_references_but_for_the_asset_without_values(string table)
    {
        List<Dictionary<string, string?>> reference = ReferenceRows(table).Where(row => row["payload_custom_attributes"] != WithoutValues).ToList();
        List<Dictionary<string, string?>> ours = OurRows(table);

        Assert.Equal(reference.Select(Describe).Order(StringComparer.Ordinal), ours.Select(Describe).Order(StringComparer.Ordinal));
        Assert.Equal(NumbersOf(reference), NumbersOf(ours));
    }

    [Fact]
    public void The_asset_without_values_is_listed_instead_of_sent()
    {
        string id = ReferenceRows("qualys_attribute_payloads_grouped").Single(row => row["payload_custom_attributes"] == WithoutValues)["asset_ids"]!;

        Assert.Equal([id], _run.Column("SELECT asset_id FROM rejected_rows WHERE reason = 'NoValues'"));
        Assert.DoesNotContain(OurRows("qualys_attribute_payloads_transformed"), row => row["asset_ids"]!.Split(',').Contains(id));
    }

    [Fact]
    public void Every_row_the_reference_left_out_is_listed_with_its_reason()
    {
        // The reference drops a row without an id without a word.
        Each.Holds(_run.Column("SELECT DISTINCT reason FROM rejected_rows WHERE stage = 'Import'"), reason => Assert.Equal("NoAssetId", reason));
        Assert.Equal("404", _run.Cell("SELECT rows_in FROM run WHERE stage = 'Import'"));
    }

    // Group numbers are compared by the attribute list they stand for, and each list has one number.
    private static string Describe(Dictionary<string, string?> row) => string.Join(" | ", row
        .Where(cell => cell.Key != "group_number" && cell.Value is not null)
        .Select(cell => cell.Key + "=" + (cell.Key.StartsWith("payload", StringComparison.Ordinal) ? Canonical(cell.Value!) : cell.Value)));

    private static string NumbersOf(List<Dictionary<string, string?>> rows)
    {
        var numbers = rows.GroupBy(row => row["group_number"]).Select(group => group.Select(row => Canonical(row["payload_custom_attributes"]!)).Distinct().ToArray()).ToList();
        Each.Holds(numbers, lists => Assert.Single(lists));
        return string.Join('\n', numbers.Select(lists => lists[0]).Order(StringComparer.Ordinal));
    }

    private static string Canonical(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement);
    }

    // A cell that is null in the reference holds a template that it fills later: it is compared where it is filled.
    private static List<Dictionary<string, string?>> ReferenceRows(string table)
    {
        string[] columns = Reference.RootElement.GetProperty(table).GetProperty("columns").EnumerateArray().Select(column => column.GetString()!).ToArray();
        return Reference.RootElement.GetProperty(table).GetProperty("rows").EnumerateArray()
            .Select(row => columns.Zip(row.EnumerateArray()).ToDictionary(cell => cell.First, cell => cell.Second.ValueKind == JsonValueKind.Null ? null : cell.Second.ToString()))
            .ToList();
    }

    private List<Dictionary<string, string?>> OurRows(string table)
    {
        bool hasPayload = ReferenceRows(table).All(row => row.GetValueOrDefault("payload") is not null);
        string[] columns = Reference.RootElement.GetProperty(table).GetProperty("columns").EnumerateArray().Select(column => column.GetString()!).ToArray();
        return _run.Query($"SELECT {string.Join(", ", columns)} FROM {table}")
            .Select(row => columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.First == "payload" && !hasPayload ? null : cell.Second))
            .ToList();
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
}
