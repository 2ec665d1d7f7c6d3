using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>A part of the plan is sent first. What was chosen stays chosen, and the rest goes only when somebody says so.</summary>
public sealed class A_pilot
{
    [Fact]
    public async Task By_groups_sends_their_batches_and_a_resume_nothing_more()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Refused());

        await run.SendAsync(new BatchChoice { GroupNumbers = [1, 3] });
        await run.SendAsync();

        Assert.Equal(["1,2", "3", "7", "1,2"], run.Requests);
        Assert.Equal(["1.1 Succeeded", "1.2 Succeeded", "3.1 Succeeded"], run.Outcomes());
        Assert.Contains("3 of 5 batches were chosen", Assert.Single(run.Warnings, warning => warning.Contains("batches were chosen", StringComparison.Ordinal)), StringComparison.Ordinal);

        await run.SendAsync(new BatchChoice { All = true });

        Assert.Equal(["4,5", "6"], run.Requests.Skip(4));
    }

    [Fact]
    public async Task Is_not_widened_by_an_attempt_that_was_refused()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        Look(run, new BatchChoice { GroupNumbers = [3] });

        foreach (Func<Task> refused in (Func<Task>[])[() => run.SendAsync(digest: new string('0', 64)), () => run.SendAsync(new BatchChoice { GroupNumbers = [9] })])
        {
            await Assert.ThrowsAsync<RunDatabaseException>(refused);
            await run.SendAsync();
        }

        Assert.Equal(["7"], run.Requests);
    }

    public static TheoryData<string> Looks => ["all", "another group", "an asset", "first", "batches, one by one"];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Is_not_widened_by_looking_at_more_of_the_plan(string look)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Refused());
        await run.SendAsync(new BatchChoice { GroupNumbers = [1] });
        (string[] chosen, RunReport before) = (run.Outcomes(), RunReport.Read(run.Path));

        string[] shown = look switch
        {
            "all" => Look(run, new BatchChoice { All = true }),
            "another group" => Look(run, new BatchChoice { GroupNumbers = [3] }),
            "an asset" => Look(run, new BatchChoice { AssetIds = [5] }),
            "first" => Look(run, new BatchChoice { First = 2 }),
            _ => LookAtEach(run),
        };

        Assert.Equal(
            look switch
            {
                "all" or "batches, one by one" => ["1,2 Failed", "3 Succeeded", "4,5 NotSent", "6 NotSent", "7 NotSent"],
                "another group" => ["7 NotSent"],
                "an asset" => ["5 NotSent"],
                _ => ["1,2 Failed", "4,5 NotSent"],
            },
            shown);
        Assert.Equal(chosen, run.Outcomes());
        Assert.Equal((before.Batches, before.NotChosen, before.PlanDigest), (RunReport.Read(run.Path).Batches, RunReport.Read(run.Path).NotChosen, RunReport.Read(run.Path).PlanDigest));
        await run.SendAsync();
        Assert.Equal(["1,2", "3", "1,2"], run.Requests);
    }

    [Fact]
    public async Task That_is_to_be_sent_again_is_looked_at_with_what_is_done()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync();
        using DryRunStage stage = DryRunStage.Start(
            run.Path, new SendOptions { Choice = new BatchChoice { All = true }, Resend = true, Caller = "review" });

        stage.EnterAndCountAll(TestContext.Current.CancellationToken);

        Assert.Equal([(1, 3L), (2, 3L), (3, 1L)], stage.ReadPending(9).First.Select(group => (group.GroupNumber, group.Assets)));
    }

    [Fact]
    public async Task That_is_looked_at_counts_what_would_be_sent_of_it()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync(new BatchChoice { GroupNumbers = [1] });
        using DryRunStage stage = DryRunStage.Start(run.Path, new SendOptions { Choice = new BatchChoice { All = true }, Caller = "review" });

        stage.EnterAndCountAll(TestContext.Current.CancellationToken);

        Assert.Equal((5, 2, 3), (stage.Counts.Batches, stage.Counts.Succeeded, stage.Counts.NotSent));
    }

    [Fact]
    public async Task That_was_cut_short_is_gone_on_with_as_a_pilot()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(null, Fault.Unauthorized());
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => run.SendAsync(new BatchChoice { GroupNumbers = [1, 3] }));

        await run.SendAsync();

        Assert.Equal(["1,2", "3", "3", "7"], run.Requests);
    }

    [Fact]
    public async Task A_whole_run_that_was_cut_short_is_gone_on_with_after_an_attempt_that_was_refused()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(null, Fault.Unauthorized());
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => run.SendAsync());
        await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync(digest: new string('0', 64)));

        Assert.Equal(5, (await run.SendAsync()).Count);
    }

    [Fact]
    public async Task Of_which_every_batch_was_declined_leaves_nothing_to_a_resume()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using (DryRunStage stage = DryRunStage.Start(run.Path, new SendOptions { Caller = "asking" }))
        {
            Assert.Equal(5, stage.ChooseBatches(TestContext.Current.CancellationToken).Select(stage.Decline).Count());
            stage.Complete();
        }

        Assert.Empty(await run.SendAsync());

        Assert.Empty(run.Requests);
        Assert.Equal(5, (await run.SendAsync(new BatchChoice { All = true })).Count);
    }

    [Fact]
    public async Task That_is_asked_about_holds_only_what_somebody_said_yes_to()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using (var client = new QualysClient(
            QualysAddress.Parse(run.Sandbox.Address.ToString()), new QualysCredential("sandbox", "sandbox"), UpdateScenario.Quick))
        using (SendStage stage = SendStage.Start(run.Path, client, new SendOptions { AsksForEach = true, Caller = "asking" }))
        {
            // Yes to the second one; then somebody closes the window.
            await stage.SendAsync(stage.ChooseBatches(TestContext.Current.CancellationToken)[1], TestContext.Current.CancellationToken);
        }

        await run.SendAsync();

        Assert.Equal(["3"], run.Requests);
        Assert.Contains(run.Warnings, warning => warning.Contains("1 of 5 batches was on record", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Locks_nobody_out_of_the_database_while_somebody_is_asked()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using var client = new QualysClient(
            QualysAddress.Parse(run.Sandbox.Address.ToString()), new QualysCredential("sandbox", "sandbox"), UpdateScenario.Quick);
        using SendStage stage = SendStage.Start(run.Path, client, new SendOptions { AsksForEach = true, Caller = "asking" });
        Assert.Equal(5, stage.ChooseBatches(TestContext.Current.CancellationToken).Count);

        run.Change("CREATE TABLE note (text)");

        Assert.Empty(run.Requests);
    }

    [Fact]
    public async Task By_asset_leaves_the_digest_of_the_plan_that_was_reviewed()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        string reviewed = RunReport.Read(run.Path).PlanDigest!;

        await run.RequireRefusedAsync("PlanChanged", () => run.SendAsync(new BatchChoice { AssetIds = [2] }, digest: new string('0', 64)));
        Assert.Equal(reviewed, RunReport.Read(run.Path).PlanDigest);
        Look(run, new BatchChoice { AssetIds = [2] });
        Assert.Single(await run.SendAsync(new BatchChoice { AssetIds = [2] }, digest: reviewed));
        Assert.Equal(["2"], run.Requests);
        Assert.Single(await run.SendAsync(new BatchChoice { AssetIds = [2] }, digest: reviewed));
        Assert.Equal(6, (await run.SendAsync(new BatchChoice { All = true }, digest: reviewed)).Count);
    }

    [Fact]
    public async Task By_batches_that_come_at_once_is_entered_whole()
    {
        for (int i = 0; i < 20; i++)
        {
            await using ResumedRun run = await ResumedRun.StartAsync();
            using var client = new QualysClient(
                QualysAddress.Parse(run.Sandbox.Address.ToString()), new QualysCredential("sandbox", "sandbox"), UpdateScenario.Quick with { ThrottleLimit = 8 });
            using SendStage stage = SendStage.Start(run.Path, client, new SendOptions { Caller = "pipeline" });
            using RunDatabase reader = RunDatabase.OpenForReading(run.Path);
            await Task.WhenAll(QualysBatch.Read(reader, reader.Batches.ReadCounts().Select(each => each.Key)).ToList()
                .Select(batch => Task.Run(() => stage.SendAsync(batch, TestContext.Current.CancellationToken))));

            Assert.Equal(5, run.Outcomes().Count(outcome => outcome.EndsWith("Succeeded", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task By_batches_that_come_one_by_one_takes_the_place_of_what_was_chosen_and_never_sent()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using var client = new QualysClient(
            QualysAddress.Parse(run.Sandbox.Address.ToString()), new QualysCredential("sandbox", "sandbox"), UpdateScenario.Quick);
        using (SendStage stage = SendStage.Start(run.Path, client, new SendOptions { Caller = "pipeline" }))
        using (RunDatabase reader = RunDatabase.OpenForReading(run.Path))
        {
            foreach (QualysBatch batch in QualysBatch.Read(reader, reader.Batches.ReadCounts().Select(each => each.Key)).Skip(3).ToList())
            {
                await stage.SendAsync(batch, TestContext.Current.CancellationToken);
            }

            stage.Complete();
        }

        Assert.Equal(["6", "7"], run.Requests);
        Assert.Equal(["2.2 Succeeded", "3.1 Succeeded"], run.Outcomes());
    }

    [Fact]
    public async Task By_number_takes_the_next_ones_each_time()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();

        await run.SendAsync(new BatchChoice { First = 2 });
        await run.SendAsync(new BatchChoice { First = 2 });
        await run.SendAsync(new BatchChoice { GroupNumbers = [3], First = 5 });

        Assert.Equal(["1,2", "3", "4,5", "6", "7"], run.Requests);
    }

    [Fact]
    public async Task By_asset_changes_that_asset_and_no_other()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();

        await run.SendAsync(new BatchChoice { AssetIds = [2, 7, 5] });

        Assert.Equal(["2", "5", "7"], run.Requests.Order());
        Assert.Equal([2UL, 5UL, 7UL], run.Sandbox.Assets.Ids.Order());
        await run.SendAsync(new BatchChoice { All = true });
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], run.Requests.SelectMany(request => request.Split(',')).Order());
    }

    [Fact]
    public async Task That_is_refused_does_not_leave_the_whole_to_be_taken_up()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Change("DELETE FROM batch_execution; DELETE FROM run WHERE stage = 'Update'");

        await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync(new BatchChoice { GroupNumbers = [9] }));
        await run.SendAsync();

        Assert.Empty(run.Requests);
        await run.SendAsync(new BatchChoice { All = true });
        Assert.Equal(5, run.Requests.Count);
    }

    [Fact]
    public async Task By_asset_parts_none_from_its_batch_that_is_not_sent()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();

        await run.SendAsync(new BatchChoice { AssetIds = [2, 5], First = 1 });
        await run.SendAsync(new BatchChoice { AssetIds = [1, 5], GroupNumbers = [2] });

        Assert.Equal(["2", "5"], run.Requests);
        await run.SendAsync(new BatchChoice { All = true });
        Assert.Equal(["1", "3", "4", "6", "7"], run.Requests.Skip(2));
    }

    public static TheoryData<string, string> Choices => new()
    {
        { "groups 1", "2 batches, 3 assets" },
        { "assets 1,2,4", "2 batches, 3 assets" },
        { "groups 2, assets 1,5", "1 batches, 1 assets" },
        { "first 3", "3 batches, 5 assets" },
        { "assets 2,4, first 1", "1 batches, 1 assets" },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task Is_counted_before_somebody_is_asked(string choice, string counts)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        BatchChoice[] all =
        [
            new() { GroupNumbers = [1] },
            new() { AssetIds = [1, 2, 4] },
            new() { GroupNumbers = [2], AssetIds = [1, 5] },
            new() { First = 3 },
            new() { AssetIds = [2, 4], First = 1 },
        ];
        using RunDatabase reader = RunDatabase.OpenForReading(run.Path);

        (long batches, long assets) = Pilot.Measure(reader, all.Single(each => each.Describe() == choice), resend: false);

        Assert.Equal(counts, $"{batches} batches, {assets} assets");
        Assert.Equal(5, reader.Batches.Count());
    }

    [Fact]
    public async Task By_an_asset_that_was_sent_in_a_batch_with_others_is_refused()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Refused());
        await run.SendAsync(new BatchChoice { First = 1 });

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync(new BatchChoice { AssetIds = [2] }));

        Assert.Equal("NothingChosen", exception.ErrorId);
        Assert.Contains(
            "the asset 2 in group 1 batch 1, which was sent as a whole and can be sent as a whole alone: choose its group", exception.Message, StringComparison.Ordinal);
        Assert.Single(run.Requests);
    }

    [Fact]
    public async Task Of_what_the_plan_does_not_have_is_refused()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();

        Assert.Contains("group 4", (await run.RequireRefusedAsync("NothingChosen", () => run.SendAsync(new BatchChoice { GroupNumbers = [1, 4] }))).Message, StringComparison.Ordinal);
        Assert.Contains("none of the assets that were asked for in group 1", (await run.RequireRefusedAsync("NothingChosen", () => run.SendAsync(new BatchChoice { GroupNumbers = [1], AssetIds = [5] }))).Message, StringComparison.Ordinal);
        Assert.Contains("asset 8", (await run.RequireRefusedAsync("NothingChosen", () => run.SendAsync(new BatchChoice { AssetIds = [1, 8] }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_which_nothing_is_left_says_so()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync();

        Assert.Empty(await run.SendAsync(new BatchChoice { First = 1 }));

        Assert.Contains(run.Warnings, warning => warning.Contains("every batch is confirmed", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_an_asset_that_was_left_out_says_why()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "a").Row("1", "b").Row("2", "").Row("3", "c"));
        using RunDatabase database = RunDatabase.OpenForReading(run.DatabasePath);

        string[] found = [.. new ulong[] { 1, 2, 9 }.Select(id => Assert.Throws<RunDatabaseException>(
            () => Pilot.Measure(database, new BatchChoice { AssetIds = [id] }, resend: false)).Message)];

        Assert.Contains("left out as a duplicate", found[0], StringComparison.Ordinal);
        Assert.Contains("has no values", found[1], StringComparison.Ordinal);
        Assert.EndsWith("has no asset 9. Nothing was sent.", found[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_choice_takes_the_place_of_one_that_was_never_sent()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();

        await run.SendAsync(new BatchChoice { GroupNumbers = [3] });

        // The dry run had chosen all five.
        Assert.Equal(["3.1 Succeeded"], run.Outcomes());
        Assert.Equal(4, RunReport.Read(run.Path).NotChosen);
    }

    private static string[] Look(ResumedRun run, BatchChoice choice)
    {
        using DryRunStage stage = DryRunStage.Start(run.Path, new SendOptions { Choice = choice, Caller = "review" });
        string[] shown = [.. stage.ChooseBatches(TestContext.Current.CancellationToken).Select(stage.Enter).Select(Describe)];
        stage.Complete();
        return shown;
    }

    private static string[] LookAtEach(ResumedRun run)
    {
        using DryRunStage stage = DryRunStage.Start(run.Path, new SendOptions { Caller = "review" });
        using RunDatabase reader = RunDatabase.OpenForReading(run.Path);
        string[] shown = [.. QualysBatch.Read(reader, reader.Batches.ReadCounts().Select(each => each.Key)).Select(stage.Enter).Select(Describe)];
        stage.Complete();
        return shown;
    }

    private static string Describe(QualysUpdateResult result) => $"{string.Join(',', result.Batch.AssetIds)} {result.Outcome}";
}
