using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A pair of known and desired values stands once, with what is to be done for it and the values that each function takes.</summary>
public sealed class Pairs_of_a_plan
{
    private static readonly string[] Sets = ["known", "desired", "add", "update", "remove"];
    private static readonly KnownAttribute MayHaveValue = new(null, false, null, false, IsInDoubt: true, IsExistenceInDoubt: true);
    private static readonly KnownAttribute MayBeMissing = new("old", false, null, false, IsInDoubt: true, IsExistenceInDoubt: true);
    private static readonly KnownAttribute MayBeAnother = new("old", false, null, false, IsInDoubt: true);

    private static KnownAttribute None => default;

    [Fact]
    public void Each_function_takes_the_values_that_are_its_own()
    {
        using WrittenPlan plan = new(keys: ["A", "B", "C", "D"]);
        int pair = Write(plan, [None, Known("old"), Known("gone"), Known("same")], ["new", "newer", "", "same"],
            (ChangeAction.Add, ChangeReason.New), (ChangeAction.Update, ChangeReason.Changed), (ChangeAction.Remove, ChangeReason.Emptied), (ChangeAction.None, ChangeReason.Equal));

        Assert.Equal(1, pair);
        Assert.Equal(["AUR=|NCE=|,old,gone,same|new,newer,,same|new,,,|,newer,,|,,gone,"], Pairs(plan));
    }

    [Fact]
    public void A_set_that_no_function_takes_is_none()
    {
        using WrittenPlan plan = new();
        Write(plan, [Known("a"), None], ["a", ""], (ChangeAction.None, ChangeReason.Equal), (ChangeAction.None, ChangeReason.Equal));
        Write(plan, [Known("theirs"), None], ["a", "b"], (ChangeAction.Withheld, ChangeReason.NotOurs), (ChangeAction.Withheld, ChangeReason.NotOurs));

        Assert.Equal(["==|==|a,|a,|||", "WW|OO|theirs,|a,b|||"], Pairs(plan));
    }

    [Theory]
    // Whether adding writes over what is there; the letters, what is added, what is updated.
    [InlineData(false, "BV", "new,newer", "new,newer")]
    [InlineData(true, "AU", "new,", ",newer")]
    public void What_may_exist_or_not_is_added_and_updated_where_adding_alone_is_not_enough(bool addOverwrites, string letters, string added, string updated)
    {
        using WrittenPlan plan = new(addOverwrites: addOverwrites);
        Write(plan, [MayHaveValue, MayBeMissing], ["new", "newer"], (ChangeAction.Add, ChangeReason.New), (ChangeAction.Update, ChangeReason.Changed));

        Assert.Equal([$"{letters}|NC|,old|new,newer|{added}|{updated}|"], Pairs(plan));
    }

    [Fact]
    public void What_exists_for_sure_is_updated_alone_whatever_its_value_is()
    {
        using WrittenPlan plan = new();
        Write(plan, [MayBeAnother, None], ["new", "newer"], (ChangeAction.Update, ChangeReason.Changed), (ChangeAction.Add, ChangeReason.New));

        Assert.Equal(["UA|CN|old,|new,newer|,newer|new,|"], Pairs(plan));
    }

    [Fact]
    public void What_is_removed_and_has_no_known_value_is_removed_by_its_key()
    {
        using WrittenPlan plan = new();
        Write(plan, [MayHaveValue, MayBeMissing], ["", ""], (ChangeAction.Remove, ChangeReason.Emptied), (ChangeAction.Remove, ChangeReason.Emptied));
        Write(plan, [MayHaveValue, MayBeMissing], null, (ChangeAction.None, ChangeReason.Left), (ChangeAction.Withheld, ChangeReason.Left));

        Assert.Equal(["RR|EE|,old|,|||-,old", "=W|LL|,old||||"], Pairs(plan));
    }

    [Fact]
    public void Where_nothing_is_known_and_nothing_wanted_there_is_a_number_and_no_pair()
    {
        using WrittenPlan plan = new();
        var writer = new PlanPairWriter(plan.Database);
        (ChangeAction, ChangeReason)[] nothing = [(ChangeAction.None, ChangeReason.Equal), (ChangeAction.None, ChangeReason.Equal)];

        int[] numbers =
        [
            writer.Write([None, None], null, null, nothing), writer.Write([None, None], ["", ""], null, nothing),
            writer.Write([None, Known("a")], null, null, nothing), writer.Write([MayHaveValue, None], null, null, nothing),
        ];

        Assert.Equal([1, 2, 3, 4], numbers);
        Assert.Equal([false, false, true, true], numbers.Select(writer.HasKnownValue));
        Assert.Equal(["==|==||,|||", "==|==|,a||||", "==|==|,||||"], Pairs(plan));
    }

