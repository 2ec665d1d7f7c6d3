using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using Xunit;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>What is to be done with a key follows from what Qualys is known to hold and what the export says.</summary>
public sealed class What_a_difference_means
{
    private static readonly ComparisonRules Default = new();
    private static readonly ComparisonRules Removing = new() { RemoveStale = true, WhenAssetLeaves = AssetLeavesAction.Remove };
    private static KnownAttribute Absent => default;

    public static TheoryData<string, ChangeAction, ChangeReason, ChangeAction> ByKnownAndDesired => new()
    {
        // known|desired, action and reason as it is, action where stale values are removed
        { "|", ChangeAction.None, ChangeReason.Equal, ChangeAction.None },
        { "|new", ChangeAction.Add, ChangeReason.New, ChangeAction.Add },
        { "same|same", ChangeAction.None, ChangeReason.Equal, ChangeAction.None },
        { "same|Same", ChangeAction.Update, ChangeReason.Changed, ChangeAction.Update },
        { "old|new", ChangeAction.Update, ChangeReason.Changed, ChangeAction.Update },
        { "old|", ChangeAction.None, ChangeReason.Emptied, ChangeAction.Remove },
    };

    [Theory]
    [MemberData(nameof(ByKnownAndDesired))]
    public void Of_an_asset_that_the_export_has(string pair, ChangeAction action, ChangeReason reason, ChangeAction whenRemoving)
    {
        (KnownAttribute known, string desired) = Read(pair);

        Assert.Equal((action, reason), AttributeDifference.Of(known, desired, AssetStanding.InExport, Default));
        Assert.Equal((whenRemoving, reason), AttributeDifference.Of(known, desired, AssetStanding.InExport, Removing));
    }

    [Theory]
    [InlineData("old|", ChangeAction.None, ChangeReason.Left, ChangeAction.Remove)]
    [InlineData("|", ChangeAction.None, ChangeReason.Equal, ChangeAction.None)]
    public void Of_an_asset_that_left(string pair, ChangeAction action, ChangeReason reason, ChangeAction whenRemoving)
    {
        (KnownAttribute known, string desired) = Read(pair);

        Assert.Equal((action, reason), AttributeDifference.Of(known, desired, AssetStanding.Left, Default));
        Assert.Equal((whenRemoving, reason), AttributeDifference.Of(known, desired, AssetStanding.Left, Removing));
        Assert.Equal(
            (whenRemoving == ChangeAction.Remove ? ChangeAction.Withheld : whenRemoving, reason),
            AttributeDifference.Of(known, desired, AssetStanding.PerhapsLeft, Removing));
    }

    [Theory]
    [InlineData("mine", "theirs", "mine", ChangeAction.Update, ChangeAction.Withheld)]
    [InlineData("mine", "theirs", "other", ChangeAction.Update, ChangeAction.Withheld)]
    [InlineData("mine", null, "mine", ChangeAction.Add, ChangeAction.Withheld)]
    [InlineData(null, "theirs", "mine", ChangeAction.Update, ChangeAction.Withheld)]
    public void Of_a_value_that_somebody_else_changed(string? written, string? known, string desired, ChangeAction action, ChangeAction whenKept)
    {
        var drifted = new KnownAttribute(known, false, written, true, false);

        Assert.Equal((action, ChangeReason.Drifted), AttributeDifference.Of(drifted, desired, AssetStanding.InExport, Default));
        Assert.Equal((whenKept, ChangeReason.Drifted), AttributeDifference.Of(drifted, desired, AssetStanding.InExport, Default with { WhenDrifted = DriftAction.Keep }));
    }

    [Fact]
    public void A_value_that_somebody_else_made_what_it_is_to_be_is_as_wanted()
    {
        var known = new KnownAttribute("wanted", false, "mine", true, false);

        Assert.Equal((ChangeAction.None, ChangeReason.Equal), AttributeDifference.Of(known, "wanted", AssetStanding.InExport, Default with { WhenDrifted = DriftAction.Keep }));
    }

    [Theory]
    [InlineData("theirs", "mine", ChangeAction.Withheld, ChangeReason.NotOurs)]
    [InlineData("theirs", "", ChangeAction.Withheld, ChangeReason.NotOurs)]
    [InlineData("theirs", "theirs", ChangeAction.None, ChangeReason.Equal)]
    public void Of_a_value_of_another_connector(string known, string desired, ChangeAction action, ChangeReason reason) =>
        Assert.Equal((action, reason), AttributeDifference.Of(new KnownAttribute(known, true, null, false, false), desired, AssetStanding.InExport, Removing));

    [Theory]
    [InlineData("new", ChangeAction.Withheld, ChangeReason.UnknownAsset)]
    [InlineData("", ChangeAction.None, ChangeReason.Equal)]
    public void Of_an_asset_that_Qualys_does_not_have(string desired, ChangeAction action, ChangeReason reason) =>
        Assert.Equal((action, reason), AttributeDifference.Of(Absent, desired, AssetStanding.Unknown, Default));

    [Theory]
    [InlineData("same", "same", ChangeAction.Update)]
    [InlineData("old", "new", ChangeAction.Update)]
    [InlineData(null, "new", ChangeAction.Add)]
    [InlineData(null, "", ChangeAction.Remove)]
    [InlineData("same", "", ChangeAction.Remove)]
    public void What_is_in_doubt_is_sent_again_whatever_is_known(string? known, string desired, ChangeAction action) =>
        Assert.Equal(action, AttributeDifference.Of(new KnownAttribute(known, false, known, true, true), desired, AssetStanding.InExport, Removing).Action);

