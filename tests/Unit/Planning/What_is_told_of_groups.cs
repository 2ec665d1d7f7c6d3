using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>What a run leaves out is counted and told with where to look, and what cannot be gone on with says why.</summary>
public sealed class What_is_told_of_groups
{
    private static ExportBuilder Export => new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b").Row("5", "c");

    [Theory]
    [InlineData(DuplicateAction.ExcludeConflicting, "Left out for standing in several rows that disagree: 1 asset id", 4, 1)]
    [InlineData(DuplicateAction.Exclude, "Left out for standing in several rows: 2 asset ids", 4, 2)]
    public void Repeated_ids_and_assets_without_values(DuplicateAction action, string told, int rows, int excluded)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Row("1", "b").Row("2", "a").Row("2", "a").Row("3").Row("4").Row("5", "c"));
        run.MakePayloads();
        run.Events.Clear();
        using GroupStage stage = GroupStage.Start(run.DatabasePath, action, "test", run.Listener);
        stage.AddAll(TestContext.Current.CancellationToken);
        stage.CompleteAll(TestContext.Current.CancellationToken);

        Assert.Equal((rows, excluded, 2L), ((int)stage.DuplicateRows, (int)stage.ExcludedAssets, stage.AssetsWithoutValues));
        Assert.Equal(stage.GroupedAssets, 3 - excluded);
        Assert.Equal(
            [
                $"{told}.",
                "Not sent for lack of any value: 2 assets.",
            ],
            run.Warnings);
        Assert.Equal(
            [new RunListing(RunList.Duplicates, run.DatabasePath), new RunListing(RunList.Rejected, run.DatabasePath)],
            run.Events.OfType<ConnectorWarning>().Select(warning => warning.Listing));
        Assert.Equal(["no attribute has a value, so there is nothing to send"], run.Column("SELECT DISTINCT detail FROM rejected_rows WHERE stage = 'Group'"));
    }

    [Fact]
    public void An_import_of_which_nothing_is_left_fails_and_says_so_on_record()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1").Row("2"));
        run.MakePayloads();
        using (GroupStage stage = GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "test"))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            Assert.Equal("ExportUnusable", Assert.Throws<AxoniusExportException>(() => stage.CompleteAll(TestContext.Current.CancellationToken)).ErrorId);
        }

        Assert.Equal("failed", run.Cell("SELECT outcome FROM run WHERE stage = 'Group'"));
        Assert.Contains("2 assets have no value", run.Cell("SELECT message FROM run WHERE stage = 'Group'"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_part_of_which_nothing_is_left_is_no_failure(int taken)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1").Row("2", "a"));
        IReadOnlyList<QualysAttributePayload> payloads = run.MakePayloads();
        using GroupStage stage = GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "test");
        foreach (QualysAttributePayload payload in payloads.Take(taken))
        {
            stage.Add(payload);
        }

        Assert.Empty(stage.Complete(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void As_many_sets_as_a_run_takes_are_taken_and_one_more_is_too_many()
    {
        using var run = new TestRun(Export);
        run.Options = run.Options with { MostSets = 3 };
        Assert.Equal(5, run.Import().Count);

        using var other = new TestRun(Export);
        other.Options = other.Options with { MostSets = 2 };
        AxoniusExportException error = Assert.Throws<AxoniusExportException>(other.Import);
        Assert.Equal("ExportTooVaried", error.ErrorId);
        Assert.Contains("more than 2 different sets", error.Message, StringComparison.Ordinal);
        Assert.Equal("failed 3 4", other.Cell("SELECT outcome || ' ' || rows_in || ' ' || rows_out FROM run"));
        Assert.Equal(error.Message, other.Cell("SELECT message FROM run"));
    }

    [Fact]
    public void Groups_and_batches_of_a_database_that_was_replaced_are_refused()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        IReadOnlyList<QualysPayloadGroup> groups = run.Group();
        IReadOnlyList<QualysBatch> batches = run.Split();
        run.Options = run.Options with { Replace = true };
        run.Import();
        run.MakePayloads();
        run.Group();
        run.Split();

        // The numbers of their runs are the same.
        using (DryRunStage update = DryRunStage.Start(run.DatabasePath, new SendOptions { Function = QualysFunction.Add }))
        {
            Assert.Equal("ObjectOutdated", Assert.Throws<RunDatabaseException>(() => update.Enter(batches[0])).ErrorId);
            Assert.Equal("ObjectOutdated", Assert.Throws<RunDatabaseException>(() => update.FindDone(batches[0])).ErrorId);
            Assert.Equal("ObjectOutdated", Assert.Throws<RunDatabaseException>(() => update.Decline(batches[0])).ErrorId);
        }

        using SplitStage split = SplitStage.Start(run.DatabasePath, 100, "test");
        Assert.Equal("ObjectOutdated", Assert.Throws<RunDatabaseException>(() => split.Add(groups[0]).Count()).ErrorId);
    }

    [Fact]
    public void A_stage_that_takes_all_of_one_that_is_at_work_is_refused()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        using GroupStage groups = GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "grouping");
        using SplitStage split = SplitStage.Start(run.DatabasePath, 2, "test");

        RunDatabaseException error = Assert.Throws<RunDatabaseException>(() => split.AddAll(TestContext.Current.CancellationToken));
        Assert.Contains("grouping", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.ErrorId, Assert.Throws<RunDatabaseException>(() => SplitStage.Start(run.DatabasePath, 2, "test")).ErrorId);
    }

    [Theory]
    [InlineData("UPDATE run SET outcome = 'failed' WHERE stage = 'Import'", "PlanIncomplete", "the import failed")]
    [InlineData("UPDATE run SET outcome = 'incomplete' WHERE stage = 'Import'", "PlanIncomplete", "the import was cut short")]
    [InlineData("UPDATE run SET input = 'Pipeline' WHERE stage = 'Payload'", "PlanIncomplete", "a command in it may have left assets out")]
    [InlineData("UPDATE run SET input = 'Pipeline' WHERE stage = 'Group'", "PlanIncomplete", "a command in it may have left assets out")]
    [InlineData("UPDATE run SET options = '{}' WHERE stage = 'Group'", "PlanIncomplete", "how they were to be is not on record")]
    public void A_plan_without_groups_is_not_gone_on_with_where_something_is_missing(string change, string errorId, string why)
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        using (GroupStage stage = GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "test"))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
        }

        SqliteFile.Execute(run.DatabasePath, change);
        using DryRunStage update = DryRunStage.Start(run.DatabasePath, new SendOptions { Function = QualysFunction.Add });
        RunDatabaseException error = Assert.Throws<RunDatabaseException>(() => update.ChooseBatches(TestContext.Current.CancellationToken));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_are_counted_with_those_that_are_yet_to_be_made()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        IReadOnlyList<QualysPayloadGroup> groups = run.Group();
        using SplitStage split = SplitStage.Start(run.DatabasePath, 2, "test");
        Assert.Equal(2, split.Add(groups[0]).Count());
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);

        Assert.Equal((2L, 4L), (split.Batches, PlanCompletion.CountBatches(database)));
    }

    [Fact]
    public void A_batch_that_is_read_says_whether_it_was_chosen()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        run.Group();
        run.Split(2);
        using (DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Function = QualysFunction.Add, Choice = new BatchChoice { GroupNumbers = [2] } }))
        {
            Assert.Single(stage.ChooseBatches(TestContext.Current.CancellationToken));
            stage.Complete();
        }

        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        Assert.Equal(
            ["group 1 batch 1 False NotSent", "group 1 batch 2 False NotSent", "group 2 batch 1 True NotSent", "group 3 batch 1 False NotSent"],
            QualysBatch.Read(database, database.Batches.ReadCounts().Select(each => each.Key)).Select(batch => $"{batch} {batch.Chosen} {batch.Outcome}"));
    }
}
