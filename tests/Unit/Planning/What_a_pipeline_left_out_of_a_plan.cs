using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Changes of a plan that a command between the stages left out of every batch are counted, and told to whoever sends the rest.</summary>
public sealed class What_a_pipeline_left_out_of_a_plan
{
    [Theory]
    // Which keys go on; how many changes are left out, and how that is told.
    [InlineData("Business,Tier,Owner", 0, null)]
    [InlineData("Business,Owner", 1, "1 of 4 changes of the plan in '*', of a key of an asset each, was left out before batches were made of it, and not sent: the next plan has them again.")]
    [InlineData("Owner", 3, "3 of 4 changes of the plan in '*', of a key of an asset each, were left out before batches were made of it, and not sent: the next plan has them again.")]
    public void Is_counted_by_key_and_asset(string keys, long leftOut, string? told)
    {
        using KnownSubscription known = Compared();
        MakeBatches(known, change => keys.Split(',').Contains(change.Key));
        using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);

        Assert.True(PlanCompletion.IsOfPart(database));
        Assert.Equal((leftOut, 4L), PlanCompletion.CountLeftOut(database));
        Assert.Equal(told?.Replace("*", known.RunPath, StringComparison.Ordinal), PlanCompletion.DescribeLeftOut(database));
    }

    [Theory]
    [InlineData("UPDATE run SET outcome = 'incomplete' WHERE stage = 'Split'")]
    [InlineData("UPDATE run SET input = 'Database' WHERE stage = 'Payload'")]
    [InlineData("DELETE FROM run WHERE stage = 'Split'")]
    public void Is_none_where_batches_are_not_made_to_their_end_or_every_stage_took_everything(string change)
    {
        using KnownSubscription known = Compared();
        MakeBatches(known, each => each.Key == "Owner");
        Shared.SqliteFile.Execute(known.RunPath, change);
        using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);

        Assert.Equal((0L, 0L), PlanCompletion.CountLeftOut(database));
        Assert.Null(PlanCompletion.DescribeLeftOut(database));
    }

    [Theory]
    [InlineData("Payload")]
    [InlineData("Group")]
    [InlineData("Split")]
    public void May_be_left_out_before_any_of_the_stages(string stage)
    {
        using KnownSubscription known = Compared();
        known.MakeBatches();
        using (RunDatabase whole = RunDatabase.OpenForReading(known.RunPath))
        {
            Assert.False(PlanCompletion.IsOfPart(whole));
        }

        Shared.SqliteFile.Execute(known.RunPath, $"UPDATE run SET input = 'Pipeline' WHERE stage = '{stage}'");
        using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);
        Assert.True(PlanCompletion.IsOfPart(database));
        Assert.Equal((0L, 4L), PlanCompletion.CountLeftOut(database));
    }

    [Fact]
    public void Is_none_of_a_run_that_sends_everything()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "a").Row("2", "b"));
        Shared.SqliteFile.Execute(run.DatabasePath, "UPDATE run SET input = 'Pipeline' WHERE stage = 'Split'");
        using RunDatabase database = RunDatabase.OpenForReading(run.DatabasePath);

        Assert.Equal((0L, 0L), PlanCompletion.CountLeftOut(database));
    }

    // Four changes: of two keys of the first asset, of one key of the second and of the third.
    private static KnownSubscription Compared()
    {
        var known = new KnownSubscription();
        known.Write(KnownSubscription.Read, ["Business=Cards"], isConfirmed: true, 1);
        known.Compare("1,Loans,2,", "2,Fraud,,", "3,,,Ann");
        return known;
    }

    private static void MakeBatches(KnownSubscription known, Func<AttributeChange, bool> goesOn)
    {
        using RunDatabase database = RunDatabase.Open(known.RunPath, "test");
        using (PayloadStage stage = PayloadStage.Start(known.RunPath, "test"))
        {
            foreach (AttributeChange change in PlannedChanges.ReadKept(database, withEqual: true).Where(goesOn))
            {
                Assert.NotNull(stage.Add(change));
            }

            Assert.NotEmpty(stage.MakeRest());
            stage.Complete();
        }

        using (GroupStage stage = GroupStage.Start(known.RunPath, new GroupingOptions(), "test"))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            stage.CompleteAll(TestContext.Current.CancellationToken);
        }

        using (SplitStage stage = SplitStage.Start(known.RunPath, 2, "test"))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            stage.Complete(TestContext.Current.CancellationToken);
        }
    }
}
