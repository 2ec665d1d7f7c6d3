using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>What the last stage says of batches that come to it one by one, and what stands on record of how it was begun.</summary>
public sealed class Batches_that_a_pipeline_hands_over
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Are_known_as_done_where_they_are_confirmed_and_are_not_to_be_sent_again(bool resend)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using QualysClient client = Client(run);
        using SendStage stage = SendStage.Start(run.Path, client, new SendOptions { Resend = resend, Caller = "pipeline" });
        IReadOnlyList<QualysBatch> batches = stage.ChooseBatches(TestContext.Current.CancellationToken);
        await stage.SendAsync(batches[0], TestContext.Current.CancellationToken);

        Assert.Equal(resend ? null : UpdateOutcome.Succeeded, stage.FindDone(batches[0])?.Outcome);
        Assert.Null(stage.FindDone(batches[1]));
    }

    [Fact]
    public async Task Are_counted_where_they_were_not_chosen()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using QualysClient client = Client(run);
        using SendStage stage = SendStage.Start(run.Path, client, new SendOptions { Choice = new BatchChoice { First = 2 }, Caller = "pipeline" });

        Assert.Equal(2, stage.ChooseBatches(TestContext.Current.CancellationToken).Count);

        Assert.Equal(3, stage.CountNotChosen());
    }

    [Fact]
    public async Task Are_refused_where_they_are_of_another_database()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await using ResumedRun other = await ResumedRun.StartAsync();
        using QualysClient client = Client(run);
        using SendStage stage = SendStage.Start(run.Path, client, new SendOptions { Caller = "pipeline" });
        using RunDatabase reader = RunDatabase.OpenForReading(other.Path);
        QualysBatch stranger = QualysBatch.Read(reader, reader.Batches.ReadCounts().Select(each => each.Key)).First();

        Func<object?>[] ways = [() => stage.Enter(stranger), () => stage.Decline(stranger), () => stage.FindDone(stranger)];
        Each.Holds(ways, way => Assert.Equal("DatabaseMixed", Assert.Throws<RunDatabaseException>(way).ErrorId));
        RunDatabaseException sent = await Assert.ThrowsAsync<RunDatabaseException>(() => stage.SendAsync(stranger, TestContext.Current.CancellationToken));
        Assert.Equal("DatabaseMixed", sent.ErrorId);
        Assert.Empty(run.Requests);
    }

    [Fact]
    public async Task Are_on_record_with_where_they_go_and_whether_again()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using QualysClient client = Client(run);
        SendStage.Start(run.Path, client, new SendOptions { Resend = true, Choice = new BatchChoice { All = true }, Caller = "pipeline" }).Dispose();

        Assert.Equal(
            [$"add|0|{client.Address}|1|all"],
            SqliteFile.Read(
                run.Path,
                "SELECT options ->> 'function', options ->> 'dryRun', options ->> 'address', options ->> 'resend', options ->> 'choice' "
                + "FROM run WHERE stage = 'Update' ORDER BY run_id DESC LIMIT 1"));
    }

    [Theory]
    [InlineData(null, null, QualysFunction.Add)]
    [InlineData(null, QualysFunction.Remove, QualysFunction.Remove)]
    [InlineData(QualysFunction.Add, QualysFunction.Remove, QualysFunction.Add)]
    public void Are_sent_with_what_is_asked_for_else_with_what_is_usual_where_nothing_is_on_record(
        QualysFunction? asked, QualysFunction? usual, QualysFunction expected)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));
        run.MakePayloads();
        run.Group();
        run.Split();

        using DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Function = asked, DefaultFunction = usual });

        Assert.Equal(expected, stage.Function);
    }

    [Fact]
    public async Task Are_counted_as_done_before_somebody_is_asked_of_the_rest()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync(new BatchChoice { First = 2 });

        using (DryRunStage stage = DryRunStage.Start(run.Path, new SendOptions { AsksForEach = true, Caller = "asking" }))
        {
            stage.EnterAndCountAll(TestContext.Current.CancellationToken);
            stage.Complete();
        }

        Assert.Equal(["2|2"], SqliteFile.Read(run.Path, "SELECT rows_in, rows_out FROM run WHERE stage = 'Update' ORDER BY run_id DESC LIMIT 1"));
    }

    [Fact]
    public async Task Are_sent_at_least_one_at_a_time()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using QualysClient client = Client(run);
        using SendStage stage = SendStage.Start(run.Path, client, new SendOptions { Caller = "pipeline" });

        Assert.Throws<ArgumentOutOfRangeException>(() => new SendingLoop(stage, 0, null, CancellationToken.None));
    }

    private static QualysClient Client(ResumedRun run) =>
        new(QualysAddress.Parse(run.Sandbox.Address.ToString()), new QualysCredential("sandbox", "sandbox"), UpdateScenario.Quick);
}
