using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using Xunit;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>One command finishes a run, whatever cut it; what somebody left out stays out.</summary>
public sealed class A_plan_that_was_cut_short
{
    private static ExportBuilder Export => new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b").Row("5", "c");

    [Fact]
    public void Stages_that_stood_next_to_each_other_left_nothing_out()
    {
        using TestRun run = Cut(filterBehind: null);

        string[] chosen = Choose(run, new BatchChoice());

        Assert.Equal(["1.1", "1.2", "2.1", "3.1"], chosen);
        Assert.Contains("1 of 4 batches was on record", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, RunReport.Read(run.DatabasePath).Batches);
    }

    [Theory]
    [InlineData("Group")]
    [InlineData("Split")]
    public void What_a_command_between_them_may_have_left_out_is_not_widened_in_silence(string filterBehind)
    {
        using TestRun run = Cut(Enum.Parse<ConnectorStage>(filterBehind));

        string[] chosen = Choose(run, new BatchChoice());

        Assert.Equal(["1.1"], chosen.Take(1));
        Assert.Equal(filterBehind == "Split" ? 1 : 2, chosen.Length);
        Assert.Contains(
            filterBehind == "Split" ? "only that one is taken up" : "2 are taken up",
            Assert.Single(run.Warnings, warning => warning.Contains("1 of 4 batches was on record", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void Whose_batches_have_no_size_that_can_be_is_not_finished_by_guessing(int size)
    {
        using TestRun run = Cut(filterBehind: null);
        Shared.SqliteFile.Execute(run.DatabasePath, $"UPDATE run SET options = json_set(options, '$.batchSize', {size}) WHERE stage = 'Split'");

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => Choose(run, new BatchChoice()));

        Assert.Contains("it does not say how large its batches are", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Group")]
    [InlineData("Split")]
    public void All_takes_what_was_left_out_too(string filterBehind)
    {
        using TestRun run = Cut(Enum.Parse<ConnectorStage>(filterBehind));

        Assert.Equal(["1.1", "1.2", "2.1", "3.1"], Choose(run, new BatchChoice { All = true }));
    }

    [Fact]
    public void All_takes_groups_that_never_came_to_the_split()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        IReadOnlyList<QualysPayloadGroup> groups = run.Group();
        using (SplitStage split = SplitStage.Start(run.DatabasePath, 2, "test"))
        {
            Assert.Equal(2, split.Add(groups[0]).Count());
            split.Complete(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["1.1", "1.2"], Choose(run, new BatchChoice()));
        Assert.Equal(["1.1", "1.2", "2.1", "3.1"], Choose(run, new BatchChoice { All = true }));
    }

    [Fact]
    public void What_the_import_did_not_come_to_is_told()
    {
        using var run = new TestRun(Export);
        using (AxoniusImport import = run.StartImport())
        {
            import.Read();
        }

        run.MakePayloads();
        run.Group();
        run.Split();
        run.Events.Clear();
        Choose(run, new BatchChoice());

        Assert.Contains(run.Warnings, warning => warning.Contains("The stage Import", StringComparison.Ordinal) && warning.Contains("is not sent", StringComparison.Ordinal));
    }

    [Fact]
    public void What_went_to_its_end_is_what_was_chosen()
    {
        using TestRun run = TestRun.Whole(Export, batchSize: 2);
        using (DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Choice = new BatchChoice { GroupNumbers = [2] }, Caller = "pilot" }))
        {
            Assert.Single(stage.ChooseBatches(TestContext.Current.CancellationToken).Select(stage.Enter));
            stage.Complete();
        }

        Assert.Equal(["2.1"], Choose(run, new BatchChoice()));
    }

    [Fact]
    public void Before_there_is_a_group_there_is_nothing_to_go_on_with()
    {
        using var run = new TestRun(Export);
        using (AxoniusImport import = AxoniusImport.Start(run.Options with { Later = [("duplicateAction", "ExcludeConflicting"), ("batchSize", 2)] }, null, TestContext.Current.CancellationToken))
        {
            import.Read();
        }

        Assert.Equal("PlanIncomplete", Assert.Throws<RunDatabaseException>(() => Choose(run, new BatchChoice())).ErrorId);
    }

    [Theory]
    [InlineData(null, """{"duplicateAction":"Exclude","batchSize":2}""")]
    [InlineData("AttributeSet", """{"duplicateAction":"Exclude","groupBy":"AttributeSet","batchSize":2}""")]
    [InlineData("Attribute", """{"duplicateAction":"Exclude","groupBy":"Attribute","batchSize":2}""")]
    public void A_job_that_was_cut_before_its_groups_is_finished_by_what_it_began_with(string? groupBy, string options)
    {
        using var run = new TestRun(Export);
        using (AxoniusImport import = AxoniusImport.Start(
            run.Options with { Later = [("function", "remove"), ("duplicateAction", "Exclude"), ("batchSize", 2), ("groupBy", groupBy)] }, null,
            TestContext.Current.CancellationToken))
        {
            while (import.Read())
            {
            }
        }

        Assert.Equal(["1.1", "1.2", "2.1", "3.1"], Choose(run, new BatchChoice(), null));
        Assert.Equal(["remove"], run.Column("SELECT DISTINCT function FROM batch_execution"));
        Assert.Equal(options, run.Cell("SELECT options FROM run WHERE stage = 'Group'"));
    }

    [Fact]
    public void A_job_that_compares_is_finished_where_it_had_compared_everything()
    {
        using KnownSubscription known = Compared(isWhole: true);
        using DryRunStage stage = DryRunStage.Start(known.RunPath, new SendOptions { Caller = "go on" });

        Assert.Equal(
            ["Add 2", "Update 1"],
            stage.ChooseBatches(TestContext.Current.CancellationToken).Select(batch => $"{batch.Function} {string.Join(',', batch.AssetIds)}"));
    }

    [Fact]
    public void A_job_that_compares_and_was_cut_before_that_was_done_is_not_gone_on_with()
    {
        using KnownSubscription known = Compared(isWhole: false);
        using DryRunStage stage = DryRunStage.Start(known.RunPath, new SendOptions { Caller = "go on" });

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => stage.ChooseBatches(TestContext.Current.CancellationToken));

        Assert.Equal("PlanIncomplete", exception.ErrorId);
        Assert.Contains("the comparison with what Qualys holds was cut short", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_was_made_to_its_end_is_not_made_again(bool all)
    {
        using TestRun run = TestRun.Whole(Export, batchSize: 2);

        Assert.Equal(4, Choose(run, new BatchChoice { All = all }).Length);

        Assert.Equal(["Import", "Payload", "Group", "Split", "Update", "Update"], run.Column("SELECT stage FROM run ORDER BY run_id"));
    }

    [Fact]
    public void Groups_that_were_edited_since_are_not_gone_on_with()
    {
        using TestRun run = Cut(filterBehind: null);
        Shared.SqliteFile.Execute(run.DatabasePath, "UPDATE payload_group SET asset_ids = '99', count_asset_ids = 1 WHERE group_number = 3");

        Assert.Equal("PlanChanged", Assert.Throws<RunDatabaseException>(() => Choose(run, new BatchChoice())).ErrorId);
    }

    [Fact]
    public void Batches_that_hold_other_assets_than_their_group_are_not_gone_on_with()
    {
        using TestRun run = Cut(ConnectorStage.Split);
        Shared.SqliteFile.Execute(run.DatabasePath, "UPDATE payload_batch SET asset_ids = '99,98' WHERE batch_number = 1");

        Assert.Equal("PlanChanged", Assert.Throws<RunDatabaseException>(() => Choose(run, new BatchChoice())).ErrorId);
    }

    [Theory]
    [InlineData("INSERT INTO payload_batch (group_number, batch_number, count_asset_ids, asset_ids) VALUES (9, 1, 1, '99')", "batches are there whose groups are not")]
    [InlineData("UPDATE payload_batch SET asset_ids = '99', count_asset_ids = 1 WHERE batch_number = 1", "a batch of group 1 holds other assets")]
    [InlineData("UPDATE payload_batch SET asset_ids = '1,1' WHERE batch_number = 1", "a batch of group 1 holds other assets")]
    [InlineData("DELETE FROM payload_batch WHERE batch_number = 2", "group 1 has assets that none of its batches holds")]
    public void Batches_are_those_of_its_groups_and_hold_each_of_their_assets_once(string change, string why)
    {
        using TestRun run = Cut(filterBehind: null);
        Shared.SqliteFile.Execute(run.DatabasePath, change);

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => Choose(run, new BatchChoice()));

        Assert.Equal("PlanChanged", exception.ErrorId);
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
    }

    // Three cmdlets in one pipeline, of which the last was killed over its first batch.
    private static TestRun Cut(ConnectorStage? filterBehind)
    {
        TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        var user = new object();
        int position = 1;
        StageCaller Next(ConnectorStage behind)
        {
            position += filterBehind == behind ? 2 : 1;
            return new StageCaller("test") { User = user, Position = position, Length = 5 };
        }

        using GroupStage groups = GroupStage.Start(run.DatabasePath, DuplicateAction.ExcludeConflicting, new StageCaller("test") { User = user, Position = 1, Length = 5 });
        groups.AddAll(TestContext.Current.CancellationToken);
        using SplitStage split = SplitStage.Start(run.DatabasePath, 2, Next(ConnectorStage.Group));
        using DryRunStage update = DryRunStage.Start(run.DatabasePath, new SendOptions { Function = QualysFunction.Add, Caller = Next(ConnectorStage.Split) });
        update.Enter(split.Add(groups.Complete(TestContext.Current.CancellationToken).First()).First());
        return run;
    }

    // The job was killed behind its comparison, or in it; the asset 1 is known to hold Cards.
    private static KnownSubscription Compared(bool isWhole)
    {
        KnownSubscription known = new();
        known.Write(KnownSubscription.Read, ["Business=Cards"], isConfirmed: true, 1);
        known.Import("1,Loans,,", "2,Loans,,");
        using (ComparisonStage stage = ComparisonStage.Start(known.RunPath, known.Options))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            if (isWhole)
            {
                stage.Complete(TestContext.Current.CancellationToken);
            }
        }

        // A job has on record from its import on how it goes on.
        Shared.SqliteFile.Execute(
            known.RunPath,
            $"UPDATE run SET options = json_set(options, '$.{GroupStage.DuplicateOption}', 'Exclude', '$.{SplitStage.BatchSizeOption}', 2) WHERE stage = 'Import'");
        return known;
    }

    private static string[] Choose(TestRun run, BatchChoice choice, QualysFunction? function = QualysFunction.Add)
    {
        using DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Function = function, Choice = choice, Caller = "go on" }, run.Listener);
        return [.. stage.ChooseBatches(TestContext.Current.CancellationToken).Select(batch => $"{batch.GroupNumber}.{batch.BatchNumber}")];
    }
}
