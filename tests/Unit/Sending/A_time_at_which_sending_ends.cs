using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>When the clock rings for a run that may send until a time, and how it ends.</summary>
public sealed class A_time_at_which_sending_ends
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(1, true)]
    [InlineData(959, true)]
    [InlineData(960, false)]
    [InlineData(2000, false)]
    public async Task Rings_for_every_time_that_a_timer_can_be_set_to(int hours, bool isSet)
    {
        var clock = new AdvancingClock();
        await using ResumedRun run = await ResumedRun.StartAsync();
        using QualysClient client = Client(run, clock, CallBudget.Of(null, clock.GetUtcNow() + (hours * Hour), 0, clock));
        using (SendStage.Start(run.Path, client, new SendOptions { Caller = "test" }))
        {
            Assert.Equal(isSet, clock.HasTimerDueIn(hours * Hour));
        }

        Assert.False(clock.HasTimerDueIn(hours * Hour));
    }

    [Fact]
    public async Task Rings_at_once_where_the_time_came_before_the_run_began_to_send()
    {
        var clock = new AdvancingClock();
        await using ResumedRun run = await ResumedRun.StartAsync();
        using QualysClient client = Client(run, clock, CallBudget.Of(null, clock.GetUtcNow() + Hour, 0, clock));
        clock.Advance(2 * Hour);
        using SendStage stage = SendStage.Start(run.Path, client, new SendOptions { Caller = "test" });

        Assert.True(clock.HasTimerDueIn(TimeSpan.Zero));
    }

    [Fact]
    public async Task Ends_the_run_in_order_and_says_how_much_is_left()
    {
        var clock = new AdvancingClock();
        await using ResumedRun run = await ResumedRun.StartAsync();
        using QualysClient client = Client(run, clock, CallBudget.Of(null, clock.GetUtcNow() + Hour, 0, clock));
        using SendStage stage = SendStage.Start(run.Path, client, new SendOptions { Caller = "test" });
        var batches = stage.ChooseBatches(TestContext.Current.CancellationToken);
        await stage.SendAsync(batches[0], TestContext.Current.CancellationToken);
        stage.RequireUnbroken();
        clock.Advance(Hour);

        // Those that were not sent tell that the run has ended; a batch that is done says nothing of it.
        await stage.SendAsync(batches[0], TestContext.Current.CancellationToken);
        stage.RequireUnbroken();
        await stage.SendAsync(batches[1], TestContext.Current.CancellationToken);
        CallBudgetException end = Assert.Throws<CallBudgetException>(stage.RequireUnbroken);

        Assert.Equal("UntilReached", end.ErrorId);
        CallBudgetException told = stage.WithRest(end);
        Assert.Equal((4L, run.Path, client.Target), (told.BatchesLeft, told.DatabasePath, told.Updates));
        Assert.Single(run.Requests);
        Assert.Equal(["1.1 Succeeded", "1.2 NotSent", "2.1 NotSent", "2.2 NotSent", "3.1 NotSent"], run.Outcomes());
    }

    private static QualysClient Client(ResumedRun run, TimeProvider clock, CallBudget? budget) => new(
        QualysAddress.Parse(run.Sandbox.Address.ToString()), new QualysCredential("sandbox", "sandbox"),
        UpdateScenario.Quick with { ThrottleLimit = 1, TimeProvider = clock, Budget = budget, Timeout = TimeSpan.FromDays(20) });
}
