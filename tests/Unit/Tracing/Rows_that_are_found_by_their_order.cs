using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Tracing;
using QualysCustomAttributes.Unit.Synchronizing;
using Xunit;
using SqliteFile = QualysCustomAttributes.Shared.SqliteFile;

namespace QualysCustomAttributes.Unit.Tracing;

/// <summary>What is looked up by the order of its rows is what going through all of them finds, and where the order is another one, too.</summary>
public sealed class Rows_that_are_found_by_their_order
{
    private const string Reversed =
        """
        UPDATE payload_change SET payload_id = -payload_id; UPDATE payload_change SET payload_id = payload_id + 1 + (SELECT COUNT(*) FROM payload_change);
        UPDATE axonius_record SET line = 1000 - line
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Are_all_rows_of_an_asset(bool isInOtherOrder)
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Comparison = new ComparisonOptions
        {
            Rules = new ComparisonRules { RemoveStale = true, WhenAssetLeaves = AssetLeavesAction.Remove },
        };
        await scenario.RunAsync([.. Enumerable.Range(1, 40).Select(id => $"{id},Cards,{id % 3},{(id % 2 == 0 ? "Ann" : "")}")]);
        scenario.Prepare([
            .. Enumerable.Range(5, 60).Reverse().Select(id => $"{id},{(id % 4 == 0 ? "Cards" : "Loans")},{(id % 5 == 0 ? "" : id % 3)},Bob"),
            "7,Loans,1,Bob", "8,Other,,", "\"70\n71\n72\",Cards,1,", "70,Cards,1,", "9999999999999999999,Cards,1,",
        ]);
        if (isInOtherOrder)
        {
            SqliteFile.Scalar(scenario.RunPath, Reversed);
        }

        ulong[] ids = [.. Enumerable.Range(1, 75).Select(id => (ulong)id), 9_999_999_999_999_999_999];
        QualysAssetTrace[] alone = [.. ids.Select(id => Traced.Asset(id, scenario.RunPath))];
        QualysAssetTrace[] together = Traced.Assets(scenario.RunPath, null, null, ids);

        string[] payloads = [.. alone.SelectMany(trace => trace.Payloads).OrderBy(payload => payload.Number)
            .Select(payload => $"{payload.Number}|{payload.AssetId}|{payload.Function!.Value.ToString().ToLowerInvariant()}|{payload.Set.Id}")];
        string[] records = [.. alone.SelectMany(trace => trace.Records).OrderBy(record => record.RecordId)
            .Select(record => $"{record.RecordId}|{record.AssetId}|{record.Line}|{record.Set.Id}")];
        Assert.Equal(scenario.Query("SELECT payload_id, qualys_id, function, attribute_set_id FROM payload_change ORDER BY 1"), payloads);
        Assert.Equal(scenario.Query("SELECT record_id, qualys_id, line, attribute_set_id FROM axonius_record ORDER BY 1"), records);
        Assert.Equal(alone.SelectMany(Numbers), together.SelectMany(Numbers));
        Assert.Equal(["Add", "Remove", "Update"], alone.SelectMany(trace => trace.Payloads).Select(payload => $"{payload.Function}").Distinct().Order());
    }

    [Fact]
    public void Are_the_first_that_do_not_stand_before_it() =>
        Assert.Equal(
            Enumerable.Range(1, 12).Select(value => (long)Math.Min(value, 11)),
            Enumerable.Range(1, 12).Select(value => RowSearch.First(10, number => number < value)));

    private static IEnumerable<long> Numbers(QualysAssetTrace trace) =>
        trace.Records.Select(record => record.RecordId).Concat(trace.Payloads.Select(payload => payload.Number));
}
