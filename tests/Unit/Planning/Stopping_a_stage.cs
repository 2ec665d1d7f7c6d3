using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Grouping and splitting end soon when they are told to stop; what is on record then is called unfinished, and the stage can be run again.</summary>
public sealed class Stopping_a_stage
{
    private static readonly CancellationToken Stopped = new(canceled: true);

    private static ExportBuilder Export => new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b").Row("5", "c");

    [Fact]
    public void Grouping_stops_while_it_takes_the_payloads()
    {
        using TestRun run = Prepared();
        using (GroupStage stage = StartGrouping(run))
        {
            Assert.Throws<OperationCanceledException>(() => stage.AddAll(Stopped));
        }

        AssertUnfinishedAndRunsAgain(run, ConnectorStage.Group);
    }

    [Fact]
    public void Grouping_stops_while_it_writes_the_groups()
    {
        using TestRun run = Prepared();
        using (GroupStage stage = StartGrouping(run))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            Assert.Throws<OperationCanceledException>(() => stage.CompleteAll(Stopped));
        }

        Assert.Equal(["0"], run.Column("SELECT count(*) FROM payload_group"));
        AssertUnfinishedAndRunsAgain(run, ConnectorStage.Group);
    }

    [Fact]
    public void Grouping_stops_before_it_gives_the_first_group()
    {
        using TestRun run = Prepared();
        using (GroupStage stage = StartGrouping(run))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            Assert.Throws<OperationCanceledException>(() => stage.Complete(Stopped));
        }

        AssertUnfinishedAndRunsAgain(run, ConnectorStage.Group);
    }

    [Fact]
    public void Splitting_stops_while_it_writes_the_batches()
    {
        using TestRun run = Prepared();
        run.Group();
        using (SplitStage stage = SplitStage.Start(run.DatabasePath, 2, "test"))
        {
            Assert.Throws<OperationCanceledException>(() => stage.AddAll(Stopped));
        }

        Assert.Equal(["0"], run.Column("SELECT count(*) FROM payload_batch"));
        AssertUnfinishedAndRunsAgain(run, ConnectorStage.Split);
    }

    [Fact]
    public void Splitting_stops_while_it_goes_on_where_it_was_cut_short()
    {
        using TestRun run = Prepared();
        run.Group();
        SplitStage.Start(run.DatabasePath, 2, "test").Dispose();
        using (SplitStage stage = SplitStage.GoOn(run.DatabasePath, 2, "test"))
        {
            Assert.Throws<OperationCanceledException>(() => stage.AddRest(Stopped));
        }

        Assert.Equal(["0"], run.Column("SELECT count(*) FROM payload_batch"));
        AssertUnfinishedAndRunsAgain(run, ConnectorStage.Split);
    }

    [Fact]
    public void Splitting_stops_while_it_looks_through_the_batches_before_the_plan_is_called_made()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row(string.Join('\n', Enumerable.Range(1, 300)), "a"));
        run.MakePayloads();
        run.Group();
        using (SplitStage stage = SplitStage.Start(run.DatabasePath, 1, "test"))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            Assert.Throws<OperationCanceledException>(() => stage.Complete(Stopped));
        }

        Assert.Equal([RunOutcome.Incomplete], run.Column("SELECT outcome FROM run WHERE stage = 'Split'"));
        Assert.Equal(3, run.Split(100).Count);
    }

    private static TestRun Prepared()
    {
        TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        return run;
    }

    private static GroupStage StartGrouping(TestRun run) => GroupStage.Start(run.DatabasePath, DuplicateAction.ExcludeConflicting, "test");

    private static void AssertUnfinishedAndRunsAgain(TestRun run, ConnectorStage stage)
    {
        Assert.Equal([RunOutcome.Incomplete], run.Column($"SELECT outcome FROM run WHERE stage = '{stage}' ORDER BY run_id DESC LIMIT 1"));

        if (stage == ConnectorStage.Group)
        {
            Assert.Equal(3, run.Group().Count);
        }

        Assert.Equal(["1.1 2", "1.2 1", "2.1 1", "3.1 1"], run.Split(2).Select(batch => $"{batch.GroupNumber}.{batch.BatchNumber} {batch.AssetCount}"));
    }
}