    [Fact]
    public void The_desired_set_is_that_of_the_export_and_none_beside_it_is_made()
    {
        using WrittenPlan plan = new();
        int export = plan.Database.Sets.FindOrAdd(["a", "b"]);
        long before = plan.Database.Scalar("SELECT COUNT(*) FROM attribute_set");
        new PlanPairWriter(plan.Database).Write(
            [None, None], ["a", "b"], export, [(ChangeAction.Add, ChangeReason.New), (ChangeAction.Add, ChangeReason.New)]);

        Assert.Equal(before, plan.Database.Scalar("SELECT COUNT(*) FROM attribute_set"));
        Assert.Equal((export, export), ((int)plan.Database.Scalar("SELECT desired_set_id FROM plan_pair"), (int)plan.Database.Scalar("SELECT add_set_id FROM plan_pair")));
    }

    [Fact]
    public void Assets_with_the_same_values_have_one_pair_and_others_another()
    {
        using WrittenPlan plan = new();
        int[] sets = [plan.Database.Sets.FindOrAdd(["a", ""]), plan.Database.Sets.FindOrAdd(["b", ""])];
        PlanPairs pairs = PairsOf(plan);
        KnownAsset asset = new(1, true, 0, 0, false, 0);

        int first = pairs.Of(asset, sets[0], AssetStanding.InExport, KnownAttribute.NoDoubts);
        int[] others =
        [
            pairs.Of(asset, sets[1], AssetStanding.InExport, KnownAttribute.NoDoubts),
            pairs.Of(asset, sets[0], AssetStanding.Unknown, KnownAttribute.NoDoubts),
            pairs.Of(asset with { IsLedgerLater = true }, sets[0], AssetStanding.InExport, KnownAttribute.NoDoubts),
        ];

        Assert.Equal(first, pairs.Of(asset with { AssetId = 2, IsInInventory = false }, sets[0], AssetStanding.InExport, KnownAttribute.NoDoubts));
        Assert.Equal([1, 2, 3, 4], others.Prepend(first));
        Assert.Equal(["A=|N=||a,|a,||", "A=|N=||b,|b,||", "W=|U=||a,|||", "A=|N=||a,|a,||"], Pairs(plan));

        // What the export does not have is not what it has first of all.
        Assert.Equal((1, 5), (sets[0], pairs.Of(asset, null, AssetStanding.Unknown, KnownAttribute.NoDoubts)));
    }

    [Fact]
    public void What_is_in_doubt_has_a_pair_of_its_own()
    {
        using WrittenPlan plan = new();
        int set = plan.Database.Sets.FindOrAdd(["a", ""]);
        PlanPairs pairs = PairsOf(plan);
        KnownAsset asset = new(1, true, 0, 0, false, 0);
        Dictionary<string, SentInDoubt> doubts = new() { ["Business"] = new(KeyDoubt.MayHaveValue, ["a"]) };

        Assert.Equal(
            [1, 2, 3],
            [
                pairs.Of(asset, set, AssetStanding.InExport, KnownAttribute.NoDoubts), pairs.Of(asset, set, AssetStanding.InExport, doubts),
                pairs.Of(asset, set, AssetStanding.InExport, doubts),
            ]);
        Assert.Equal([false, true, true], Enumerable.Range(1, 3).Select(pairs.HasKnownValue));
        Assert.Equal(["A=|N=||a,|a,||", "B=|I=|,|a,|a,|a,|", "B=|I=|,|a,|a,|a,|"], Pairs(plan));
    }

    private static PlanPairs PairsOf(WrittenPlan plan) =>
        new(plan.Database, new KnownValues(plan.Database.Contract.Keys, null, null), new ComparisonRules());

    private static KnownAttribute Known(string value) => new(value, false, null, false, false);

    private static int Write(
        WrittenPlan plan, KnownAttribute[] known, string[]? desired, params (ChangeAction, ChangeReason)[] differences)
    {
        var writer = new PlanPairWriter(plan.Database);
        int before = (int)plan.Database.Scalar("SELECT COALESCE(MAX(pair_id), 0) FROM plan_pair");
        for (int i = 0; i < before; i++)
        {
            writer.Write([None, None], null, null, []);
        }

        return writer.Write(known, desired, null, differences);
    }

    // Actions, reasons; known, desired, added, updated and removed values.
    private static List<string> Pairs(WrittenPlan plan)
    {
        plan.Database.Commit();
        string values = string.Join(" || ',' || ", plan.Database.Contract.Keys.Select(key => $"\"{key}\""));
        string sets = string.Concat(Sets.Select(set => $", (SELECT {values} FROM attribute_set WHERE attribute_set_id = {set}_set_id)"));
        return SqliteFile.Read(plan.Database.Path, $"SELECT actions, reasons{sets} FROM plan_pair ORDER BY pair_id");
    }
}
