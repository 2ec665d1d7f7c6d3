using System.Text.Json;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Keys and headers of a mapping become columns of the database and members of the request, whatever stands in them.</summary>
public sealed class Names_that_come_from_a_mapping
{
    public static TheoryData<string> Keys =>
    [
        "it's \"quoted\" [so] `too`", "a\nb\r\n\tc", "x\"; DROP TABLE axonious_data; --", "x' || (SELECT 1) || '", "{\"a\":[1]}",
        "rowid", "oid", "_rowid_", "line", "asset_id", "payload", "sqlite_master", "sqlite_stat1", "select", "NULL", "true", "?1", ":a", "@a",
        "$a", "%s%n", "{0}", "<b>&amp;</b>", "ключ", "キー", "\U0001F600", "\U0001D7D8", "a\u00A0b", "a\u2028b", "\uE000", new string('k', 2_000), "' ", "\\", "/*", "--",
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_sent_as_it_is_and_the_database_opens_again(string key)
    {
        var contract = new AxoniusContract("Id", [new AxoniusColumn("One", "first"), new AxoniusColumn("Two", key), new AxoniusColumn("Three", "last")]);
        using var run = TestRun.Whole(new ExportBuilder(contract).Row("7", "a", "b", "c").Row("8", "", "b"), contract);

        using RunDatabase database = RunDatabase.Open(run.DatabasePath);

        Assert.Equal(["first", contract.Columns[1].Key, "last"], database.Contract.Keys);
        string[] requests = run.Column("SELECT payload FROM qualys_attribute_payloads_transformed ORDER BY group_number");
        Assert.Equal([["a", "b", "c"], ["b"]], requests.Select(request => Attributes(request).Select(each => each.Value)).OrderByDescending(values => values.Count()));
        Each.Holds(requests, request => Assert.Contains((contract.Columns[1].Key, "b"), Attributes(request)));
        Assert.Equal(2, run.Query("SELECT * FROM axonious_data").Count);

        // Only a request that reads to the letter as it was reviewed is sent.
        Each.Holds(
            QualysBatch.Read(database, database.Batches.ReadCounts().Select(each => each.Key)).ToList(),
            batch => Assert.Equal(
                UpdateRequestBody.Of(QualysFunction.Add, batch.AssetIds, batch.Set.NonEmpty),
                database.Executions.ReadBody(batch.GroupNumber, batch.BatchNumber)));
    }

    [Fact]
    public void More_keys_than_the_database_can_put_together_are_refused_before_anything_is_written()
    {
        IEnumerable<AxoniusColumn> columns = Enumerable.Range(0, AxoniusContract.MostColumns + 1).Select(number => new AxoniusColumn($"h{number}", $"k{number}"));

        var refused = Assert.Throws<AxoniusMappingException>(() => new AxoniusContract("Id", columns.ToArray()));

        Assert.Contains("names 901 attributes; a run takes 900 at most", refused.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Key, string Value)> Attributes(string request)
    {
        using JsonDocument document = JsonDocument.Parse(request);
        return [.. Members(document.RootElement).Where(element => element.ValueKind == JsonValueKind.Object && element.TryGetProperty("key", out _))
            .Select(element => (element.GetProperty("key").GetString()!, element.GetProperty("value").GetString()!))];
    }

    private static IEnumerable<JsonElement> Members(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Members(member.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Members).Prepend(element),
        _ => [element],
    };

    [Theory]
    [InlineData(100)]
    [InlineData(127)]
    [InlineData(400)]
    [InlineData(AxoniusContract.MostColumns)]
    public void Many_keys_are_sent(int count)
    {
        string[] headers = [.. Enumerable.Range(1, count).Select(number => $"h{number}")];
        var contract = new AxoniusContract("Id", headers.Select(header => new AxoniusColumn(header, $"k{header}")).ToArray());

        using var run = TestRun.Whole(new ExportBuilder(contract).Row("7", headers), contract);

        Assert.Equal(count, Attributes(run.Cell("SELECT payload FROM qualys_attribute_payloads_transformed")!).Count());
    }
}
