using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A plan that was cut short can be finished where the record says that nothing was left out of what it had not come to.</summary>
public sealed class Whether_a_plan_can_be_finished
{
    // A stage a word, in their order: complete (!), failed (?) or cut short, and what it took: everything (d), straight (s), piece by piece (p), nothing (-).
    [Theory]
    [InlineData("Import!d", false, false)]
    [InlineData("Import!d", true, true)]
    [InlineData("Importd", true, false)]
    [InlineData("Import?d", true, false)]
    [InlineData("Import!d Payloadd", false, false)]
    [InlineData("Import!d Payloads", false, false)]
    [InlineData("Import!d Payloadp", true, false)]
    [InlineData("Import!d Payload-", false, false)]
    [InlineData("Import!d Payload-", true, true)]
    [InlineData("Importd Payload!d", true, false)]
    [InlineData("Import!d Payload!p Groupd", true, false)]
    [InlineData("Import!d Payload!d Groupd", false, false)]
    [InlineData("Import!d Payload!d Group?d", false, false)]
    [InlineData("Import!d Payload!d Groupp", true, false)]
    [InlineData("Import!d Payload!d Group-", false, false)]
    [InlineData("Import!d Payload!d Group-", true, true)]
    [InlineData("Importd Payload!d Group!d", true, true)]
    [InlineData("Import!d Payload!p Group!p", true, true)]
    [InlineData("Import!d Payload!d Group!d", false, false)]
    [InlineData("Import!d Payload!d Groupd Splitd", false, true)]
    [InlineData("Import!d Payload!d Group!d Splitp", true, false)]
    [InlineData("Import!d Payload!d Group!d Splitd", false, true)]
    [InlineData("Import!d Payload!d Group!d Splits", false, true)]
    [InlineData("Import!d Payload!d Group!d Split-", false, false)]
    [InlineData("Import!d Payload!d Group!d Split-", true, true)]
    [InlineData("Import!d Payload!d Group!d Split!d", true, false)]
    [InlineData("Import!d Payload!d Group!d Split!p", true, false)]
    [InlineData("Import!d Compare!d Payloadd", false, false)]
    [InlineData("Import!d Compared Payloadd", true, false)]
    [InlineData("Import!d Compare!d", true, true)]
    [InlineData("Import!d Compared", true, false)]
    public void Follows_from_what_each_stage_took(string stages, bool isJob, bool canBe)
    {
        using var folder = new TemporaryFolder();
        using RunDatabase database = Make(folder, stages, isJob);

        Assert.Equal(canBe, PlanCompletion.CanBeFinished(database));
    }

    [Theory]
    // The stages, whether what is sent was chosen piece by piece, batches and chosen ones; how many were not chosen.
    [InlineData("Import!d Payload!d Group!d Split!d", false, 3, 1, 2)]
    [InlineData("Import!d Payload!d Group!d Split!d", true, 3, 3, 0)]
    [InlineData("Import!d Payload!d Group!d Splitd", false, 3, 1, 0)]
    [InlineData("Import!d Payload!d Group!d Splitd", true, 3, 1, 4)]
    [InlineData("Import!d Payload!d Group!d Splitp", false, 3, 1, 4)]
    [InlineData("Import!d Payload!d Groupd", false, 0, 0, 0)]
    public void Batches_that_a_resume_does_not_take_are_counted(string stages, bool isChosen, int batches, int chosen, int expected)
    {
        using var folder = new TemporaryFolder();
        using RunDatabase database = Make(folder, stages, isJob: true);
        for (int i = 1; i <= batches; i++)
        {
            database.Batches.Insert(1, i, 1, "1"u8);
        }

        // Five assets of a group that was not split yet, at most two a batch, where the split was cut short; else it has gone through all.
        database.BeginRow();
        database.Execute("INSERT INTO payload_group (group_number, attribute_set_id, count_asset_ids, asset_ids) VALUES (1, 1, 3, '1,2,3')");
        if (!stages.EndsWith("Split!d", StringComparison.Ordinal))
        {
            database.Execute("INSERT INTO payload_group (group_number, attribute_set_id, count_asset_ids, asset_ids) VALUES (2, 1, 3, '4,5,6')");
        }

        StageRun update = StageRun.Begin(database, ConnectorStage.Update, "test", "{}");
        if (isChosen)
        {
            update.TakesObjects();
        }
        else
        {
            update.TakesDatabase();
        }

        for (int i = 1; i <= chosen; i++)
        {
            database.Execute($"INSERT INTO batch_execution (group_number, batch_number, function, outcome) VALUES (1, {i}, 'add', 'NotSent')");
        }

        Assert.Equal(expected, PlanCompletion.CountNotChosen(database));
    }

