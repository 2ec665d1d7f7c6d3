using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Synchronizing;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>A run database says in one word what its run came to, and what is to be done with it next.</summary>
public sealed class What_a_run_came_to
{
    [Fact]
    public async Task Is_declined_where_somebody_said_no_to_all_of_it()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using (DryRunStage stage = DryRunStage.Start(run.Path, new SendOptions { Caller = "asking" }))
        {
            Assert.Equal(5, stage.ChooseBatches(TestContext.Current.CancellationToken).Select(stage.Decline).Count());
            stage.Complete();
        }

        QualysRun read = Read(run.Path);

        Assert.Equal((QualysRunOutcome.Declined, QualysRunStep.SendAll), (read.Outcome, read.NextStep));
        Assert.Equal((0L, 5L), (read.BatchesLeft, read.BatchesNotChosen));
    }

    [Theory]
    [InlineData("Split", "running", QualysRunOutcome.Incomplete, "Send")]
    [InlineData("Import", "running", QualysRunOutcome.Incomplete, "PlanAgain")]
    [InlineData("Import", "failed", QualysRunOutcome.Failed, "None")]
    public void Is_told_where_its_plan_was_not_made(string stage, string outcome, QualysRunOutcome expected, string next)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1\n2\n3", "a"));
        using (RunDatabase database = RunDatabase.Open(run.DatabasePath))
        {
            run.MakePayloads();
            run.Group(DuplicateAction.ExcludeConflicting);
            run.Split(2);
        }

        // As one job leaves it: nothing can have been left out between its stages.
        SqliteFile.Execute(run.DatabasePath, "UPDATE run SET input = 'Database'");
        string behind = stage == "Import" ? "run_id > 1" : "1 = 0";
        SqliteFile.Execute(run.DatabasePath, $"DELETE FROM run WHERE {behind}");
        SqliteFile.Execute(run.DatabasePath, $"UPDATE run SET outcome = '{outcome}', ended_at = NULL WHERE stage = '{stage}'");

        QualysRun read = Read(run.DatabasePath);

        Assert.Equal((expected, next), (read.Outcome, read.NextStep.ToString()));
        Assert.Equal(outcome == "running" ? QualysRunStageOutcome.Killed : QualysRunStageOutcome.Failed, read.Stages[^1].Outcome);
    }

    [Fact]
    public async Task Says_nothing_of_an_account_where_none_is_on_record()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Refused());
        await run.SendAsync();
        run.Change("UPDATE run SET options = json_remove(options, '$.account', '$.accountKind') WHERE stage = 'Update'");

        QualysRun read = Read(run.Path);

        Assert.Equal((QualysRunOutcome.Partial, QualysRunStep.RetryFailed), (read.Outcome, read.NextStep));
        Assert.Equal((run.Sandbox.Address.GetLeftPart(UriPartial.Authority), null, null), (read.ApiHost, read.AccountKind, read.AccountName));
        Assert.Equal((1L, 4L, 5L), (read.BatchesFailed, read.BatchesSucceeded, read.Calls));
    }

    [Fact]
    public void Is_found_in_a_folder_though_it_stands_in_the_log_of_the_file_alone()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("begun");
        folder.Write("text.db", "SQLite format 3"u8.ToArray());
        AttributeLedger.Open(folder.File("ledger.db"), "qualysapi.qualys.eu", NewFiles.OfTheirOwner).Dispose();
        using RunDatabase database = RunDatabase.Create(path, AxoniusContract.Default, caller: "a test");

        Assert.Equal([path], RunDatabaseFiles.In(folder.Path));

        QualysRun read = Read(path);
        Assert.Equal((QualysRunOutcome.Running, null, 0), (read.Outcome, read.StartedAt, read.Stages.Count));
    }

    [Theory]
    [InlineData("Database", "stopped. The plan was not made to its end: whoever goes on makes the rest of it, so that there are more batches than these.")]
    [InlineData("Pipeline", "stopped. The plan was not made to its end, and what the rest of it would be is not on record.")]
    public async Task Has_more_batches_than_are_made_where_its_plan_was_cut_short_while_it_was_sent(string input, string message)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Refused());
        await run.SendAsync();
        Assert.Null(Read(run.Path).Message);
        run.Change("UPDATE run SET outcome = 'cancelled', message = 'stopped' WHERE stage = 'Update'");
        run.Change("UPDATE run SET outcome = 'incomplete' WHERE stage = 'Split'");
        run.Change($"UPDATE run SET input = '{input}' WHERE stage = 'Split'");

        QualysRun read = Read(run.Path);

        Assert.Equal((false, message), (read.IsPlanWhole, read.Message));
    }

    [Fact]
    public void Names_what_its_plan_is_made_of_again()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));

        PlanOrigin origin = Read(run.DatabasePath).Origin;

        Assert.Equal((run.ExportPath, null, false, null), (origin.ExportPath, origin.UndonePath, origin.IsCompared, origin.Function));
    }

    private static QualysRun Read(string path) => QualysRun.Read(path, run => run.NextStep.ToString());
}
