using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>What undoing does with a key follows from what Qualys is known to hold and what the run made of it.</summary>
public sealed class What_undoing_means
{
    [Theory]
    [InlineData("new", "old", "new", ChangeAction.Update)]
    [InlineData("new", null, "new", ChangeAction.Remove)]
    [InlineData(null, "old", null, ChangeAction.Add)]
    public void Of_a_value_that_is_as_the_run_wrote_it_that_of_before_comes_back(string? known, string? before, string? after, ChangeAction action) =>
        Assert.Equal((action, ChangeReason.Undone), Of(known, before, after));

    [Theory]
    [InlineData("old", "old", "new")]
    [InlineData(null, null, "new")]
    [InlineData("same", "same", "same")]
    [InlineData("old", "old", null)]
    public void Of_a_value_that_is_as_before_nothing_is_to_be_done(string? known, string? before, string? after) =>
        Assert.Equal((ChangeAction.None, ChangeReason.Equal), Of(known, before, after));

    [Theory]
    [InlineData("theirs", "old", "new")]
    [InlineData("NEW", "old", "new")]
    [InlineData("Old", "old", "new")]
    [InlineData(null, "old", "new")]
    [InlineData("theirs", null, "new")]
    [InlineData("theirs", "old", null)]
    public void Of_a_value_that_is_neither_it_stays_as_it_is(string? known, string? before, string? after) =>
        Assert.Equal((ChangeAction.Withheld, ChangeReason.Drifted), Of(known, before, after));

    [Theory]
    [InlineData("new", "old", "new", ChangeAction.Update)]
    [InlineData("old", "old", "new", ChangeAction.Update)]
    [InlineData(null, null, "new", ChangeAction.Remove)]
    [InlineData("new", null, "new", ChangeAction.Remove)]
    [InlineData("old", "old", null, ChangeAction.Update)]
    [InlineData(null, "old", null, ChangeAction.Add)]
    public void Of_a_change_that_nobody_knows_was_made_that_of_before_is_written_either_way(string? known, string? before, string? after, ChangeAction action) =>
        Assert.Equal((action, ChangeReason.Undone), Of(known, before, after, isChangeInDoubt: true));

    [Theory]
    [InlineData("theirs", "old", "new")]
    [InlineData(null, "old", "new")]
    public void Of_a_change_in_doubt_whose_value_is_neither_it_stays_as_it_is(string? known, string? before, string? after) =>
        Assert.Equal((ChangeAction.Withheld, ChangeReason.Drifted), Of(known, before, after, isChangeInDoubt: true));

    [Theory]
    [InlineData("new", "old", "new", false)]
    [InlineData("old", "old", "new", false)]
    [InlineData("old", "old", "new", true)]
    [InlineData("theirs", "old", "new", false)]
    public void Of_a_value_that_another_run_may_have_changed_since_it_stays_as_it_is(string? known, string? before, string? after, bool isChangeInDoubt) =>
        Assert.Equal((ChangeAction.Withheld, ChangeReason.Drifted), Of(known, before, after, isChangeInDoubt, isKnownInDoubt: true));

    [Theory]
    [InlineData("new", "old", "new", ChangeAction.Withheld, ChangeReason.NotOurs)]
    [InlineData("theirs", "old", "new", ChangeAction.Withheld, ChangeReason.NotOurs)]
    [InlineData("old", "old", "new", ChangeAction.None, ChangeReason.Equal)]
    public void Of_a_value_of_another_connector_nothing_is_written(string? known, string? before, string? after, ChangeAction action, ChangeReason reason) =>
        Assert.Equal((action, reason), Of(known, before, after, isOfOthers: true));

    [Theory]
    [InlineData("new", "old", "new")]
    [InlineData("old", "old", "new")]
    public void Of_an_asset_that_Qualys_does_not_have_nothing_is_written(string? known, string? before, string? after) => Assert.Equal(
        (ChangeAction.Withheld, ChangeReason.UnknownAsset),
        UndoRule.Of(new KnownAttribute(known, false, null, false, false), new KeyChange(before, after, false), isUnknownAsset: true));

    private static (ChangeAction Action, ChangeReason Reason) Of(
        string? known, string? before, string? after, bool isChangeInDoubt = false, bool isKnownInDoubt = false, bool isOfOthers = false) => UndoRule.Of(
            new KnownAttribute(known, isOfOthers, null, false, isKnownInDoubt), new KeyChange(before, after, isChangeInDoubt), isUnknownAsset: false);
}
