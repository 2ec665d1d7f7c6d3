using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Runs;

/// <summary>A run database is replaced when somebody says so, and never where it proves calls to Qualys.</summary>
public sealed class Replacing_a_database : IDisposable
{
    private readonly TestRun _run = TestRun.Whole(new ExportBuilder().Row("1", "a"));

    [Fact]
    public void Without_calls_it_is_replaced()
    {
        Replace().Dispose();

        Assert.Equal("0", _run.Cell("SELECT COUNT(*) FROM axonious_data"));
    }

    [Fact]
    public void One_of_an_earlier_release_is_replaced_too()
    {
        SqliteFile.Execute(_run.DatabasePath, "DROP TABLE lease; DROP TABLE plan; PRAGMA user_version = 1");

        Replace().Dispose();

        Assert.Equal("0", _run.Cell("SELECT COUNT(*) FROM axonious_data"));
    }

    [Fact]
    public void One_that_a_killed_run_left_without_its_tables_is_replaced()
    {
        File.Delete(_run.DatabasePath);
        SqliteFile.Execute(_run.DatabasePath, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; CREATE TABLE t (a); DROP TABLE t");

        Replace().Dispose();

        Assert.Equal("0", _run.Cell("SELECT COUNT(*) FROM axonious_data"));
    }

    [Theory]
    [InlineData("INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at) VALUES (1, 1, 'add', 1, '', 1, '')")]
    [InlineData("UPDATE lease SET calls = 1")]
    [InlineData("INSERT INTO batch_execution (group_number, batch_number, function, outcome, attempts) VALUES (1, 1, 'add', 'Succeeded', 1) "
        + "ON CONFLICT (group_number, batch_number) DO UPDATE SET outcome = 'Succeeded', attempts = 1")]
    public void With_calls_it_stays_and_another_name_is_proposed(string call)
    {
        SqliteFile.Execute(_run.DatabasePath, call);
        File.WriteAllText(_run.Folder.File("run_2.db"), "taken");

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(Replace);

        Assert.Equal("DatabaseHasCalls", exception.ErrorId);
        Assert.Contains(_run.Folder.File("run_3.db"), exception.Message, StringComparison.Ordinal);
        Assert.Equal("1", _run.Cell("SELECT COUNT(*) FROM axonious_data"));
    }

    [Fact]
    public async Task A_pipe_or_a_device_is_no_file_and_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pipes have no file names on Windows");
        string pipe = _run.Folder.File("pipe.db");
        using (var make = System.Diagnostics.Process.Start("mkfifo", pipe))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        foreach (string path in (string[])[pipe, "/dev/null"])
        {
            Assert.Equal("DatabaseOfAnotherKind", Assert.Throws<RunDatabaseException>(() => RunDatabase.Create(path, AxoniusContract.Default, replace: true)).ErrorId);
            Assert.Equal("DatabaseOfAnotherKind", Assert.Throws<RunDatabaseException>(() => RunDatabase.Open(path)).ErrorId);
            Assert.True(File.Exists(path));
        }
    }

    [Fact]
    public void A_database_that_only_calls_itself_one_of_this_product_stays()
    {
        SqliteFile.Execute(_run.DatabasePath, "CREATE TABLE precious (n)");

        Assert.Equal("DatabaseNotTrusted", Assert.Throws<RunDatabaseException>(Replace).ErrorId);
        Assert.True(File.Exists(_run.DatabasePath));
    }

    [Fact]
    public void What_cannot_be_read_may_hold_calls_and_stays()
    {
        byte[] bytes = File.ReadAllBytes(_run.DatabasePath);
        bytes.AsSpan(8192).Fill(0x5A);
        File.WriteAllBytes(_run.DatabasePath, bytes);

        Assert.Contains(Assert.Throws<RunDatabaseException>(Replace).ErrorId, (string[])["DatabaseHasCalls", "DatabaseDamaged"]);
        Assert.Equal(bytes, File.ReadAllBytes(_run.DatabasePath));
    }

    [Fact]
    public void An_emptied_file_with_its_log_beside_it_stays()
    {
        File.WriteAllBytes(_run.DatabasePath, []);
        File.WriteAllText(_run.DatabasePath + "-wal", "what was written last");

        foreach (bool replace in (bool[])[true, false])
        {
            Assert.Contains(
                Assert.Throws<RunDatabaseException>(() => RunDatabase.Create(_run.DatabasePath, AxoniusContract.Default, replace)).ErrorId,
                (string[])["DatabaseHasCalls", "DatabaseExists"]);
            Assert.Equal("what was written last", File.ReadAllText(_run.DatabasePath + "-wal"));
        }
    }

    [Fact]
    public void A_log_without_its_database_is_not_taken_for_the_new_one()
    {
        File.Move(_run.DatabasePath, _run.Folder.File("moved.db"));
        File.WriteAllText(_run.DatabasePath + "-wal", "what was written last");

        Assert.Equal("DatabaseHasCalls", Assert.Throws<RunDatabaseException>(() => RunDatabase.Create(_run.DatabasePath, AxoniusContract.Default)).ErrorId);
        Assert.False(File.Exists(_run.DatabasePath));
    }

    public void Dispose() => _run.Dispose();

    private RunDatabase Replace() => RunDatabase.Create(_run.DatabasePath, AxoniusContract.Default, replace: true);
}
