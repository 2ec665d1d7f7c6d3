using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>A call of which nobody would find a record is not made: before each one the record is in the file that has the name.</summary>
public sealed class A_record_that_is_gone
{
    public static TheoryData<string> WhatHappens => ["removed", "moved away", "replaced by another run database", "replaced by an older copy of itself", "replaced by a text", "replaced by a folder", "emptied"];

    [Theory]
    [MemberData(nameof(WhatHappens))]
    public async Task Nothing_more_is_sent_from_a_database_that_is(string what)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps a file that is open where it is.");
        await using ResumedRun run = await ResumedRun.StartAsync();
        string before = run.Plan.Folder.File("before.db");
        File.Copy(run.Path, before);
        int calls = 0;
        run.Watch = each =>
        {
            if (each is CallEnded && ++calls == 2)
            {
                LetHappen(what, run.Path, before);
            }
        };

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync());

        Assert.True(exception.ErrorId is "DatabaseGone" or "DatabaseDamaged" or "DatabaseNotWritable", exception.Message);
        Assert.Equal(2, run.Requests.Count);
    }

    [Fact]
    public async Task What_was_moved_away_has_every_answer_though_another_database_took_its_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps a file that is open where it is.");
        await using ResumedRun run = await ResumedRun.StartAsync();
        await using ResumedRun other = await ResumedRun.StartAsync();
        string moved = run.Plan.Folder.File("moved.db");
        int calls = 0;
        run.Watch = each =>
        {
            if (each is CallEnded && ++calls == 2)
            {
                File.Move(run.Path, moved);
                File.Copy(other.Path, run.Path);
            }
        };

        Assert.Equal("DatabaseGone", (await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync())).ErrorId);

        Assert.Equal(File.ReadAllBytes(other.Path), File.ReadAllBytes(run.Path));
        Assert.Equal(
            ["1.1 Succeeded", "1.2 Succeeded"],
            SqliteFile.Read(moved, "SELECT group_number || '.' || batch_number || ' ' || outcome FROM batch_execution WHERE outcome <> 'NotSent' ORDER BY 1"));
    }

    [Fact]
    public async Task A_plan_that_is_made_to_its_end_while_it_is_sent_is_no_other_file()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using RunDatabase database = RunDatabase.Open(run.Path);
        PlanContent plan = PlanDigest.FindStored(database, ConnectorStage.Split)!;
        database.Execute("DELETE FROM plan WHERE stage = 'Split'");
        database.Lease!.RequireNamedPlan();

        PlanDigest.Store(database, ConnectorStage.Split, plan);
        database.Commit();

        database.Lease!.RequireNamedPlan();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Nothing_is_mixed_with_a_database_of_the_same_size_that_was_written_over_it(int afterCalls)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps a file that is open as it is.");
        await using ResumedRun run = await ResumedRun.StartAsync();
        await using ResumedRun other = await ResumedRun.StartAsync();
        byte[] written = File.ReadAllBytes(other.Path);
        Assert.Equal(new FileInfo(run.Path).Length, written.Length);
        int calls = 0;
        bool isDone = false;
        run.Watch = each =>
        {
            if (each is CallEnded)
            {
                calls++;
            }

            if (!isDone && each is not StageProgress && calls == afterCalls)
            {
                isDone = true;
                using var same = new FileStream(run.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                same.Write(written);
            }
        };
        if (afterCalls == 0)
        {
            // As a person does while the prompt waits: after the choice, before the first call.
            using var client = new QualysClient(
                QualysAddress.Parse(run.Sandbox.Address.ToString()), new QualysCredential("sandbox", "sandbox"), UpdateScenario.Quick);
            using SendStage stage = SendStage.Start(run.Path, client, new SendOptions { Caller = "asking" });
            QualysBatch first = stage.ChooseBatches(TestContext.Current.CancellationToken)[0];
            await File.WriteAllBytesAsync(run.Path, written, TestContext.Current.CancellationToken);
            Assert.Equal("DatabaseGone", (await Assert.ThrowsAsync<RunDatabaseException>(() => stage.SendAsync(first, TestContext.Current.CancellationToken))).ErrorId);
        }
        else
        {
            Assert.Equal("DatabaseGone", (await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync())).ErrorId);
        }

        Assert.Equal(afterCalls, run.Requests.Count);
        Assert.Equal(written, File.ReadAllBytes(run.Path));
        Assert.False(File.Exists(run.Path + "-wal"));
    }

    [Fact]
    public async Task What_was_moved_away_and_back_is_gone_on_with_and_has_every_call_on_record()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps a file that is open where it is.");
        await using ResumedRun run = await ResumedRun.StartAsync();
        string moved = run.Plan.Folder.File("moved.db");
        int calls = 0;
        run.Watch = each =>
        {
            if (each is CallEnded && ++calls == 2)
            {
                File.Move(run.Path, moved);
            }
        };
        await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync());
        run.Watch = null;
        File.Move(moved, run.Path);

        await run.SendAsync();

        Assert.Equal(["1,2", "3", "4,5", "6", "7"], run.Requests);
        Each.Holds(run.Outcomes(), outcome => Assert.EndsWith("Succeeded", outcome, StringComparison.Ordinal));
        Assert.Equal("ok", run.Plan.Cell("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_run_whose_last_answer_comes_after_the_file_is_gone_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps a file that is open where it is.");
        await using ResumedRun run = await ResumedRun.StartAsync();
        int calls = 0;
        run.Watch = each =>
        {
            if (each is CallEnded && ++calls == 5)
            {
                File.Delete(run.Path);
            }
        };

        Assert.Equal("DatabaseGone", (await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync())).ErrorId);
    }

    [Fact]
    public async Task Every_call_is_in_the_file_itself_before_it_leaves()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        var copies = new List<string>();
        run.Watch = each =>
        {
            if (each is CallEnded)
            {
                // The file alone, as somebody copies it who knows nothing of the log beside it.
                copies.Add(run.Plan.Folder.File($"copy{copies.Count + 1}.db"));
                File.Copy(run.Path, copies[^1]);
            }
        };

        await run.SendAsync();

        Assert.Equal(
            ["1", "2", "3", "4", "5"],
            copies.Select(copy => SqliteFile.Read(copy, "SELECT COUNT(*) FROM api_calls")[0]));
        Each.Holds(copies, copy => Assert.Equal("ok", SqliteFile.Read(copy, "PRAGMA integrity_check")[0]));
    }

    [Fact]
    public async Task Nothing_leaves_while_a_reader_keeps_its_record_out_of_the_file()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using SqliteConnection reader = SqliteFile.Connect(run.Path);
        SqliteTransaction? reading = null;
        run.Watch = each =>
        {
            if (each is CallEnded && reading is null)
            {
                reading = reader.BeginTransaction(deferred: true);
                using SqliteCommand read = reader.CreateCommand();
                read.CommandText = "SELECT COUNT(*) FROM run";
                read.Transaction = reading;
                _ = read.ExecuteScalar();
            }
        };

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync());
        Assert.Equal("DatabaseLocked", exception.ErrorId);
        Assert.Contains("reading", exception.Message, StringComparison.Ordinal);
        reading!.Rollback();
        reader.Close();
        Assert.Single(run.Requests);

        await run.SendAsync();

        Assert.Equal(5, run.Requests.Count);
    }

    private static void LetHappen(string what, string path, string before)
    {
        switch (what)
        {
            case "removed":
                File.Delete(path);
                break;
            case "moved away":
                File.Move(path, path + ".moved");
                break;
            case "replaced by another run database":
                using (TestRun other = TestRun.Whole(new ExportBuilder().Row("99", "evil")))
                {
                    File.Move(other.DatabasePath, path, overwrite: true);
                }

                break;
            case "replaced by an older copy of itself":
                File.Move(before, path, overwrite: true);
                break;
            case "replaced by a text":
                File.Delete(path);
                File.WriteAllText(path, "no database");
                break;
            case "replaced by a folder":
                File.Delete(path);
                Directory.CreateDirectory(path);
                break;
            case "emptied":
                using (var stream = new FileStream(path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite))
                {
                    stream.SetLength(0);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, "nothing that happens");
        }
    }
}
