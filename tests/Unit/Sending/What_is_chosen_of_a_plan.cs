using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Which batches are sent, and what keeps them what they were until they are read. Nothing is sent here.</summary>
public sealed class What_is_chosen_of_a_plan
{
    [Fact]
    public void Is_all_where_a_run_of_all_was_cut_short_also_when_a_part_was_refused_since()
    {
        using TestRun run = Plan();
        SqliteFile.Execute(run.DatabasePath, "UPDATE run SET outcome = 'incomplete' WHERE stage = 'Update'; DELETE FROM batch_execution WHERE group_number > 1");
        Assert.Equal("NothingChosen", Refusal(run, new SendOptions { Choice = new BatchChoice { GroupNumbers = [9] } }));

        Assert.Equal(5, Choose(run).Length);
    }

    [Fact]
    public void Is_all_where_nothing_was_chosen_yet_also_when_the_whole_was_refused_since()
    {
        using TestRun run = Unchosen();
        Assert.Equal("PlanChanged", Refusal(run, new SendOptions { PlanDigest = new string('0', 64) }));

        Assert.Equal(5, Choose(run).Length);
    }

    [Fact]
    public void Is_nothing_where_a_part_was_refused_and_nothing_was_chosen_yet()
    {
        using TestRun run = Unchosen();
        Assert.Equal("NothingChosen", Refusal(run, new SendOptions { Choice = new BatchChoice { GroupNumbers = [9] } }));

        Assert.Empty(Choose(run));
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 0)]
    public void Is_told_to_whoever_goes_on_as_all_unless_somebody_declined_it(bool isDeclined, long left)
    {
        using TestRun run = Unchosen();
        if (isDeclined)
        {
            using DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { AsksForEach = true, Caller = "asking" });
            stage.Choose(TestContext.Current.CancellationToken);
            stage.Complete();
        }

        using RunDatabase database = RunDatabase.OpenForReading(run.DatabasePath);

        Assert.Equal(left, RunResumption.Of(database).BatchesLeft);
    }

    [Fact]
    public void Is_on_record_before_anything_of_it_is_read_or_sent()
    {
        using TestRun run = Plan();
        using SendStage stage = Start(run, new SendOptions { Choice = new BatchChoice { AssetIds = [2, 7] } });

        stage.Choose(TestContext.Current.CancellationToken);

        Assert.Equal(["2", "7"], SqliteFile.Read(
            run.DatabasePath, "SELECT asset_ids FROM batch_execution JOIN payload_batch USING (group_number, batch_number) ORDER BY 1"));
        Assert.Equal(["Pipeline"], SqliteFile.Read(run.DatabasePath, "SELECT input FROM run ORDER BY run_id DESC LIMIT 1"));
    }

    [Fact]
    public void Is_not_left_to_a_resume_where_only_a_look_at_a_part_was_refused()
    {
        using TestRun run = Plan();
        SqliteFile.Execute(
            run.DatabasePath,
            """
            DELETE FROM batch_execution WHERE group_number > 1 OR batch_number > 1;
            DELETE FROM plan WHERE stage = 'Choice';
            UPDATE batch_execution SET attempts = 1, outcome = 'InDoubt';
            UPDATE lease SET calls = 1;
            UPDATE run SET outcome = 'incomplete', input = 'Direct' WHERE stage = 'Update';
            INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at)
                VALUES (1, 1, 'add', 1, 'https://api.example.org/', 2, '2026-03-01T12:00:00.000Z')
            """);
        using (DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Choice = new BatchChoice { GroupNumbers = [9] }, Caller = "look" }))
        {
            Assert.True(stage.IsOnlyLooked);
            Assert.Throws<RunDatabaseException>(() => stage.Choose(TestContext.Current.CancellationToken));
        }

        Assert.Equal(5, Choose(run).Length);
    }

    [Fact]
    public void Is_refused_where_the_split_was_cut_short_before_the_first_batch_and_may_have_left_groups_out()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1\n2\n3", "a").Row("4\n5\n6", "b").Row("7", "c"));
        run.MakePayloads();
        run.Group();
        SplitStage.Start(run.DatabasePath, 2, "test").Dispose();
        using SendStage stage = Start(run, new SendOptions());

        RunDatabaseException refused = Assert.Throws<RunDatabaseException>(() => stage.Choose(TestContext.Current.CancellationToken));

        Assert.Equal("PlanIncomplete", refused.ErrorId);
        Assert.Contains(
            "it was cut short before the first batch, and a command in the pipeline may have left groups out", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cannot_be_written_by_anybody_else_between_the_check_of_the_plan_and_the_reading_of_its_batches()
    {
        using TestRun run = Plan();
        object user = new();
        using RunDatabase database = RunDatabase.Open(run.DatabasePath, new StageCaller("test") { User = user });
        List<bool> inTransaction = [];
        var events = new Watch(_ => inTransaction.Add(database.Sqlite.IsInTransaction));
        using SendStage stage = Start(run, new SendOptions { PriorityKey = "Nosuch", Caller = new StageCaller("test") { User = user } }, events);

        Assert.Equal(5, stage.ChooseBatches(TestContext.Current.CancellationToken).Count);

        // The word that no batch changes the key comes with the batches at hand.
        Assert.True(Assert.Single(inTransaction));
        Assert.False(database.Sqlite.IsInTransaction);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Is_checked_again_when_its_batches_are_read(bool isWholeApproved)
    {
        using TestRun run = Plan();
        string whole = RunReport.Read(run.DatabasePath).PlanDigest!;
        var choice = new BatchChoice { GroupNumbers = [1] };
        using (DryRunStage look = DryRunStage.Start(run.DatabasePath, new SendOptions { Choice = choice, Caller = "review" }))
        {
            look.EnterAndCountAll(TestContext.Current.CancellationToken);
            look.Complete();
        }

        string part = RunReport.Read(run.DatabasePath).PlanDigest!;
        const string Edit = "UPDATE attribute_set SET Business = 'evil' WHERE attribute_set_id = 1";
        string edited = DigestOfCopy(run, Edit);
        using SendStage stage = Start(run, new SendOptions { PlanDigest = isWholeApproved ? whole : part });
        IReadOnlyList<BatchKey> chosen = stage.Choose(TestContext.Current.CancellationToken);

        // Whoever knows how it is kept changes the digest of the plan, too.
        SqliteFile.Execute(run.DatabasePath, $"{Edit}; UPDATE plan SET digest = '{edited}' WHERE stage = '{ConnectorStage.Split}'");

        Assert.Equal(2, chosen.Count);
        RunDatabaseException refused = Assert.Throws<RunDatabaseException>(() => stage.ChooseBatches(TestContext.Current.CancellationToken));
        Assert.Equal("PlanChanged", refused.ErrorId);
    }

    [Theory]
    [InlineData("UPDATE payload_batch SET asset_ids = '1,9' WHERE group_number = 1 AND batch_number = 1")]
    [InlineData("UPDATE payload_group SET attribute_set_id = 3 WHERE group_number = 1")]
    public void Is_not_taken_from_a_pipeline_where_the_plan_was_edited_since(string edit)
    {
        using TestRun run = Plan();
        SqliteFile.Execute(run.DatabasePath, edit);
        QualysBatch[] batches;
        using (RunDatabase reader = RunDatabase.OpenForReading(run.DatabasePath))
        {
            batches = [.. QualysBatch.Read(reader, [new BatchKey(1, 1)])];
        }

        using DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Caller = "pipeline" });

        Assert.Equal("PlanChanged", Assert.Throws<RunDatabaseException>(() => stage.Enter(batches[0])).ErrorId);
    }

    [Fact]
    public void Stays_where_one_call_was_made_and_more_of_the_plan_is_looked_at()
    {
        using TestRun run = Plan();
        SqliteFile.Execute(
            run.DatabasePath,
            """
            DELETE FROM batch_execution WHERE group_number > 1 OR batch_number > 1;
            DELETE FROM plan WHERE stage = 'Choice';
            UPDATE batch_execution SET attempts = 1, outcome = 'InDoubt';
            UPDATE lease SET calls = 1;
            INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at)
                VALUES (1, 1, 'add', 1, 'https://api.example.org/', 2, '2026-03-01T12:00:00.000Z')
            """);
        using (DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Choice = new BatchChoice { All = true }, Caller = "look" }))
        {
            stage.EnterAndCountAll(TestContext.Current.CancellationToken);
            Assert.Equal(5, stage.Counts.Batches);
        }

        Assert.Equal(["1.1"], run.Column("SELECT group_number || '.' || batch_number FROM batch_execution"));
    }

    [Theory]
    [InlineData(false, "; sent before, and sent again: 1 failed, 1 in doubt (no answer is on record).")]
    [InlineData(true, "; sent before, and sent again: 1 in doubt (no answer is on record); left as they are: 1 failed.")]
    public void Is_told_with_what_came_of_the_calls_that_were_made_before(bool leavesFailed, string told)
    {
        using TestRun run = Plan();
        SqliteFile.Execute(
            run.DatabasePath,
            """
            UPDATE batch_execution SET attempts = 1, outcome = 'Succeeded' WHERE group_number = 1 AND batch_number = 1;
            UPDATE batch_execution SET attempts = 1, outcome = 'Failed' WHERE group_number = 1 AND batch_number = 2;
            UPDATE batch_execution SET attempts = 1, outcome = 'InDoubt' WHERE group_number = 2 AND batch_number = 1;
            UPDATE lease SET calls = 3;
            INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at, answered_at, http_status, response_code) VALUES
                (1, 1, 'add', 1, 'https://api.example.org/', 2, '2026-03-01T12:00:00.000Z', '2026-03-01T12:00:01.000Z', 200, 'SUCCESS'),
                (1, 2, 'add', 1, 'https://api.example.org/', 1, '2026-03-01T12:00:01.000Z', '2026-03-01T12:00:02.000Z', 400, 'INVALID_REQUEST'),
                (2, 1, 'add', 1, 'https://api.example.org/', 2, '2026-03-01T12:00:02.000Z', NULL, NULL, NULL)
            """);
        List<string> warnings = [];
        using SendStage stage = Start(run, new SendOptions { LeavesFailed = leavesFailed }, new Watch(warning => warnings.Add(warning.Message)));

        stage.Choose(TestContext.Current.CancellationToken);

        Assert.Equal([$"1 of 5 batches chosen in '{run.DatabasePath}' is confirmed{told}"], warnings);
    }

    [Fact]
    public void Waits_for_the_disk_while_it_is_sent_and_no_longer()
    {
        using TestRun run = Plan();
        var caller = new StageCaller("test") { User = new object() };
        using RunDatabase database = RunDatabase.Open(run.DatabasePath, caller);
        long before = database.Scalar("PRAGMA synchronous");

        using (Start(run, new SendOptions { Caller = caller }))
        {
            Assert.Equal(2, database.Scalar("PRAGMA synchronous"));
        }

        Assert.Equal((1, 1), (before, database.Scalar("PRAGMA synchronous")));
    }

    private static TestRun Plan() =>
        TestRun.Whole(new ExportBuilder().Row("1\n2\n3", "a").Row("4\n5\n6", "b").Row("7", "c"), batchSize: 2);

    private static TestRun Unchosen()
    {
        TestRun run = Plan();
        SqliteFile.Execute(run.DatabasePath, "DELETE FROM batch_execution; DELETE FROM plan WHERE stage IN ('Update', 'Choice'); DELETE FROM run WHERE stage = 'Update'");
        return run;
    }

    private static string[] Choose(TestRun run)
    {
        using SendStage stage = Start(run, new SendOptions());
        return [.. stage.ChooseBatches(TestContext.Current.CancellationToken).Select(batch => string.Join(',', batch.AssetIds))];
    }

    private static string Refusal(TestRun run, SendOptions options)
    {
        using SendStage stage = Start(run, options);
        return Assert.Throws<RunDatabaseException>(() => stage.Choose(TestContext.Current.CancellationToken)).ErrorId;
    }

    private static string DigestOfCopy(TestRun run, string edit)
    {
        string copy = run.Folder.File("copy.db");
        File.Copy(run.DatabasePath, copy);
        SqliteFile.Execute(copy, edit);
        using RunDatabase database = RunDatabase.OpenForReading(copy);
        return PlanDigest.OfBatches(database, TestContext.Current.CancellationToken).Digest;
    }

    private static SendStage Start(TestRun run, SendOptions options, IProgress<ConnectorEvent>? events = null) =>
        SendStage.Start(run.DatabasePath, Client, options.Caller.Command.Length > 0 ? options : options with { Caller = "test" }, events);

    private static readonly QualysClient Client =
        new(QualysAddress.Parse("https://api.example.org"), new QualysCredential("sandbox", "sandbox"), UpdateScenario.Quick);

    private sealed class Watch(Action<ConnectorWarning> onWarning) : IProgress<ConnectorEvent>
    {
        public void Report(ConnectorEvent value)
        {
            if (value is ConnectorWarning warning)
            {
                onWarning(warning);
            }
        }
    }
}
