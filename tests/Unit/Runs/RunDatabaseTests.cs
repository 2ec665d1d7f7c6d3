using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Runs;

/// <summary>The file: created, shared, opened again, refused.</summary>
public sealed class RunDatabaseTests
{
    private static readonly DateTimeOffset Moment = new(2024, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public void Two_databases_of_the_same_second_get_different_names()
    {
        using var folder = new TemporaryFolder();
        using RunDatabase first = RunDatabase.CreateNamed(folder.Path, AxoniusContract.Default, Moment);
        using RunDatabase second = RunDatabase.CreateNamed(folder.Path, AxoniusContract.Default, Moment);
        File.WriteAllText(folder.File("custom_attributes_connector_sqlite_20240203_040506_3.db"), "somebody else's");
        using RunDatabase third = RunDatabase.CreateNamed(folder.Path, AxoniusContract.Default, Moment);

        Assert.Equal("custom_attributes_connector_sqlite_20240203_040506.db", Path.GetFileName(first.Path));
        Assert.Equal("custom_attributes_connector_sqlite_20240203_040506_2.db", Path.GetFileName(second.Path));
        Assert.Equal("custom_attributes_connector_sqlite_20240203_040506_4.db", Path.GetFileName(third.Path));
    }

    [Fact]
    public void An_import_without_a_named_database_creates_one_in_its_folder()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "a"));
        run.Options = run.Options with { DatabasePath = null, Folder = run.Folder.Path };

        using AxoniusImport import = run.StartImport();

        Assert.Matches(@"^custom_attributes_connector_sqlite_\d{8}_\d{6}\.db$", Path.GetFileName(import.DatabasePath));
        Assert.Equal(import.DatabasePath, Assert.Single(run.Events.OfType<FileOpened>()).Path);
    }

    [Fact]
    public void An_existing_file_is_left_alone_unless_it_is_to_be_replaced()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(run.Import);
        Assert.Equal(("DatabaseExists", ConnectorErrorKind.AlreadyExists), (exception.ErrorId, exception.Kind));
        Assert.Contains(run.DatabasePath, exception.Message, StringComparison.Ordinal);
        Assert.Single(run.Column("SELECT * FROM axonious_data"));

        File.WriteAllBytes(run.ExportPath, new ExportBuilder().Row("7", "b").ToBytes());
        run.Options = run.Options with { Replace = true };
        run.Import();
        Assert.Equal(["7"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Equal("1", run.Cell("SELECT COUNT(*) FROM run"));
    }

    [Fact]
    public void A_database_in_use_is_not_replaced()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        run.Options = run.Options with { Replace = true };

        Assert.Equal("DatabaseInUse", Assert.Throws<RunDatabaseException>(run.Import).ErrorId);
        Assert.Single(run.Column("SELECT * FROM axonious_data"));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_an_error()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "a"));
        run.Options = run.Options with { DatabasePath = Path.Combine(run.Folder.Path, "none", "run.db") };

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(run.Import);

        Assert.Equal(("DatabaseNotWritable", ConnectorErrorKind.Permission), (exception.ErrorId, exception.Kind));
    }

    [Fact]
    public void A_path_that_is_a_folder_is_an_error()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "a"));
        foreach (bool replace in (bool[])[false, true])
        {
            run.Options = run.Options with { DatabasePath = run.Folder.Path, Replace = replace };
            Assert.Equal("DatabaseNotWritable", Assert.Throws<RunDatabaseException>(run.Import).ErrorId);
        }
    }

    [Fact]
    public void A_database_is_shared_by_path_within_the_process()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));
        using RunDatabase first = RunDatabase.Open(run.DatabasePath);
        using RunDatabase second = RunDatabase.Open(Path.Combine(run.Folder.Path, ".", "x", "..", "run.db"));

        Assert.Same(first, second);
    }

    [Fact]
    public void A_database_is_closed_with_its_last_user()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));
        RunDatabase first = RunDatabase.Open(run.DatabasePath);
        RunDatabase second = RunDatabase.Open(run.DatabasePath);

        first.Dispose();
        Assert.Single(run.MakePayloads());
        second.Dispose();

        using RunDatabase again = RunDatabase.Open(run.DatabasePath);
        Assert.NotSame(first, again);
    }

    [Fact]
    public void A_closed_run_is_one_file_that_can_be_moved()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "a"));

        Assert.Equal([run.ExportPath, run.DatabasePath], Directory.GetFiles(run.Folder.Path).Order());
        File.Move(run.DatabasePath, run.Folder.File("moved.db"));
        Assert.Equal("1", Assert.Single(SqliteFile.Cells(run.Folder.File("moved.db"), "SELECT asset_ids FROM qualys_attribute_payloads_transformed"))[0]);
    }

    [Fact]
    public void A_stage_that_is_given_back_twice_takes_nothing_from_the_others()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));
        AxoniusImport import = AxoniusImport.Start(run.Options with { DatabasePath = run.Folder.File("b.db") }, null, TestContext.Current.CancellationToken);
        while (import.Read())
        {
        }

        using RunDatabase user = RunDatabase.Open(run.Folder.File("b.db"));
        import.Dispose();
        import.Dispose();
        foreach (Func<string, IDisposable> start in (Func<string, IDisposable>[])
            [path => PayloadStage.Start(path, "test"), path => GroupStage.Start(path, DuplicateAction.Exclude, "test"), path => SplitStage.Start(path, 1, "test")])
        {
            IDisposable stage = start(user.Path);
            stage.Dispose();
            stage.Dispose();
        }

        using RunDatabase same = RunDatabase.Open(user.Path);
        Assert.Same(user, same);
        using PayloadStage last = PayloadStage.Start(user.Path, "test");
        Assert.Single(last.ReadAll());
    }

    [Fact]
    public void The_stages_of_one_pipeline_run_interleaved()
    {
        using var run = new TestRun(new ExportBuilder().Row("1\n2", "a").Row("3", "b"));
        using AxoniusImport import = run.StartImport();
        using PayloadStage payloads = PayloadStage.Start(import.DatabasePath, "test");
        using GroupStage groups = GroupStage.Start(import.DatabasePath, DuplicateAction.Exclude, "test");
        using SplitStage split = SplitStage.Start(import.DatabasePath, 1, "test");
        while (import.Read())
        {
            groups.Add(payloads.Add(import.Current));
        }

        payloads.Complete();
        List<QualysBatch> batches = groups.Complete(TestContext.Current.CancellationToken).SelectMany(split.Add).ToList();
        split.Complete(TestContext.Current.CancellationToken);

        Assert.Equal(["group 1 batch 1", "group 1 batch 2", "group 2 batch 1"], batches.Select(batch => batch.ToString()));
        Assert.Equal("0", run.Cell("SELECT COUNT(*) FROM run WHERE outcome <> 'complete'"));
    }

    [Fact]
    public void A_missing_database_is_named()
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.File("none.db"), "DatabaseNotFound", ConnectorErrorKind.NotFound);
    }

    [Fact]
    public void A_folder_is_no_database()
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.Path, "DatabaseNotFound", ConnectorErrorKind.NotFound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is some text that is certainly longer than the header of an SQLite file, which has a hundred bytes or so")]
    public void A_file_that_is_no_database_is_refused(string content)
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.Write("text.db", content), "DatabaseOfAnotherKind", ConnectorErrorKind.InvalidData);
        Assert.Equal(content, File.ReadAllText(folder.File("text.db")));
    }

    [Fact]
    public void A_database_of_another_application_is_refused()
    {
        using var folder = new TemporaryFolder();
        SqliteFile.Execute(folder.File("other.db"), "CREATE TABLE run (x); CREATE TABLE contract (position, header, key); PRAGMA application_id = 42");
        AssertRefused(folder.File("other.db"), "DatabaseOfAnotherKind", ConnectorErrorKind.InvalidData);
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));
        SqliteFile.Execute(run.DatabasePath, "PRAGMA user_version = 99");
        AssertRefused(run.DatabasePath, "DatabaseNewer", ConnectorErrorKind.InvalidData);
    }

    [Fact]
    public void A_refused_file_is_not_held_open()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("text.db", "no database");
        AssertRefused(path, "DatabaseOfAnotherKind", ConnectorErrorKind.InvalidData);

        using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(stream.CanWrite);
    }

    [Fact]
    public void A_damaged_database_is_an_error_with_words()
    {
        using TestRun run = TestRun.Imported(Enumerable.Range(1, 5000).Aggregate(new ExportBuilder(), (export, i) => export.Row($"{i}", $"value {i}")));
        using (FileStream file = new(run.DatabasePath, FileMode.Open, FileAccess.Write))
        {
            file.Position = file.Length / 2;
            byte[] noise = new byte[file.Length / 4];
            new Random(1).NextBytes(noise);
            file.Write(noise);
        }

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => { run.MakePayloads(); run.Group(); });
        Assert.Equal(("DatabaseDamaged", ConnectorErrorKind.InvalidData), (exception.ErrorId, exception.Kind));
    }

    [Fact]
    public void A_locked_database_stops_the_stage_with_what_was_done_still_on_record()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));
        run.MakePayloads();
        using SqliteConnection other = SqliteFile.Connect(run.DatabasePath);
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => run.Group());

        Assert.Equal(("DatabaseLocked", ConnectorErrorKind.Resource), (exception.ErrorId, exception.Kind));
        command.CommandText = "ROLLBACK";
        command.ExecuteNonQuery();
        Assert.Equal(["Import complete", "Payload complete"], run.Column("SELECT stage || ' ' || outcome FROM run"));
        Assert.Single(run.Group());
    }

    [Fact]
    public void A_full_disk_stops_the_stage_with_what_was_done_still_on_record()
    {
        // SQLite says "full" of a file that may not grow, too, by the same error as of a disk without room.
        using TestRun run = TestRun.Imported(Enumerable.Range(1, 2_000).Aggregate(new ExportBuilder(), (export, i) => export.Row($"{i}", "a")));
        run.MakePayloads();
        run.Group();
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        database.Execute($"PRAGMA max_page_count = {database.Scalar("PRAGMA page_count") + 2}");

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => run.Split(1));

        Assert.Equal(("DatabaseFull", ConnectorErrorKind.Resource), (exception.ErrorId, exception.Kind));
        Assert.Contains(run.DatabasePath, exception.Message, StringComparison.Ordinal);
        Assert.Equal("2000", run.Cell("SELECT count_asset_ids FROM qualys_attribute_payloads_grouped"));
        Assert.Equal("incomplete", run.Cell("SELECT outcome FROM run WHERE stage = 'Split'"));
        database.Execute("PRAGMA max_page_count = 100000");
        Assert.Equal(2_000, run.Split(1).Count);
    }

    private static void AssertRefused(string path, string errorId, ConnectorErrorKind kind)
    {
        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => RunDatabase.Open(path));
        Assert.Equal((errorId, kind), (exception.ErrorId, exception.Kind));
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.Equal(errorId, Assert.Throws<RunDatabaseException>(() => PayloadStage.Start(path, "test")).ErrorId);
    }
}
