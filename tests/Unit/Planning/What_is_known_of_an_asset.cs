using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>The known value is the later of what the inventory says and what the ledger says.</summary>
public sealed class What_is_known_of_an_asset
{
    private const ulong Wide = 9_999_999_999_999_999_999;

    private static readonly DateTimeOffset Before = KnownSubscription.Read - TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset After = KnownSubscription.Read + TimeSpan.FromMinutes(1);

    [Theory]
    // Of the inventory asset/set/seen, of the ledger asset/set/confirmed/written; asset, whether it is in the inventory, sets, whether the ledger is later, written.
    [InlineData("", "", null, "")]
    [InlineData("1/7/100", "", null, "1 True 7 0 False 0")]
    [InlineData("", "1/8/100/9", null, "1 False 0 8 True 9")]
    [InlineData("", "1/8/0/9", null, "1 False 0 8 True 9")]
    [InlineData("1/7/100", "1/8/101/9", null, "1 True 7 8 True 9")]
    [InlineData("1/7/100", "1/8/100/9", null, "1 True 7 8 False 9")]
    [InlineData("1/7/101", "1/8/100/9", null, "1 True 7 8 False 9")]
    [InlineData("1/7/100 3/6/100", "2/8/200/9", null, "1 True 7 0 False 0, 2 False 0 8 True 9, 3 True 6 0 False 0")]
    [InlineData("2/7/100", "1/8/1/8 2/8/200/9 3/5/1/5", null, "1 False 0 8 True 8, 2 True 7 8 True 9, 3 False 0 5 True 5")]
    [InlineData("1/7/1 2/7/1 3/7/1", "3/8/1/8", null, "1 True 7 0 False 0, 2 True 7 0 False 0, 3 True 7 8 False 8")]
    [InlineData("2/7/100", "1/8/500/8 3/5/501/5", 500L, "1 False 0 8 False 8, 2 True 7 0 False 0, 3 False 0 5 True 5")]
    [InlineData("1/7/100", "1/8/101/9", 500L, "1 True 7 8 True 9")]
    public void Each_asset_of_either_comes_once_in_the_order_of_ids(string inventory, string ledger, long? wholeUntil, string expected)
    {
        IEnumerable<KnownAsset> merged = KnownAsset.Merge(
            Numbers(inventory).Select(each => new InventoryAsset((ulong)each[0], each[1], each[2])),
            wholeUntil is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
            Numbers(ledger).Select(each => new LedgerAsset((ulong)each[0], each[1], each[2], each[3])));

        Assert.Equal(expected, string.Join(", ", merged.Select(each =>
            $"{each.AssetId} {each.IsInInventory} {each.InventorySet} {each.LedgerSet} {each.IsLedgerLater} {each.WrittenSet}")));
    }

    [Theory]
    [InlineData(null, false, null, false)]
    [InlineData("theirs", false, null, false)]
    [InlineData("mine", true, "mine", false)]
    [InlineData("Mine", true, "mine", true)]
    [InlineData(null, true, "mine", true)]
    [InlineData("theirs", true, null, true)]
    [InlineData(null, true, null, false)]
    public void A_value_has_drifted_where_it_is_another_one_than_was_written(string? value, bool wasWritten, string? written, bool hasDrifted) =>
        Assert.Equal(hasDrifted, new KnownAttribute(value, false, written, wasWritten, false).HasDrifted);

    [Fact]
    public void Under_a_key_that_is_not_compared_it_is_nothing_under_another()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Else=x");

