using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Runs;

/// <summary>Stages run again, in the wrong order, over a part of what came before, or over objects of another run.</summary>
public sealed class StageOrderTests
{
    private static ExportBuilder Export => new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b").Row("5", "c");

    [Fact]
    public void A_stage_needs_the_one_before_it()
    {
        using TestRun run = TestRun.Imported(Export);

        AssertStageMissing("Payload", () => run.Group());
        AssertStageMissing("Group", () => run.Split());
        AssertNoPlan(run);
        run.MakePayloads();
        AssertStageMissing("Group", () => run.Split());
        run.Group();
        AssertStageMissing("Split", () => run.DryRun());
    }

    [Fact]
    public void A_database_without_an_import_lacks_that_stage()
    {
        using var folder = new TemporaryFolder();
        RunDatabase.Create(folder.File("run.db"), AxoniusContract.Default).Dispose();
        using PayloadStage stage = PayloadStage.Start(folder.File("run.db"), "test");

        AssertStageMissing("Import", () => stage.ReadAll().Count());
        AssertStageMissing("Import", stage.AddAll);
    }

    [Fact]
    public void A_stage_run_again_replaces_what_it_and_the_later_stages_wrote()
    {
        using TestRun run = TestRun.Whole(Export, batchSize: 2);

        run.Split(3);
        AssertCounts(run, payloads: 5, groups: 3, batches: 3, executions: 0);
        run.DryRun();
        AssertCounts(run, payloads: 5, groups: 3, batches: 3, executions: 3);
        run.Group();
        AssertCounts(run, payloads: 5, groups: 3, batches: 0, executions: 0);
        run.Split();
        run.DryRun();
        run.MakePayloads();
        AssertCounts(run, payloads: 5, groups: 0, batches: 0, executions: 0);
        Assert.Empty(run.Column("SELECT * FROM qualys_attribute_payloads_clean"));
    }

    [Fact]
    public void What_a_stage_run_again_took_away_is_missing_for_the_stages_after_it()
    {
        using TestRun run = TestRun.Whole(Export);
        run.MakePayloads();

        AssertStageMissing("Group", () => run.Split());
        AssertNoPlan(run);
        run.Group();
        AssertStageMissing("Split", () => run.DryRun());
        run.Split();
        Assert.Equal(3, run.DryRun().Count);
    }

    [Fact]
    public void A_filter_between_stages_leaves_out_what_it_takes_out()
    {
        using var run = new TestRun(Enumerable.Range(1, 20).Aggregate(new ExportBuilder(), (export, i) => export.Row($"{i}", $"v{i % 2}")));
        IReadOnlyList<AxoniusRecord> records = run.Import();
        using (PayloadStage payloads = PayloadStage.Start(run.DatabasePath, "test"))
        {
            foreach (AxoniusRecord record in records.Where(record => record.AssetId is not 3 and not 4 and not 5 and not 20))
            {
                payloads.Add(record);
            }

            payloads.Complete();
        }

        Assert.Equal(string.Join(',', Enumerable.Range(1, 20).Except([3, 4, 5, 20])), string.Join(',', run.Column("SELECT asset_id FROM qualys_attribute_payloads")));
        run.Group();
        Assert.Equal(["2,6,8,10,12,14,16,18", "1,7,9,11,13,15,17,19"], run.Column("SELECT asset_ids FROM qualys_attribute_payloads_grouped ORDER BY group_number"));
    }

