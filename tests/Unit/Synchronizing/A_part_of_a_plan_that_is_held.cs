using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;
using QualysCustomAttributes.Unit.Sending;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>Brakes judge what is chosen of a plan, when it is on record: what goes on with it sends that and nothing else.</summary>
public sealed class A_part_of_a_plan_that_is_held
{
    [Fact]
    public async Task A_pilot_of_fewer_than_fifty_assets_is_sent_and_the_rest_is_judged_when_it_is()
    {
        await using ReconciledScenario scenario = await StartAsync(120);
        scenario.Choice = new BatchChoice { AssetIds = [7, 8] };

        await scenario.SendAsync();
        Assert.Equal(["Other//", "Other//", "Cards//"], [scenario.Held(7), scenario.Held(8), scenario.Held(9)]);

        scenario.Choice = new BatchChoice { All = true };
        MassChangeException held = await Assert.ThrowsAsync<MassChangeException>(() => scenario.SendAsync());
        Assert.Contains("change values of 120 of the 120 assets", held.Message, StringComparison.Ordinal);
        Assert.Equal("Cards//", scenario.Held(9));
        Assert.Equal((QualysRunOutcome.Held, QualysRunStep.Release), Outcome(scenario));

        // What was let go before was the pilot.
        scenario.Choice = new BatchChoice();
        await Assert.ThrowsAsync<MassChangeException>(() => scenario.SendAsync());
        scenario.AllowMassChange = true;
        await scenario.SendAsync();
        Assert.Equal("Other//", scenario.Held(120));
    }

    [Fact]
    public async Task A_pilot_that_is_held_is_what_goes_on()
    {
        await using ReconciledScenario scenario = await StartAsync(120);
        ulong[] pilot = [.. Enumerable.Range(1, 60).Select(id => (ulong)id)];
        scenario.Choice = new BatchChoice { AssetIds = pilot };

        MassChangeException held = await Assert.ThrowsAsync<MassChangeException>(() => scenario.SendAsync());
        Assert.Contains("change values of 60 of the 120 assets", held.Message, StringComparison.Ordinal);
        Assert.Equal((QualysRunOutcome.Held, QualysRunStep.Release), Outcome(scenario));

        (scenario.Choice, scenario.AllowMassChange) = (new BatchChoice(), true);
        await scenario.SendAsync();

        Assert.Equal(["Other//", "Other//", "Cards//", "Cards//"], [scenario.Held(1), scenario.Held(60), scenario.Held(61), scenario.Held(120)]);
        Assert.Equal(QualysRunOutcome.Pilot, Outcome(scenario).Item1);
    }

    [Fact]
    public async Task Parts_add_up()
    {
        await using ReconciledScenario scenario = await StartAsync(120);
        scenario.Choice = new BatchChoice { AssetIds = [.. Enumerable.Range(1, 49).Select(id => (ulong)id)] };
        await scenario.SendAsync();
        scenario.Choice = new BatchChoice { AssetIds = [50] };

        await Assert.ThrowsAsync<MassChangeException>(() => scenario.SendAsync());
        Assert.Equal("Cards//", scenario.Held(50));
    }

    [Fact]
    public async Task What_was_released_goes_on_without_a_second_word()
    {
        await using ReconciledScenario scenario = await StartAsync(120);
        (scenario.AllowMassChange, scenario.User) = (true, "nobody");
        await Assert.ThrowsAnyAsync<ConnectorException>(() => scenario.SendAsync());

        (scenario.AllowMassChange, scenario.User) = (false, "sandbox");
        await scenario.SendAsync();

        Assert.Equal("Other//", scenario.Held(120));
    }

    [Fact]
    public async Task An_undo_of_one_asset_leaves_the_others()
    {
        await using ReconciledScenario scenario = await StartAsync(120);
        scenario.AllowMassChange = true;
        await scenario.SendAsync();
        scenario.AllowMassChange = false;
        scenario.PrepareUndo(scenario.RunPath);
        scenario.Choice = new BatchChoice { AssetIds = [3] };

        await scenario.SendAsync();

        Assert.Equal(["Other//", "Cards//", "Other//"], [scenario.Held(2), scenario.Held(3), scenario.Held(4)]);
    }

