using System.Text.Json;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Unit.Runs;

/// <summary>The table <c>run</c>: what was run, and how it ended.</summary>
public sealed class RunRecordTests
{
    private static ExportBuilder Export => new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b").Row("x", "b").Row("", "c").Row("5");

    [Fact]
    public void Each_stage_of_a_whole_run_is_complete_with_its_counts()
    {
        using TestRun run = TestRun.Whole(Export, batchSize: 2);

        Assert.Equal(
            ["Import test complete 5 5", "Payload test complete 5 5", "Group test complete 5 2", "Split test complete 2 3", "Update test complete 3 0"],
            run.Column("SELECT stage || ' ' || command || ' ' || outcome || ' ' || rows_in || ' ' || rows_out FROM run ORDER BY run_id"));
        Assert.Equal("0", run.Cell("SELECT COUNT(*) FROM run WHERE started_at > ended_at OR datetime(started_at) IS NULL OR datetime(ended_at) IS NULL"));
    }

    [Fact]
    public void The_options_of_each_stage_are_kept_as_JSON()
    {
        using TestRun run = TestRun.Whole(Export, duplicates: DuplicateAction.Exclude, batchSize: 7, function: QualysCustomAttributes.Qualys.Updates.QualysFunction.Remove);

        JsonElement[] options = run.Column("SELECT options FROM run ORDER BY run_id").Select(text => JsonDocument.Parse(text).RootElement).ToArray();
        Assert.Equal(run.ExportPath, options[0].GetProperty("path").GetString());
        Assert.Equal(",", options[0].GetProperty("delimiter").GetString());
        Assert.Equal("Exclude", options[2].GetProperty("duplicateAction").GetString());
        Assert.Equal(7, options[3].GetProperty("batchSize").GetInt32());
        Assert.Equal("remove", options[4].GetProperty("function").GetString());
        Assert.True(options[4].GetProperty("dryRun").GetBoolean());
    }

    [Fact]
    public void A_stage_that_runs_is_on_record_as_running()
    {
        using var run = new TestRun(Export);
        using AxoniusImport import = run.StartImport();
        import.Read();

        Assert.Equal("Import running", run.Cell("SELECT stage || ' ' || outcome FROM run"));
    }

