using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>What people read of a run's batches: numbers, and what was taken up.</summary>
public sealed class Counts_and_choices_in_words
{
    private static readonly QualysCustomAttributes.Planning.QualysBatch Three =
        new(1, 1, new AttributeSet(1, ["Owner"], ["Ann"], "run"), new ulong[] { 1, 2, 3 }, "run.db", 1);

    [Fact]
    public void Each_outcome_counts_for_itself()
    {
        var counts = new UpdateCounts();
        foreach ((UpdateOutcome outcome, int batches) in new[]
        {
            (UpdateOutcome.Succeeded, 1000), (UpdateOutcome.Partial, 2), (UpdateOutcome.Failed, 3), (UpdateOutcome.InDoubt, 4), (UpdateOutcome.NotSent, 5),
        })
        {
            counts.Add(new OutcomeRow(outcome, batches, 10 * batches, 100 * batches));
        }

        Assert.Equal((1000, 2, 3, 4, 5), (counts.Succeeded, counts.Partial, counts.Failed, counts.InDoubt, counts.NotSent));
        Assert.Equal((1014, 10140L, 101400L), (counts.Batches, counts.AssetsConfirmed, counts.AssetsAcceptedWithoutCount));
        Assert.Equal("1,014 batches, 1,000 succeeded, 2 partial, 3 failed, 4 in doubt, 5 not sent, 10,140 assets confirmed", counts.ToString());
    }

    [Fact]
    public void What_there_is_none_of_is_not_said()
    {
        var counts = new UpdateCounts();
        counts.Add(new QualysUpdateResult(Three, QualysFunction.Add, UpdateOutcome.Succeeded) { ConfirmedCount = 1 });

        Assert.Equal("1 batch, 1 succeeded, 1 asset confirmed", counts.ToString());
        Assert.Equal(0, counts.AssetsAcceptedWithoutCount);
    }

    [Theory]
    [InlineData(UpdateOutcome.Succeeded, null, 0, 3)]
    [InlineData(UpdateOutcome.Succeeded, 3, 3, 0)]
    [InlineData(UpdateOutcome.Partial, 2, 2, 0)]
    [InlineData(UpdateOutcome.Failed, null, 0, 0)]
    public void What_was_accepted_without_a_count_is_not_called_confirmed(UpdateOutcome outcome, int? confirmed, long assets, long withoutCount)
    {
        var counts = new UpdateCounts();

        counts.Add(new QualysUpdateResult(Three, QualysFunction.Add, outcome) { ConfirmedCount = confirmed });

        Assert.Equal((1, assets, withoutCount), (counts.Batches, counts.AssetsConfirmed, counts.AssetsAcceptedWithoutCount));
    }

    [Theory]
    [InlineData(UpdateOutcome.Succeeded, true)]
    [InlineData(UpdateOutcome.NotSent, true)]
    [InlineData(UpdateOutcome.Partial, false)]
    [InlineData(UpdateOutcome.Failed, false)]
    [InlineData(UpdateOutcome.InDoubt, false)]
    public void All_is_well_where_nothing_that_was_sent_went_wrong(UpdateOutcome outcome, bool isWell)
    {
        var counts = new UpdateCounts();
        counts.Add(new OutcomeRow(outcome, 1, 0, 0));

        Assert.Equal(isWell, counts.AllWell);
    }

    [Theory]
    [InlineData(UpdateOutcome.Partial, UpdateOutcome.Failed)]
    [InlineData(UpdateOutcome.Failed, UpdateOutcome.InDoubt)]
    [InlineData(UpdateOutcome.Partial, UpdateOutcome.InDoubt)]
    public void Two_things_that_went_wrong_do_not_make_it_well(UpdateOutcome one, UpdateOutcome other)
    {
        var counts = new UpdateCounts();
        counts.Add(new OutcomeRow(one, 1, 0, 0));
        counts.Add(new OutcomeRow(other, 1, 0, 0));

        Assert.False(counts.AllWell);
    }

    [Theory]
    [InlineData(0, 0, 1, false, false, "None of 1 batch was chosen in 'p': nothing is taken up. It was not chosen; it stays as it is.")]
    [InlineData(0, 0, 5, false, false, "None of 5 batches was chosen in 'p': nothing is taken up. They were not chosen; they stay as they are.")]
    [InlineData(1, 1, 2, false, false, "1 of 2 batches was chosen in 'p': only that one is taken up. The other one was not chosen; it stays as it is.")]
    [InlineData(2, 2, 5, false, false, "2 of 5 batches were chosen in 'p': only they are taken up. The others were not chosen; they stay as they are.")]
    [InlineData(2, 1, 3, false, false, "2 of 3 batches were chosen in 'p': 1 is taken up. The others were not chosen; they stay as they are.")]
    [InlineData(5000, 3000, 5001, false, false, "5,000 of 5,001 batches were chosen in 'p': 3,000 are taken up. The others were not chosen; they stay as they are.")]
    [InlineData(1, 1, 2, false, true, "1 of 2 batches was on record in 'p': only that one is taken up. The other one was not chosen, or a command in the pipeline left it out: it stays as it is.")]
    [InlineData(1, 2, 5, true, true, "1 of 5 batches was on record in 'p', for the run was cut short: 2 are taken up. The others were not chosen, or a command in the pipeline left them out: they stay as they are.")]
    [InlineData(1, 4, 4, true, false, "1 of 4 batches was on record in 'p', for the run was cut short. All 4 are taken up.")]
    [InlineData(2, 5000, 5000, false, false, "2 of 5,000 batches were chosen in 'p'. All 5,000 are taken up.")]
    public void What_of_a_choice_was_found_and_what_is_taken_is_said(
        long onRecord, long taken, long batches, bool wasCut, bool isOfPipeline, string expected) =>
        Assert.Equal(expected, ChoiceWording.Of("p", onRecord, taken, batches, wasCut, isOfPipeline));

    [Fact]
    public void A_choice_is_on_record_with_its_words()
    {
        Assert.Null(new BatchChoice().Describe());
        Assert.False(new BatchChoice { All = true }.IsPilot);
        Assert.Equal("all", new BatchChoice { All = true }.Describe());
        Assert.Equal("groups 1,3", new BatchChoice { GroupNumbers = [1, 3] }.Describe());
        Assert.Equal("groups 2", new BatchChoice { GroupNumbers = [2] }.Describe());
        Assert.Equal("assets 7", new BatchChoice { AssetIds = [7] }.Describe());
        Assert.Equal("first 1", new BatchChoice { First = 1 }.Describe());
        Assert.Equal(
            "all, groups 1, assets 7,8, first 2",
            new BatchChoice { All = true, GroupNumbers = [1], AssetIds = [7, 8], First = 2 }.Describe());
        Each.Holds(
            [new BatchChoice { GroupNumbers = [1] }, new BatchChoice { AssetIds = [7] }, new BatchChoice { First = 0 }],
            choice => Assert.True(choice.IsPilot));
    }
}
