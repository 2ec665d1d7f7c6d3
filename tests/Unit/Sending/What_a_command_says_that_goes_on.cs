using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysSandbox.Faults;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>What is said of a run that is taken up again: what is confirmed, and what is sent a second time; of a new one nothing.</summary>
public sealed class What_a_command_says_that_goes_on
{
    [Fact]
    public async Task Is_nothing_where_everything_is_new()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();

        await scenario.SendAsync();

        Assert.Empty(scenario.EventsOf<ConnectorWarning>());
    }

    [Fact]
    public async Task Is_how_many_are_confirmed_and_what_came_of_the_others()
    {
        string[] rows = [.. Enumerable.Range(1, 7).Select(id => $"{id},Owner {id}")];
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: rows, batchSize: 1);
        scenario.Sandbox.Faults.Add(
            Fault.ShortCount(0, withData: false).ForAsset(1),
            Fault.Refused("INVALID_REQUEST", "no", "none").ForAsset(2),
            Fault.Refused("INVALID_REQUEST", "no", "none").ForAsset(3));
        await scenario.SendAsync();
        scenario.Sandbox.Faults.Clear();
        scenario.Events.Clear();

        await scenario.SendAsync();

        Assert.Equal(
            [$"4 of 7 batches chosen in '{scenario.DatabasePath}' are confirmed; sent before, and sent again: 1 partial, 2 failed."],
            scenario.EventsOf<ConnectorWarning>().Select(warning => warning.Message));
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task Is_that_one_is_confirmed_where_one_is_and_which_is_in_doubt()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann", "2,Bob"], batchSize: 1);
        scenario.Sandbox.Faults.Add(Fault.LateAnswer(TimeSpan.FromDays(1)).ForAsset(2));
        using var stop = new CancellationTokenSource();
        Task sending = scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1, Timeout = TimeSpan.FromDays(1) }, stop: stop.Token);
        await Shared.Eventually.HoldsAsync(() => scenario.Results.Count == 1 && scenario.Sandbox.Requests.Count == 2);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        scenario.Sandbox.Faults.Clear();
        scenario.Events.Clear();

        await scenario.SendAsync();

        Assert.Equal(
            [$"1 of 2 batches chosen in '{scenario.DatabasePath}' is confirmed; sent before, and sent again: 1 in doubt (no answer is on record)."],
            scenario.EventsOf<ConnectorWarning>().Select(warning => warning.Message));
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task Is_nothing_of_a_whole_plan_that_was_chosen_whole()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();

        await run.SendAsync();

        Assert.Equal(5, run.Requests.Count);
        Assert.Empty(run.Warnings);
    }

    [Theory]
    [InlineData(1, "1 of 5 batches was chosen")]
    [InlineData(2, "2 of 5 batches were chosen")]
    public async Task Is_that_all_are_taken_where_a_part_was_chosen_before(int before, string words)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using (DryRunStage stage = DryRunStage.Start(run.Path, new SendOptions { Choice = new BatchChoice { First = before }, Caller = "review" }))
        {
            stage.EnterAndCountAll(TestContext.Current.CancellationToken);
            stage.Complete();
        }

        await run.SendAsync(new BatchChoice { All = true });

        Assert.Equal([$"{words} in '{run.Path}'. All 5 are taken up."], run.Warnings);
    }

    [Theory]
    [InlineData("Import")]
    [InlineData("Payload")]
    public async Task Is_which_stage_was_not_completed_and_what_that_means_for_what_is_sent(string stage)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Change($"UPDATE run SET outcome = '{RunOutcome.Incomplete}' WHERE stage = '{stage}'");

        await run.SendAsync();

        Assert.Equal(
            [$"The stage {stage} of '{run.Path}' was not completed ({RunOutcome.Incomplete}): what it did not come to is not in the plan, and is not sent."],
            run.Warnings);
    }

    [Theory]
    [InlineData(1, 0, "1 in doubt")]
    [InlineData(2, 1, "2 in doubt (no answer is on record of 1 of them)")]
    [InlineData(2, 2, "2 in doubt (no answer is on record)")]
    public async Task Is_of_how_many_in_doubt_there_is_no_answer(int inDoubt, int withoutAnswer, string words)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync();
        run.Change($"UPDATE batch_execution SET outcome = 'InDoubt' WHERE group_number = 1 AND batch_number <= {inDoubt}");
        run.Change($"UPDATE batch_execution SET status = 'none' WHERE group_number = 1 AND batch_number <= {withoutAnswer}");

        await run.SendAsync();

        Assert.Equal(
            [$"{5 - inDoubt} of 5 batches chosen in '{run.Path}' are confirmed; sent before, and sent again: {words}."], run.Warnings);
    }

    [Fact]
    public async Task Is_that_nothing_is_left_of_a_part_that_was_asked_for()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync();

        await run.SendAsync(new BatchChoice { First = 1 });

        Assert.Equal([$"Nothing is left to send of what was asked for in '{run.Path}': every batch is confirmed."], run.Warnings);
    }
}
