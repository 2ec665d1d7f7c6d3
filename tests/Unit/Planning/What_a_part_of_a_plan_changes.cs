using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Brakes count of a part of a plan what it does to values that are held: each asset once, and each key of it once.</summary>
public sealed class What_a_part_of_a_plan_changes
{
    [Theory]
    // Known values, a letter and a reason for each key, the keys that are sent; assets changed and losing values; the same under each key.
    [InlineData("a,b", "UU", "CC", "x,y", "1 0 | 1 0, 1 0")]
    [InlineData("a,b", "UU", "CC", "x,", "1 0 | 1 0, 0 0")]
    [InlineData("a,b", "RU", "EC", "x,y", "1 1 | 0 1, 1 0")]
    [InlineData("a,b", "RU", "EC", "x,", "0 1 | 0 1, 0 0")]
    [InlineData("a,b", "RR", "EE", ",y", "0 1 | 0 0, 0 1")]
    [InlineData("a,b", "V=", "C=", "x,", "1 0 | 1 0, 0 0")]
    [InlineData("a,", "=B", "=N", ",y", "1 0 | 0 0, 0 0")]
    [InlineData("a,", "=A", "=N", ",y", "0 0 | 0 0, 0 0")]
    [InlineData(null, "BA", "NN", "x,y", "0 0 | 0 0, 0 0")]
    [InlineData("a,b", "UR", "II", "x,y", "0 0 | 0 0, 0 0")]
    [InlineData("a,b", "UU", "IC", "x,y", "1 0 | 0 0, 1 0")]
    [InlineData("a,b", "VR", "IE", "x,y", "0 1 | 0 0, 0 1")]
    public void Is_counted_by_what_is_done_with_the_keys_that_are_sent(string? known, string actions, string reasons, string sent, string expected)
    {
        using WrittenPlan plan = new();
        plan.Add(1, known, "x,y", actions, reasons);
        plan.Database.Plan.Insert(7, 1, null);
        plan.Database.Plan.End();

        Assert.Equal($"1: {expected}", Count(plan, Batch(plan, 1, sent, 7)));
    }

    [Fact]
    public void Is_counted_once_for_an_asset_that_several_batches_have()
    {
        using WrittenPlan plan = new();
        plan.Add(3, "a,b", "x,y", "VU", "CC").Add(1, "a,b", "x,", "VR", "CE");
        foreach ((ulong asset, int pair) in ((ulong, int)[])[(1, 1), (2, 1), (3, 1), (4, 2)])
        {
            plan.Database.Plan.Insert(asset, pair, null);
        }

        plan.Database.Plan.End();

        // What may exist or not is sent in two batches: to be added, and to be updated.
        Assert.Equal(
            "3: 3 1 | 3 0, 1 1", Count(plan, Batch(plan, 1, "x,", 1, 2, 4), Batch(plan, 2, "x,", 2, 4, 1), Batch(plan, 3, ",y", 2), Batch(plan, 4, ",b", 4)));
        Assert.Equal("0: 0 0 | 0 0, 0 0", Count(plan));
    }

    private static BatchRow Batch(WrittenPlan plan, int group, string values, params ulong[] assetIds) =>
        new(group, 1, plan.Database.Sets.FindOrAdd(values.Split(',')), assetIds, null);

    // Assets; those that are changed and those that lose values; the same for each key.
    private static string Count(WrittenPlan plan, params BatchRow[] part)
    {
        var chosen = ChosenChanges.Of(plan.Database, part);
        return $"{chosen.Assets}: {chosen.Count('U')} {chosen.Count('R')} | {chosen.Count('U', 0)} {chosen.Count('R', 0)}, {chosen.Count('U', 1)} {chosen.Count('R', 1)}";
    }
}
