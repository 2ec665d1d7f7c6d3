using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A stage takes objects of its own database alone, however its path is written, and what the stage before left there.</summary>
public sealed class What_a_stage_takes
{
    private static ExportBuilder Export => new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b");

    [Fact]
    public void Is_of_its_database_however_the_path_of_that_is_written()
    {
        using var run = new TestRun(Export);
        IReadOnlyList<AxoniusRecord> records = run.Import();
        using PayloadStage stage = PayloadStage.Start(Path.Combine(run.Folder.Path, ".", "run.db"), "test");

        Assert.Equal(["1", "4"], ((int[])[0, 3]).Select(i => $"{stage.Add(records[i]).AssetId}"));
        Assert.Equal(run.DatabasePath, stage.DatabasePath);
    }

    [Fact]
    public void Is_in_its_tables_also_where_it_was_cut_short()
    {
        using var run = new TestRun(Export);
        IReadOnlyList<AxoniusRecord> records = run.Import();
        using (PayloadStage stage = PayloadStage.Start(run.DatabasePath, "test"))
        {
            stage.Add(records[0]);
            stage.Add(records[3]);
        }

        Assert.Equal(["1", "4"], run.Column("SELECT asset_id FROM qualys_attribute_payloads"));
        Assert.Equal(["incomplete 2 2 cut short before its end"], run.Column("SELECT outcome || ' ' || rows_in || ' ' || rows_out || ' ' || message FROM run WHERE stage = 'Payload'"));
    }

    [Theory]
    [InlineData(false, "Pipeline")]
    [InlineData(true, "Database")]
    public void Is_on_record_as_everything_where_it_was_asked_for_everything_first(bool takesAllFirst, string input)
    {
        using TestRun run = TestRun.Imported(Export);
        IReadOnlyList<QualysAttributePayload> payloads = run.MakePayloads();
        using (GroupStage stage = GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "test"))
        {
            if (takesAllFirst)
            {
                stage.AddAll(TestContext.Current.CancellationToken);
            }

            stage.Add(payloads[0]);
            stage.Add(payloads[1]);
        }

        Assert.Equal([input], run.Column("SELECT input FROM run WHERE stage = 'Group'"));
    }

    [Fact]
    public void Is_what_an_unfinished_stage_left_with_a_warning_and_nothing_of_one_that_failed()
    {
        using TestRun run = TestRun.Imported(Export);
        SqliteFile.Execute(run.DatabasePath, "UPDATE run SET outcome = 'cancelled' WHERE stage = 'Import'");
        run.MakePayloads();

        Assert.Equal([$"The stage Import of '{run.DatabasePath}' was not completed (cancelled): what it wrote before that is used."], run.Warnings);

        SqliteFile.Execute(run.DatabasePath, "UPDATE run SET outcome = 'failed' WHERE stage = 'Import'");
        RunDatabaseException failed = Assert.Throws<RunDatabaseException>(() => run.MakePayloads());
        Assert.Equal(("StageFailed", RunDatabaseException.StageFailed(run.DatabasePath, ConnectorStage.Import).Message), (failed.ErrorId, failed.Message));
    }

    [Fact]
    public void Is_nothing_where_the_stage_before_or_the_stage_itself_is_at_work()
    {
        using TestRun run = TestRun.Imported(Export);
        run.MakePayloads();
        using PayloadStage payloads = PayloadStage.Start(run.DatabasePath, "making payloads");
        using GroupStage groups = GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "grouping");

        Assert.Equal(
            RunDatabaseException.StageAtWork(run.DatabasePath, ConnectorStage.Payload, "making payloads").Message,
            Assert.Throws<RunDatabaseException>(() => groups.AddAll(TestContext.Current.CancellationToken)).Message);
        Assert.Equal(
            RunDatabaseException.StageAtWork(run.DatabasePath, ConnectorStage.Group, "grouping").Message,
            Assert.Throws<RunDatabaseException>(() => GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "another")).Message);
    }

    [Fact]
    public void Is_told_again_where_a_stage_cannot_begin_for_what_was_sent()
    {
        using TestRun run = TestRun.Whole(Export);
        SqliteFile.Execute(
            run.DatabasePath,
            "INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at) VALUES (1, 1, 'add', 1, '', 1, '')");
        using (RunDatabase open = RunDatabase.Open(run.DatabasePath))
        {
            for (int i = 0; i < 2; i++)
            {
                Assert.Equal(
                    RunDatabaseException.AlreadySent(run.DatabasePath, 1).Message,
                    Assert.Throws<RunDatabaseException>(() => GroupStage.Start(run.DatabasePath, DuplicateAction.Exclude, "test")).Message);
            }
        }

        // Whoever else comes is not told that somebody has it open.
        RunDatabase.Open(run.DatabasePath, new StageCaller("other") { User = new object() }).Dispose();
    }

    [Fact]
    public void Is_given_back_once_and_then_the_stage_may_begin_again()
    {
        using TestRun run = TestRun.Imported(Export);
        using RunDatabase open = RunDatabase.Open(run.DatabasePath);
        PayloadStage stage = PayloadStage.Start(run.DatabasePath, "test");
        stage.Dispose();
        stage.Dispose();

        Assert.Equal(4, run.MakePayloads().Count);
        Assert.Equal(1, open.Scalar("SELECT COUNT(*) FROM run WHERE stage = 'Import'"));
    }

    [Fact]
    public void Is_held_open_as_a_file_while_an_import_reads_it_and_no_longer()
    {
        using var run = new TestRun(Export);
        AxoniusImport import = run.StartImport();
        Assert.True(import.Read());
        Assert.Throws<IOException>(() => OpenAlone(run.ExportPath));

        import.Dispose();

        OpenAlone(run.ExportPath);
        GC.KeepAlive(import);

        static void OpenAlone(string path) => new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    [Fact]
    public void Is_no_more_than_some_thousand_ids_of_a_cell_once_an_import_is_to_stop()
    {
        // Behind the row nothing is read: whoever reads the export does not look for a stop.
        using var stop = new CancellationTokenSource();
        using var run = new TestRun(new ExportBuilder().Row(string.Join('\n', Enumerable.Range(1, 5_000)), "a"));
        using (AxoniusImport import = AxoniusImport.Start(run.Options, null, stop.Token))
        {
            Assert.True(import.Read());
            stop.Cancel();
            Assert.Throws<OperationCanceledException>(() =>
            {
                while (import.Read())
                {
                }
            });

            Assert.InRange(import.Records, 2_000, 2_100);
        }

        Assert.Equal(["cancelled"], run.Column("SELECT outcome FROM run"));
    }
}