    [Fact]
    public void An_import_that_is_cut_short_is_incomplete_and_keeps_what_it_read()
    {
        using var run = new TestRun(Export);
        using (AxoniusImport import = run.StartImport())
        {
            import.Read();
            import.Read();
        }

        Assert.Equal("incomplete 1 2", run.Cell("SELECT outcome || ' ' || rows_in || ' ' || rows_out FROM run"));
        Assert.Equal(["1", "2"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void Each_stage_that_is_cut_short_is_incomplete_and_keeps_what_it_wrote()
    {
        using TestRun run = TestRun.Imported(Export);
        using (PayloadStage payloads = PayloadStage.Start(run.DatabasePath, "test"))
        {
            Assert.Equal(2, payloads.ReadAll().Take(2).Count());
        }

        Assert.Equal(["1", "2"], run.Column("SELECT asset_id FROM qualys_attribute_payloads"));
        run.MakePayloads();
        using (GroupStage groups = GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "test"))
        {
            groups.AddAll(TestContext.Current.CancellationToken);
            Assert.Single(groups.Complete(TestContext.Current.CancellationToken).Take(1));
        }

        // All groups are there before the first is given, so that whatever cuts the pipeline short can be gone on with.
        Assert.Equal(["1,2,3", "4"], run.Column("SELECT asset_ids FROM qualys_attribute_payloads_grouped"));
        run.Group();
        using (SplitStage split = SplitStage.Start(run.DatabasePath, 2, "test"))
        {
            Assert.Equal(2, split.ReadAll().Take(2).Count());
        }

        Assert.Equal(["1,2", "3"], run.Column("SELECT asset_ids FROM qualys_attribute_payloads_split"));
        run.Split(2);
        using (DryRunStage update = DryRunStage.Start(run.DatabasePath, new SendOptions { Function = QualysCustomAttributes.Qualys.Updates.QualysFunction.Add }))
        {
            update.Enter(update.ChooseBatches(TestContext.Current.CancellationToken)[0]);
        }

        // Every batch of the database is planned before the first one is taken up.
        Assert.Equal(["1,2", "3", "4"], run.Column("SELECT asset_ids FROM qualys_attribute_payloads_transformed"));
        Assert.Equal(
            ["Payload incomplete 2 2", "Split incomplete 1 2", "Update incomplete 1 0"],
            run.Column("SELECT stage || ' ' || outcome || ' ' || rows_in || ' ' || rows_out FROM run WHERE outcome <> 'complete' ORDER BY run_id"));
    }

    [Fact]
    public void A_stage_after_one_that_was_cut_short_goes_on_with_what_is_there_and_says_so()
    {
        using var run = new TestRun(Export);
        using (AxoniusImport import = run.StartImport())
        {
            import.Read();
        }

        Assert.Single(run.MakePayloads());
        Assert.Contains("Import", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Contains("incomplete", run.Warnings.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_import_that_is_stopped_is_cancelled_and_keeps_what_it_read()
    {
        using var stop = new CancellationTokenSource();
        using var run = new TestRun(Enumerable.Range(1, 10_000).Aggregate(new ExportBuilder(), (export, i) => export.Row($"{i}", "a")));
        using (AxoniusImport import = AxoniusImport.Start(run.Options, null, stop.Token))
        {
            for (int i = 0; i < 3000; i++)
            {
                import.Read();
            }

            stop.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() =>
            {
                while (import.Read())
                {
                }
            });
        }

        Assert.Equal("cancelled", run.Cell("SELECT outcome FROM run"));
        Assert.Equal(run.Cell("SELECT rows_out FROM run"), run.Cell("SELECT COUNT(*) FROM axonious_data"));
        Assert.InRange(int.Parse(run.Cell("SELECT COUNT(*) FROM axonious_data")!, System.Globalization.CultureInfo.InvariantCulture), 3000, 9000);
    }

    [Fact]
    public void An_import_of_which_every_row_is_rejected_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var run = new TestRun(Enumerable.Range(1, 10_000).Aggregate(new ExportBuilder(), (export, i) => export.Row("", "a")));
        using (AxoniusImport import = AxoniusImport.Start(run.Options, null, stop.Token))
        {
            stop.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => import.Read());
        }

        Assert.Equal("cancelled", run.Cell("SELECT outcome FROM run"));
        Assert.InRange(run.Rejections().Length, 1, 9000);
    }

    [Fact]
    public void An_import_of_which_every_line_is_malformed_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var run = new TestRun(Enumerable.Range(1, 10_000).Aggregate(new ExportBuilder(), (export, i) => export.Line("1,a\"b")));
        using AxoniusImport import = AxoniusImport.Start(run.Options, null, stop.Token);
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => import.Read());
    }

    [Fact]
    public void A_whole_run_that_is_stopped_leaves_what_was_done_on_record()
    {
        using var stop = new CancellationTokenSource();
        using TestRun run = TestRun.Imported(Export);
        using (var synchronization = new AttributeSynchronization(new SynchronizationOptions
        {
            Import = run.Options with { DatabasePath = run.Folder.File("other.db") },
            Function = QualysCustomAttributes.Qualys.Updates.QualysFunction.Add,
        }))
        {
            stop.Cancel();

            Assert.ThrowsAny<OperationCanceledException>(() => synchronization.Prepare(stop.Token));
        }

        Assert.NotEqual("0", Assert.Single(SqliteFile.Cells(run.Folder.File("other.db"), "SELECT COUNT(*) FROM axonious_data"))[0]);
    }

    [Fact]
    public void The_one_command_run_writes_the_same_tables_as_the_stages()
    {
        using TestRun run = TestRun.Whole(Export, batchSize: 2);
        using var synchronization = new AttributeSynchronization(new SynchronizationOptions
        {
            Import = run.Options with { DatabasePath = run.Folder.File("other.db") },
            Function = QualysCustomAttributes.Qualys.Updates.QualysFunction.Add,
            BatchSize = 2,
        });
        synchronization.Prepare(TestContext.Current.CancellationToken);
        synchronization.DryRun(null, 20, TestContext.Current.CancellationToken);
        SynchronizationSummary summary = synchronization.Summarize(_ => null);
        synchronization.Dispose();

        foreach (string table in SchemaTests.Tables.Select(row => row.Data.Item1).Append("axonious_data"))
        {
            Assert.Equal(run.Query($"SELECT * FROM {table}"), SqliteFile.Cells(run.Folder.File("other.db"), $"SELECT * FROM {table}"));
        }

        Assert.Equal((5, 5, 2, 1, 4, 2, 3), (summary.RowsRead, summary.Assets, summary.Rejected, summary.AssetsWithoutValues, summary.AssetsPlanned, summary.Groups, summary.Batches));
    }
}