    [Theory]
    [InlineData(49, false)]
    [InlineData(50, true)]
    public async Task A_dry_run_says_of_what_it_chose_whether_it_would_be_held(int assets, bool isHeld)
    {
        await using ReconciledScenario scenario = await StartAsync(120);
        scenario.Choice = new BatchChoice { AssetIds = [.. Enumerable.Range(1, assets).Select(id => (ulong)id)] };
        scenario.Events.Clear();

        scenario.DryRun();

        Assert.Equal(isHeld, scenario.Events.OfType<ConnectorWarning>().Any(warning => warning.Message.Contains("is held back", StringComparison.Ordinal)));
        Assert.Equal(isHeld ? (QualysRunOutcome.Held, QualysRunStep.Release) : (QualysRunOutcome.DryRun, QualysRunStep.Send), Outcome(scenario));
        Assert.Equal(["Update"], scenario.Query("SELECT DISTINCT action FROM qualys_attribute_plan WHERE key = 'Business'"));
        if (isHeld)
        {
            Assert.Contains("change values of 50", QualysRun.Read(scenario.RunPath, _ => null).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_dry_run_releases_nothing()
    {
        await using ReconciledScenario scenario = await StartAsync(120);
        scenario.AllowMassChange = true;
        scenario.DryRun();
        Assert.Equal((QualysRunOutcome.DryRun, QualysRunStep.Send), Outcome(scenario));
        Assert.True(QualysRun.Read(scenario.RunPath, _ => null).IsReleased);

        scenario.AllowMassChange = false;
        await Assert.ThrowsAsync<MassChangeException>(() => scenario.SendAsync());
    }

    [Fact]
    public async Task A_pilot_takes_the_place_of_a_whole_that_was_held()
    {
        await using ReconciledScenario scenario = await StartAsync(120);
        await Assert.ThrowsAsync<MassChangeException>(() => scenario.SendAsync());
        scenario.Choice = new BatchChoice { AssetIds = [1] };
        scenario.DryRun();

        Assert.Equal(["Update"], scenario.Query("SELECT DISTINCT action FROM qualys_attribute_plan WHERE key = 'Business'"));
        scenario.Choice = new BatchChoice();
        await scenario.SendAsync();
        Assert.Equal(["Other//", "Cards//"], [scenario.Held(1), scenario.Held(2)]);
    }

    [Theory]
    [InlineData(1UL, "nothing to do for the asset 1: what Qualys is known to hold of it is as it should be")]
    [InlineData(2UL, "nothing to do for the asset 2: what Qualys is known to hold of it is as it should be")]
    [InlineData(4711UL, "no asset 4711")]
    public async Task One_that_the_plan_does_not_have_is_told_with_the_reason_and_leaves_no_database(ulong assetId, string why)
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync("1,Cards,,", "2,Cards,,", "3,Cards,,");
        scenario.Choice = new BatchChoice { AssetIds = [assetId] };

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => scenario.Prepare("1,Cards,,", "3,Other,,"));

        Assert.Equal("NothingChosen", exception.ErrorId);
        Assert.Equal($"The plan in '{scenario.RunPath}' has {why}. Nothing was sent.", exception.Message);
        Assert.False(File.Exists(scenario.RunPath));
    }

    [Fact]
    public async Task A_dry_run_says_that_no_batch_changes_the_key_that_is_to_come_first()
    {
        await using ReconciledScenario scenario = await StartAsync(5);
        scenario.PriorityKey = "Nosuch";
        scenario.Events.Clear();

        scenario.DryRun();

        Assert.StartsWith("No batch that is to be sent changes the key 'Nosuch'", Assert.Single(scenario.Events.OfType<ConnectorWarning>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_dry_run_would_go_is_on_record_until_somebody_was_to_send()
    {
        await using ReconciledScenario scenario = await StartAsync(5);
        scenario.Target = new UpdateTarget(QualysAddress.Parse("qualysapi.qualys.eu"), QualysUpdateAuthentication.Basic);
        scenario.DryRun();
        Assert.Equal("https://qualysapi.qualys.eu", QualysRun.Read(scenario.RunPath, _ => null).ApiHost);

        scenario.User = "nobody";
        await Assert.ThrowsAnyAsync<ConnectorException>(() => scenario.SendAsync());
        scenario.DryRun();

        Assert.Equal(scenario.Sandbox.Address.GetLeftPart(UriPartial.Authority), QualysRun.Read(scenario.RunPath, _ => null).ApiHost);
    }

    [Fact]
    public async Task Batches_that_a_pipeline_hands_over_are_entered_and_those_alone_go_on()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 30;
        await scenario.RunAsync([.. Enumerable.Range(1, 120).Select(id => $"{id},Cards,,")]);
        scenario.Prepare([.. Enumerable.Range(1, 120).Select(id => $"{id},Other,,")]);
        using (var client = new QualysClient(
            QualysAddress.Parse(scenario.Sandbox.Address.ToString()), new QualysCredential("sandbox", UpdateScenario.Password), UpdateScenario.Quick))
        using (SendStage stage = SendStage.Start(scenario.RunPath, client, new SendOptions { Caller = "pipeline" }))
        {
            QualysBatch[] batches;
            using (RunDatabase database = RunDatabase.Open(scenario.RunPath, "pipeline"))
            {
                batches = [.. QualysBatch.Read(database, [new BatchKey(1, 1), new BatchKey(1, 3)])];
            }

            foreach (QualysBatch batch in batches)
            {
                Assert.True(stage.IsHeld(batch));
                Assert.Equal(UpdateOutcome.NotSent, (await stage.SendAsync(batch, TestContext.Current.CancellationToken)).Outcome);
            }

            Assert.Throws<MassChangeException>(stage.Complete);
        }

        Assert.Equal(QualysRunOutcome.Held, Outcome(scenario).Outcome);
        scenario.AllowMassChange = true;
        Assert.Equal(2, await scenario.SendAsync());
        Assert.Equal(["Other//", "Cards//", "Other//", "Cards//"], [scenario.Held(30), scenario.Held(31), scenario.Held(61), scenario.Held(91)]);
    }

    // All of them hold Cards, and the plan has another value for each.
    private static async Task<ReconciledScenario> StartAsync(int assets)
    {
        ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        await scenario.RunAsync([.. Enumerable.Range(1, assets).Select(id => $"{id},Cards,,")]);
        scenario.Prepare([.. Enumerable.Range(1, assets).Select(id => $"{id},Other,,")]);
        return scenario;
    }

    private static (QualysRunOutcome Outcome, QualysRunStep NextStep) Outcome(ReconciledScenario scenario)
    {
        QualysRun run = QualysRun.Read(scenario.RunPath, _ => null);
        return (run.Outcome, run.NextStep);
    }
}