    [Theory]
    // Assets of each group; how large a batch is; batches on record for the first of them.
    [InlineData("4", 2, 0, 2)]
    [InlineData("5", 2, 0, 3)]
    [InlineData("1", 100, 0, 1)]
    [InlineData("100,101", 100, 0, 3)]
    [InlineData("5,5", 2, 7, 10)]
    [InlineData("", 2, 0, 0)]
    public void Batches_are_counted_as_they_will_be_made(string groups, int size, int made, int expected)
    {
        using var folder = new TemporaryFolder();
        using RunDatabase database = Make(folder, "Import!d Payload!d Group!d", isJob: true, size);
        foreach ((int i, string count) in groups.Split(',', StringSplitOptions.RemoveEmptyEntries).Index())
        {
            database.BeginRow();
            database.Execute($"INSERT INTO payload_group (group_number, attribute_set_id, count_asset_ids, asset_ids) VALUES ({i + 1}, 1, {count}, '1')");
        }

        for (int i = 1; i <= made; i++)
        {
            database.Batches.Insert(1, i, 1, "1"u8);
        }

        Assert.Equal(expected, PlanCompletion.CountBatches(database));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public void The_size_of_a_batch_is_that_of_the_split_or_of_the_job(int size)
    {
        using var folder = new TemporaryFolder();
        using RunDatabase database = Make(folder, "Import!d Payload!d Group!d Splitd", isJob: true, size);
        Assert.Equal(7, PlanCompletion.FindBatchSize(database));

        using var other = new TemporaryFolder();
        using RunDatabase ofJob = Make(other, "Import!d Payload!d Group!d", isJob: true, size);
        Assert.Equal(size, PlanCompletion.FindBatchSize(ofJob));

        using var third = new TemporaryFolder();
        using RunDatabase none = Make(third, "Import!d Payload!d Group!d", isJob: false);
        Assert.Equal("StageMissing", Assert.Throws<RunDatabaseException>(() => PlanCompletion.FindBatchSize(none)).ErrorId);
    }

    private static RunDatabase Make(TemporaryFolder folder, string stages, bool isJob, int batchSize = 2)
    {
        SQLitePCL.Batteries_V2.Init();
        RunDatabase database = RunDatabase.Create(folder.File("run.db"), KnownSubscription.Contract);
        foreach (string stage in stages.Split(' '))
        {
            string name = stage[..^1].TrimEnd('!', '?');
            string options = (name, isJob) switch
            {
                ("Import", true) => StageOptions.Describe((GroupStage.DuplicateOption, "Exclude"), (SplitStage.BatchSizeOption, batchSize)),
                ("Group", _) => StageOptions.Describe((GroupStage.DuplicateOption, "Exclude")),
                ("Split", _) => StageOptions.Describe((SplitStage.BatchSizeOption, batchSize == 2 ? 2 : 7)),
                _ => "{}",
            };
            StageRun run = StageRun.Begin(database, Enum.Parse<ConnectorStage>(name), new StageCaller("test"), options);
            if (stage[^1] == 'd')
            {
                run.TakesDatabase();
            }
            else if (stage[^1] == 'p')
            {
                run.TakesObjects();
            }
            else if (stage[^1] == 's')
            {
                database.Runs.NoteInput(run.RunId, StageInput.Direct);
            }

            if (stage.Contains('!', StringComparison.Ordinal))
            {
                run.Complete();
            }
            else if (stage.Contains('?', StringComparison.Ordinal))
            {
                run.Fail("it failed");
            }

            run.EndEarly();
        }

        return database;
    }
}