    [Theory]
    [InlineData(null, false)]
    [InlineData("mine", true)]
    public void Of_an_asset_that_left_only_what_was_written_for_it_leaves_too(string? written, bool isWritten)
    {
        var known = new KnownAttribute("held", false, written, WasWritten: written is not null, false);

        Assert.Equal((isWritten ? ChangeAction.Remove : ChangeAction.None, ChangeReason.Left), AttributeDifference.Of(known, "", AssetStanding.Left, Removing));
        Assert.Equal((isWritten ? ChangeAction.Withheld : ChangeAction.None, ChangeReason.Left), AttributeDifference.Of(known, "", AssetStanding.PerhapsLeft, Removing));
        Assert.Equal((ChangeAction.None, ChangeReason.Left), AttributeDifference.Of(known, "", AssetStanding.Left, Default));
        Assert.Equal((ChangeAction.None, ChangeReason.Left), AttributeDifference.Of(known, "", AssetStanding.PerhapsLeft, Default));
    }

    [Fact]
    public void A_value_of_somebody_else_stays_where_what_was_ours_was_removed_before_the_asset_left()
    {
        var known = new KnownAttribute("theirs", false, Written: null, WasWritten: true, false);

        Assert.Equal((ChangeAction.None, ChangeReason.Left), AttributeDifference.Of(known, "", AssetStanding.Left, Removing));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("held")]
    public void What_may_have_been_written_leaves_with_its_asset(string? value)
    {
        var known = new KnownAttribute(value, false, null, WasWritten: false, IsInDoubt: true);

        Assert.Equal((ChangeAction.Remove, ChangeReason.Left), AttributeDifference.Of(known, "", AssetStanding.Left, Removing));
        Assert.Equal((ChangeAction.Withheld, ChangeReason.Left), AttributeDifference.Of(known, "", AssetStanding.PerhapsLeft, Removing));
    }

    [Theory]
    [InlineData("same", ChangeReason.Changed)]
    [InlineData("other", ChangeReason.Changed)]
    [InlineData(null, ChangeReason.New)]
    public void What_is_in_doubt_has_not_drifted(string? value, ChangeReason reason)
    {
        var known = new KnownAttribute(value, false, "same", true, IsInDoubt: true);
        ChangeAction action = value is null ? ChangeAction.Add : ChangeAction.Update;

        Assert.Equal((action, reason), AttributeDifference.Of(known, "same", AssetStanding.InExport, Default with { WhenDrifted = DriftAction.Keep }));
    }

    [Theory]
    // Known, desired and what was sent without an answer, "-" for a removal; the reason where stale values are removed.
    [InlineData(null, "new", "new", ChangeAction.Add, ChangeReason.InDoubt)]
    [InlineData(null, "new", "other", ChangeAction.Add, ChangeReason.New)]
    [InlineData(null, "new", "new|other", ChangeAction.Add, ChangeReason.New)]
    [InlineData(null, "new", "new|-", ChangeAction.Add, ChangeReason.InDoubt)]
    [InlineData(null, "new", "-", ChangeAction.Add, ChangeReason.New)]
    [InlineData("new", "new", "other", ChangeAction.Update, ChangeReason.InDoubt)]
    [InlineData("new", "new", "-", ChangeAction.Update, ChangeReason.InDoubt)]
    [InlineData("old", "new", "new", ChangeAction.Update, ChangeReason.Changed)]
    [InlineData(null, "", "new", ChangeAction.Remove, ChangeReason.Emptied)]
    [InlineData(null, "", "-", ChangeAction.Remove, ChangeReason.InDoubt)]
    [InlineData("old", "", "-", ChangeAction.Remove, ChangeReason.Emptied)]
    public void What_is_done_for_doubt_alone_says_so(string? value, string desired, string sent, ChangeAction action, ChangeReason reason)
    {
        string?[] values = [.. sent.Split('|').Select(each => each == "-" ? null : each)];
        var known = new KnownAttribute(value, false, null, false, IsInDoubt: true, Sent: new SentInDoubt(KeyDoubt.MayHaveValue, values));

        Assert.Equal((action, reason), AttributeDifference.Of(known, desired, AssetStanding.InExport, Removing));
    }

    [Theory]
    [InlineData("held", "", nameof(AssetStanding.Unknown), ChangeReason.UnknownAsset)]
    [InlineData("held", "held", nameof(AssetStanding.Unknown), ChangeReason.UnknownAsset)]
    [InlineData("held", "", nameof(AssetStanding.Left), ChangeReason.NotOurs)]
    public void An_asset_that_is_unknown_comes_before_whose_value_it_is_and_that_before_leaving(
        string value, string desired, string standing, ChangeReason reason) => Assert.Equal(
            (ChangeAction.Withheld, reason),
            AttributeDifference.Of(new KnownAttribute(value, true, value, true, false), desired, Enum.Parse<AssetStanding>(standing), Removing));

    private static (KnownAttribute Known, string Desired) Read(string pair)
    {
        string[] sides = pair.Split('|');
        return (sides[0].Length == 0 ? Absent : new KnownAttribute(sides[0], false, sides[0], true, false), sides[1]);
    }
}