        Assert.Equal(["|||False|False", "|||False|False", "|||False|False"], Of(known, 1));
    }

    [Fact]
    public void Under_a_key_that_the_ledger_knows_nothing_of_it_is_what_the_inventory_says()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Business=Cards", "Tier=1@AWS", "Else=x");
        known.Write(After, ["Business=Loans", "Owner=Ann"], isConfirmed: true, 1);

        Assert.Equal(["Loans||Loans|True|False", "1|others||False|False", "Ann||Ann|True|False"], Of(known, 1));
    }

    [Fact]
    public void What_the_inventory_has_seen_since_goes_before_the_ledger_and_is_compared_with_what_was_written()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Business=Cards@Qualys", "Tier=1@AWS");
        known.Write(Before, ["Business=Loans", "Tier=1", "Owner=Ann"], isConfirmed: true, 1);

        Assert.Equal(["Cards||Loans|True|True", "1|others|1|True|False", "||Ann|True|True"], Of(known, 1));
    }

    [Fact]
    public void A_key_that_was_removed_is_known_to_be_gone_whosever_it_was()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Business=Cards@AWS");
        known.Write(After, ["Business="], isConfirmed: true, 1);

        Assert.Equal("|||True|False", Of(known, 1)[0]);
    }

    [Theory]
    [InlineData("Business=Theirs@AWS", "Business=Ours@Qualys", "Ours|")]
    [InlineData("Business=Ours@Qualys", "Business=Theirs@AWS", "Ours|")]
    [InlineData("Business=First@AWS", "Business=Second@GCP", "First|others")]
    [InlineData("Business=First", "Business=Second", "Second|")]
    [InlineData("business=Other", "Business=Exact", "Exact|")]
    [InlineData("Business=", "Business=Filled@AWS", "Filled|others")]
    public void Of_several_values_under_one_key_ours_counts(string first, string second, string expected)
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, first, second);

        Assert.StartsWith(expected + "|", Of(known, 1)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_asset_whose_attributes_were_never_asked_for_or_are_none_has_no_value()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, seenAt: null);
        known.Hold(2);

        Assert.Equal(["|||False|False", "|||False|False", "|||False|False"], Of(known, 1));
        Assert.Equal(Of(known, 1), Of(known, 2));
        Assert.Equal(Of(known, 1), Of(known, 3));
    }

    [Theory]
    [InlineData(null, KeyDoubt.None, false, false)]
    [InlineData(null, KeyDoubt.MayHaveValue, true, true)]
    [InlineData(null, KeyDoubt.MayBeMissing, true, false)]
    [InlineData("Cards", KeyDoubt.None, false, false)]
    [InlineData("Cards", KeyDoubt.MayHaveValue, true, false)]
    [InlineData("Cards", KeyDoubt.MayBeMissing, true, true)]
    [InlineData("Cards", KeyDoubt.MayBeMissing | KeyDoubt.MayHaveValue, true, true)]
    public void Whether_it_exists_is_in_doubt_where_a_call_may_have_made_that_otherwise(string? value, object doubt, bool isInDoubt, bool isExistenceInDoubt)
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, value is null ? [] : [$"Business={value}"]);
        using var inventory = InventoryAttributes.Open(known.InventoryPath);
        KnownAsset asset = KnownAsset.Merge(inventory.ReadAssets(), null, []).Single();

        Dictionary<string, SentInDoubt> doubts = doubt is KeyDoubt.None ? [] : new() { ["Business"] = new((KeyDoubt)doubt, ["Loans"]) };
        KnownAttribute[] each = new KnownValues(KnownSubscription.Contract.Keys, inventory, null).Of(asset, doubts);

        Assert.Equal((value, isInDoubt, isExistenceInDoubt), (each[0].Value, each[0].IsInDoubt, each[0].IsExistenceInDoubt));
        Assert.Equal((false, false), (each[1].IsInDoubt, each[1].IsExistenceInDoubt));
    }

    [Theory]
    // What adding was seen to do with what exists, whether there is an inventory; whether a value may be hidden where nothing is known.
    [InlineData("DoesNothing", false, true)]
    [InlineData("DoesNothing", true, false)]
    [InlineData("Writes", false, false)]
    [InlineData(null, false, false)]
    public void Without_an_inventory_a_value_may_be_hidden_where_adding_leaves_that_as_it_is(string? behaviour, bool hasInventory, bool mayBeHidden)
    {
        using KnownSubscription known = new();
        if (hasInventory)
        {
            known.MakeInventory();
        }

        known.Write(After, ["Business=Cards"], isConfirmed: true, 1);
        if (behaviour is not null)
        {
            SqliteFile.Execute(known.LedgerPath, $"INSERT INTO function_behaviour VALUES ('add', 'Existing', '{behaviour}', 1, 1)");
        }

        using var sources = PlanSources.Open(known.Options);
        KnownAttribute[] each = sources.ValuesOf(KnownSubscription.Contract.Keys).Of(sources.ReadAssets().Single(), KnownAttribute.NoDoubts);

        Assert.Equal([false, mayBeHidden, mayBeHidden], each.Select(attribute => attribute.IsExistenceInDoubt));
        Each.Holds(each, attribute => Assert.False(attribute.IsInDoubt));
    }

    [Fact]
    public void Ids_beyond_63_bits_stand_behind_all_others()
    {
        using KnownSubscription known = new();
        known.Write(After, ["Business=Cards"], isConfirmed: true, Wide, 2, 10);

        using var ledger = AttributeLedger.OpenForReading(known.LedgerPath);
        Assert.Equal([2UL, 10UL, Wide], KnownAsset.Merge([], null, ledger.Assets.Read()).Select(asset => asset.AssetId));
    }

    // Value, whether it is of others, written, whether anything was, whether it has drifted; a key a line.
    private static string[] Of(KnownSubscription known, ulong assetId)
    {
        using var sources = PlanSources.Open(known.Options);
        KnownAsset asset = sources.ReadAssets().FirstOrDefault(each => each.AssetId == assetId);
        KnownValues values = sources.ValuesOf(KnownSubscription.Contract.Keys);

        // Asked twice, for what was read is kept.
        KnownAttribute[] each = [.. values.Of(asset, KnownAttribute.NoDoubts)];
        Assert.Equal(each, values.Of(asset, KnownAttribute.NoDoubts));
        return [.. each.Select(known => $"{known.Value}|{(known.IsOfOthers ? "others" : "")}|{known.Written}|{known.WasWritten}|{known.HasDrifted}")];
    }

    private static IEnumerable<long[]> Numbers(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split('/').Select(long.Parse).ToArray());
}