    [Fact]
    public void A_filter_before_the_group_stage_shows_in_its_tables()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Row("2", "a").Row("1", "b").Row("3", "a"));
        IReadOnlyList<QualysAttributePayload> payloads = run.MakePayloads();
        using (GroupStage groups = GroupStage.Start(run.DatabasePath, DuplicateAction.ExcludeConflicting, "test"))
        {
            foreach (QualysAttributePayload payload in payloads.Where(payload => payload.Line != 4))
            {
                groups.Add(payload);
            }

            Assert.Equal([1UL, 2UL, 3UL], Assert.Single(groups.Complete(TestContext.Current.CancellationToken)).AssetIds);
        }

        Assert.Empty(run.Column("SELECT * FROM qualys_attribute_payloads_duplicates"));
        Assert.Equal(["1 2", "2 3", "3 5"], run.Column("SELECT asset_id || ' ' || line FROM qualys_attribute_payloads_clean"));
        Assert.Equal("4", run.Cell("SELECT COUNT(*) FROM qualys_attribute_payloads"));
    }

    [Fact]
    public void A_sort_between_stages_sets_the_order_of_the_ids()
    {
        using var run = new TestRun(Enumerable.Range(1, 9).Aggregate(new ExportBuilder(), (export, i) => export.Row($"{i}", "a")));
        IReadOnlyList<AxoniusRecord> records = run.Import();
        ulong[] order = [5, 6, 7, 1, 2, 9, 8, 3, 4];
        using (PayloadStage payloads = PayloadStage.Start(run.DatabasePath, "test"))
        {
            foreach (ulong id in order)
            {
                payloads.Add(records.Single(record => record.AssetId == id));
            }

            payloads.Complete();
        }

        Assert.Equal(order, run.Group().Single().AssetIds);
        Assert.Equal(string.Join(' ', order), string.Join(' ', run.Column("SELECT asset_id FROM qualys_attribute_payloads")));
    }

    [Fact]
    public void A_record_that_comes_down_the_pipeline_twice_is_no_duplicate()
    {
        foreach (DuplicateAction action in Enum.GetValues<DuplicateAction>())
        {
            using var run = new TestRun(new ExportBuilder().Row("1", "a").Row("2", "a"));
            IReadOnlyList<AxoniusRecord> records = run.Import();
            using PayloadStage payloads = PayloadStage.Start(run.DatabasePath, "test");
            using GroupStage groups = GroupStage.Start(run.DatabasePath, action, "test");
            foreach (AxoniusRecord record in (AxoniusRecord[])[.. records, .. records, records[0]])
            {
                groups.Add(payloads.Add(record));
            }

            Assert.Equal([1UL, 2UL], Assert.Single(groups.Complete(TestContext.Current.CancellationToken)).AssetIds);
            groups.Dispose();
            Assert.Equal(["1", "2"], run.Column("SELECT asset_id FROM qualys_attribute_payloads_clean"));
            Assert.Empty(run.Column("SELECT * FROM qualys_attribute_payloads_duplicates"));
        }
    }

    [Fact]
    public void A_group_that_comes_down_the_pipeline_twice_is_split_once()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        IReadOnlyList<QualysPayloadGroup> groups = run.Group();
        using SplitStage split = SplitStage.Start(run.DatabasePath, 2, "test");

        Assert.Equal(["1,2", "3", "4", "5"], groups.Append(groups[0]).SelectMany(split.Add).Select(batch => string.Join(',', batch.AssetIds)));
    }

    [Fact]
    public void A_batch_that_comes_down_the_pipeline_twice_is_entered_once()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        run.Group();
        IReadOnlyList<QualysBatch> batches = run.Split();
        using (DryRunStage update = DryRun(run))
        {
            Each.Holds(batches.Concat(batches), batch => Assert.Equal(UpdateOutcome.NotSent, update.Enter(batch).Outcome));
        }

        Assert.Equal("3", run.Cell("SELECT COUNT(*) FROM qualys_attribute_payloads_transformed"));
    }

    [Fact]
    public void Objects_kept_in_a_variable_can_be_piped_on_once_their_stage_has_ended()
    {
        using var run = new TestRun(Export);
        IReadOnlyList<AxoniusRecord> records = run.Import();
        using PayloadStage payloads = PayloadStage.Start(run.DatabasePath, "test");
        List<QualysAttributePayload> made = records.Select(payloads.Add).ToList();
        payloads.Complete();
        payloads.Dispose();
        using GroupStage groups = GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "test");
        made.ForEach(groups.Add);
        List<QualysPayloadGroup> grouped = groups.Complete(TestContext.Current.CancellationToken).ToList();
        groups.Dispose();
        using SplitStage split = SplitStage.Start(run.DatabasePath, 100, "test");
        List<QualysBatch> batches = grouped.SelectMany(split.Add).ToList();
        split.Complete(TestContext.Current.CancellationToken);
        split.Dispose();
        using DryRunStage update = DryRun(run);

        Assert.Equal(3, batches.Select(update.Enter).Count());
    }

    [Fact]
    public void Objects_of_two_databases_in_one_stage_are_refused()
    {
        using var run = new TestRun(Export);
        using var other = new TestRun(Export);
        IReadOnlyList<AxoniusRecord> records = other.Import();
        IReadOnlyList<QualysAttributePayload> payloads = other.MakePayloads();
        IReadOnlyList<QualysPayloadGroup> groups = other.Group();
        IReadOnlyList<QualysBatch> batches = other.Split();
        run.Import();
        run.MakePayloads();
        run.Group();
        run.Split();

        AssertMixed(path => DryRunStage.Start(path, new SendOptions { Function = QualysFunction.Add }), stage => stage.Enter(batches[0]));
        AssertMixed(path => SplitStage.Start(path, 1, "test"), stage => Assert.NotEmpty(stage.Add(groups[0])));
        AssertMixed(path => GroupStage.Start(path, DuplicateAction.Exclude, "test"), stage => stage.Add(payloads[0]));
        AssertMixed(path => PayloadStage.Start(path, "test"), stage => stage.Add(records[0]));

        void AssertMixed<T>(Func<string, T> start, Action<T> use)
            where T : IDisposable
        {
            using T stage = start(run.DatabasePath);
            RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => use(stage));
            Assert.Equal(("DatabaseMixed", ConnectorErrorKind.InvalidArgument), (exception.ErrorId, exception.Kind));
            Assert.Contains(run.DatabasePath, exception.Message, StringComparison.Ordinal);
            Assert.Contains(other.DatabasePath, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Groups_of_an_earlier_run_of_their_stage_are_refused()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Row("1", "a").Row("2", "b").Row("3", "c"));
        run.MakePayloads();
        IReadOnlyList<QualysPayloadGroup> old = run.Group(DuplicateAction.ExcludeConflicting);
        run.Group(DuplicateAction.Exclude);
        using SplitStage split = SplitStage.Start(run.DatabasePath, 100, "test");

        // The second group of then is the first of now: its ids would get the attributes of another.
        AssertOutdated(() => split.Add(old[1]).Count());
        AssertOutdated(() => split.Add(old[2]).Count());
        Assert.Empty(run.Column("SELECT * FROM qualys_attribute_payloads_split"));
    }

    [Fact]
    public void Batches_of_an_earlier_run_of_their_stage_are_refused()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        run.Group();
        IReadOnlyList<QualysBatch> old = run.Split(1);
        run.Split(2);
        using DryRunStage update = DryRun(run);

        Each.Holds(old, batch => AssertOutdated(() => update.Enter(batch)));
    }

    [Fact]
    public void Batches_of_groups_that_were_made_anew_are_refused()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        run.Group();
        IReadOnlyList<QualysBatch> old = run.Split();
        run.Group();
        using DryRunStage update = DryRun(run);

        AssertOutdated(() => update.Enter(old[0]));
    }

    [Fact]
    public void Records_of_a_database_that_was_replaced_are_refused()
    {
        using var run = new TestRun(Export);
        IReadOnlyList<AxoniusRecord> records = run.Import();
        IReadOnlyList<QualysAttributePayload> payloads = run.MakePayloads();
        File.WriteAllBytes(run.ExportPath, new ExportBuilder().Row("7\n8\n9", "z").Row("10", "y").ToBytes());
        run.Options = run.Options with { Replace = true };
        run.Import();

        using (PayloadStage stage = PayloadStage.Start(run.DatabasePath, "test"))
        {
            AssertOutdated(() => stage.Add(records[0]));
        }

        run.MakePayloads();
        using GroupStage groups = GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "test");
        AssertOutdated(() => groups.Add(payloads[0]));
    }

    private static DryRunStage DryRun(TestRun run) =>
        DryRunStage.Start(run.DatabasePath, new SendOptions { Function = QualysFunction.Add });

    // Before groups are made nothing says what somebody wants of them.
    private static void AssertNoPlan(TestRun run)
    {
        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => { run.DryRun(); });
        Assert.Equal(("PlanIncomplete", run.ExportPath), (exception.ErrorId, exception.Origin?.ExportPath));
    }

    private static void AssertStageMissing(string stage, Action action)
    {
        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(action);
        Assert.Equal(("StageMissing", ConnectorErrorKind.NotFound), (exception.ErrorId, exception.Kind));
        Assert.Contains($"({stage})", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertStageMissing<T>(string stage, Func<T> action) => AssertStageMissing(stage, () => { action(); });

    private static void AssertOutdated<T>(Func<T> action) => AssertOutdated(() => { action(); });

    private static void AssertOutdated(Action action) => Assert.Equal("ObjectOutdated", Assert.Throws<RunDatabaseException>(action).ErrorId);

    private static void AssertCounts(TestRun run, int payloads, int groups, int batches, int executions) => Assert.Equal(
        $"{payloads} {groups} {batches} {executions}",
        run.Cell(
            """
            SELECT (SELECT COUNT(*) FROM qualys_attribute_payloads) || ' ' || (SELECT COUNT(*) FROM qualys_attribute_payloads_grouped) || ' '
                || (SELECT COUNT(*) FROM qualys_attribute_payloads_split) || ' ' || (SELECT COUNT(*) FROM qualys_attribute_payloads_transformed_execution_log)
            """));
}
