using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysSandbox;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Whoever waits for a run is told how many of its batches are done, and what came of them; not with every batch.</summary>
public sealed class How_far_sending_has_come
{
    [Fact]
    public async Task Is_told_now_and_then_in_batches_of_all_that_were_chosen()
    {
        string[] rows = [.. Enumerable.Range(1, 12).Select(id => $"{id},Owner {id}")];
        var options = new SandboxOptions { AnswerLatency = TimeSpan.FromMilliseconds(50) };
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(options, rows, batchSize: 1);
        scenario.Events.Clear();

        await scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1 });

        StageProgress[] told = [.. scenario.EventsOf<StageProgress>().Where(progress => progress.Done > 0)];
        StageProgress[] onTheWay = [.. told.Where(progress => progress.Done < progress.Total)];
        Assert.DoesNotContain(onTheWay.Zip(onTheWay.Skip(1)), pair => pair.Second.Elapsed - pair.First.Elapsed < TimeSpan.FromMilliseconds(250));
        Each.Holds(told, progress =>
        {
            Assert.Equal((ConnectorStage.Update, 12L, "batches"), (progress.Stage, progress.Total!.Value, progress.Unit));
            Assert.StartsWith($"{Counted.Of(progress.Done, "batch", "batches")}, {progress.Done} succeeded", progress.Status, StringComparison.Ordinal);
        });
        Assert.Equal(onTheWay.Select(progress => progress.Done).Order().Distinct(), onTheWay.Select(progress => progress.Done));
    }

    [Fact]
    public async Task Is_counted_of_a_part_where_a_part_was_chosen()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Watch = each =>
        {
            if (each is CallEnded)
            {
                Thread.Sleep(300);
            }
        };

        await run.SendAsync(new BatchChoice { First = 2 });

        Each.Holds(run.Events.OfType<StageProgress>().Where(progress => progress.Done > 0), progress => Assert.Equal(2, progress.Total));
    }
}
