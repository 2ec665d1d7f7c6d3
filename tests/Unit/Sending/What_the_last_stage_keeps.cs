using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Planning;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>What the last stage counts, tells and puts on record of batches before any of them is sent.</summary>
public sealed class What_the_last_stage_keeps
{
    private static readonly QualysClient Client =
        new(QualysAddress.Parse(KnownSubscription.Host), new QualysCredential("sandbox", "sandbox"), UpdateScenario.Quick);

    [Fact]
    public void Of_batches_that_come_one_by_one_is_those_that_came()
    {
        using TestRun run = Plan(out List<QualysBatch> batches);
        using (DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Caller = "pipeline" }))
        {
            stage.Enter(batches[1]);
            stage.Enter(batches[3]);
            stage.Complete();
        }

        Assert.Equal(["1.2", "2.2"], run.Column("SELECT group_number || '.' || batch_number FROM batch_execution ORDER BY 1"));
        Assert.Equal(
            ["Pipeline|2 batches, 0 succeeded, 2 not sent, 0 assets confirmed"],
            SqliteFile.Read(run.DatabasePath, "SELECT input, message FROM run ORDER BY run_id DESC LIMIT 1"));
    }

    [Fact]
    public void Of_batches_that_were_declined_is_that_they_came_and_were_not_sent()
    {
        using TestRun run = Plan(out List<QualysBatch> batches);
        using DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Caller = "asking" });
        stage.Choose(TestContext.Current.CancellationToken);

        QualysUpdateResult declined = stage.Decline(batches[0]);
        stage.Complete();

        Assert.Equal((UpdateOutcome.NotSent, 1, 1, 1L), (declined.Outcome, stage.Counts.Batches, stage.Counts.NotSent, stage.CountNotChosen()));
        Assert.Equal(["1|0"], SqliteFile.Read(run.DatabasePath, "SELECT rows_in, rows_out FROM run ORDER BY run_id DESC LIMIT 1"));
    }

    [Fact]
    public void Is_told_when_a_quarter_of_a_second_has_passed()
    {
        using TestRun run = Plan(out List<QualysBatch> batches);
        List<ConnectorEvent> events = [];
        using DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Caller = "test" }, new Collector(events));
        stage.Choose(TestContext.Current.CancellationToken);
        Thread.Sleep(260);

        stage.Enter(batches[0]);

        StageProgress told = Assert.Single(events.OfType<StageProgress>());
        Assert.Equal((1L, 5L, "batches", "1 batch, 0 succeeded, 1 not sent, 0 assets confirmed"), (told.Done, told.Total, told.Unit, told.Status));
    }

    [Fact]
    public void Is_told_with_how_long_the_limit_of_calls_holds_up_the_rest()
    {
        using KnownSubscription known = Reconciled("1,Loans,,", "2,Bonds,,", "3,Cards,,");
        using (AttributeLedger ledger = AttributeLedger.Open(known.LedgerPath, KnownSubscription.Host, NewFiles.OfTheirOwner))
        {
            ledger.Window.Keep(new KnownWindow(1, TimeSpan.FromHours(1), null, KnownSubscription.Read, null, []));
        }

        using var client = new QualysClient(
            Client.Address, new QualysCredential("sandbox", "sandbox"), UpdateScenario.Quick with { TimeProvider = new KnownSubscription.ClockAt(KnownSubscription.Read) });
        List<ConnectorEvent> events = [];
        using SendStage stage = SendStage.Start(known.RunPath, client, new SendOptions { Caller = "test" }, new Collector(events));
        IReadOnlyList<QualysBatch> batches = stage.ChooseBatches(TestContext.Current.CancellationToken);
        Thread.Sleep(260);

        stage.Decline(batches[0]);

        // Of two more calls one may leave at once, and the other when that has left the window, and a thousandth of it.
        StageProgress told = Assert.Single(events.OfType<StageProgress>());
        Assert.Equal((1L, 3L, TimeSpan.FromSeconds(3603.6)), (told.Done, told.Total, told.Bound));
    }

    [Fact]
    public void Is_no_batch_of_an_earlier_split()
    {
        using TestRun run = Plan(out List<QualysBatch> batches);
        run.Split(2);
        using DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Caller = "pipeline" });

        Each.Holds(
            (Action[])[() => stage.Enter(batches[0]), () => stage.Decline(batches[0]), () => stage.FindDone(batches[0]), () => stage.IsHeld(batches[0])],
            each => Assert.Equal("ObjectOutdated", Assert.Throws<RunDatabaseException>(each).ErrorId));
    }

    [Fact]
    public void Of_a_look_that_fails_is_nothing()
    {
        using KnownSubscription known = Reconciled("1,Loans,,", "2,Loans,,", "3,Bonds,,");
        SqliteFile.Execute(known.RunPath, OneCall("add", group: 1));
        File.WriteAllText(known.LedgerPath, "no ledger any more");
        var choice = new BatchChoice { AssetIds = [2] };

        using (DryRunStage stage = DryRunStage.Start(known.RunPath, new SendOptions { Choice = choice, Caller = "look" }))
        {
            Assert.True(stage.IsOnlyLooked);
            Assert.ThrowsAny<ConnectorException>(() => stage.Choose(TestContext.Current.CancellationToken));
        }

        Assert.Equal(["3", "1,2"], known.Query("SELECT asset_ids FROM payload_batch ORDER BY group_number"));
    }

    [Theory]
    [InlineData(false, "unbraked")]
    [InlineData(true, "released")]
    public void Of_a_plan_that_is_let_go_is_that_it_was(bool isReleased, string expected)
    {
        using KnownSubscription known = Reconciled("1,Loans,,", "2,Loans,,");
        using SendStage stage = SendStage.Start(known.RunPath, Client, new SendOptions { AllowMassChange = isReleased, Caller = "test" });

        stage.Choose(TestContext.Current.CancellationToken);

        Assert.Equal([expected], known.Query("SELECT options ->> 'letGo' FROM run ORDER BY run_id DESC LIMIT 1"));
    }

    [Theory]
    [InlineData("Direct", "1")]
    [InlineData("Pipeline", "0")]
    public void Of_an_export_of_which_nothing_is_to_be_sent_is_how_much_it_has_unless_something_may_have_been_left_out(string input, string isNoted)
    {
        using KnownSubscription known = Reconciled("1,Cards,,", "2,Cards,,");
        SqliteFile.Execute(known.RunPath, $"UPDATE run SET input = '{input}' WHERE stage = 'Group'");
        using (SendStage stage = SendStage.Start(known.RunPath, Client, new SendOptions { Caller = "test" }))
        {
            Assert.Empty(stage.ChooseBatches(TestContext.Current.CancellationToken));
            stage.Complete();
        }

        Assert.Equal([isNoted], SqliteFile.Read(known.LedgerPath, "SELECT coverage IS NOT NULL FROM ledger_run ORDER BY run_id DESC LIMIT 1"));
        Assert.Equal(["complete"], known.Query("SELECT outcome FROM run ORDER BY run_id DESC LIMIT 1"));
    }

    [Fact]
    public void Of_a_doubt_is_what_is_known_until_it_is_settled_and_everybody_can_see_it()
    {
        using TestRun run = Plan(out _);
        using SendStage stage = SendStage.Start(run.DatabasePath, Client, new SendOptions { Caller = "test" });
        BatchKey[] keys = [.. stage.Choose(TestContext.Current.CancellationToken)];
        Assert.Equal("1.1 NotSent", Name(stage.FindUnconfirmed(keys)));

        stage.Doubt(keys, null);
        Assert.Null(stage.FindUnconfirmed(keys));
        stage.Doubt([new BatchKey(1, 2), new BatchKey(2, 1)], "not read back");

        Assert.Equal("1.2 InDoubt", Name(stage.FindUnconfirmed(keys)));
        Assert.Equal(
            ["1.1||Succeeded", "1.2|not read back|InDoubt", "2.1|not read back|InDoubt", "2.2||Succeeded", "3.1||Succeeded"],
            SqliteFile.Read(run.DatabasePath, "SELECT group_number || '.' || batch_number, error, outcome FROM batch_execution ORDER BY 1"));

        static string? Name(QualysUpdateResult? result) => result is null ? null : $"{result.GroupNumber}.{result.BatchNumber} {result.Outcome}";
    }

    [Fact]
    public void Of_a_batch_that_was_never_chosen_is_that_it_is_not_confirmed()
    {
        using TestRun run = Plan(out _);
        using SendStage stage = SendStage.Start(run.DatabasePath, Client, new SendOptions { Choice = new BatchChoice { First = 1 }, Caller = "test" });
        stage.Choose(TestContext.Current.CancellationToken);

        Assert.Equal(UpdateOutcome.NotSent, stage.FindUnconfirmed([new BatchKey(3, 1)])!.Outcome);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "1")]
    public void Of_whether_failures_are_left_is_what_was_asked(bool leavesFailed, string? expected)
    {
        using TestRun run = Plan(out _);

        SendStage.Start(run.DatabasePath, Client, new SendOptions { LeavesFailed = leavesFailed, Canary = leavesFailed ? 7 : null, Caller = "test" }).Dispose();

        Assert.Equal(
            [$"{expected}|{(leavesFailed ? "7" : "")}|0"],
            SqliteFile.Read(run.DatabasePath, "SELECT options ->> 'leavesFailed', options ->> 'canary', options ->> 'dryRun' FROM run ORDER BY run_id DESC LIMIT 1"));
    }

    [Theory]
    [InlineData(false, QualysFunction.Remove, null, "remove")]
    [InlineData(false, null, QualysFunction.Remove, "add")]
    [InlineData(true, QualysFunction.Add, null, "add")]
    [InlineData(true, null, QualysFunction.Remove, "add")]
    [InlineData(true, QualysFunction.Remove, null, "AlreadySent")]
    public void Of_the_function_is_what_was_sent_else_what_is_asked_for(bool isSent, QualysFunction? asked, QualysFunction? usual, string expected)
    {
        using TestRun run = Plan(out _);
        if (isSent)
        {
            SqliteFile.Execute(run.DatabasePath, OneCall("add", group: 3));
        }

        Assert.Equal(expected, FunctionOf(run.DatabasePath, new SendOptions { Function = asked, DefaultFunction = usual, Caller = "test" }));
    }

    [Fact]
    public void Of_a_comparison_is_that_each_group_has_its_function()
    {
        using KnownSubscription known = Reconciled("1,Loans,,");

        Assert.Equal("AlreadySent", FunctionOf(known.RunPath, new SendOptions { Function = QualysFunction.Add, Caller = "test" }));
        Assert.Equal(PlanFunction.OfEachGroup.Name, FunctionOf(known.RunPath, new SendOptions { DefaultFunction = QualysFunction.Add, Caller = "test" }));
    }

    [Fact]
    public void Is_that_the_ledger_beside_learns_nothing_where_there_is_one()
    {
        using KnownSubscription known = Reconciled("1,Loans,,");
        using TestRun run = Plan(out _);
        List<ConnectorEvent> events = [];

        foreach (string beside in (string[])[known.LedgerPath, known.Folder.File("none.sqlite")])
        {
            SendStage.Start(run.DatabasePath, Client, new SendOptions { LedgerBeside = beside, Caller = "test" }, new Collector(events)).Dispose();
        }

        Assert.StartsWith(
            $"The ledger '{known.LedgerPath}' does not learn what this run sends, for it sends everything",
            Assert.Single(events.OfType<ConnectorWarning>()).Message, StringComparison.Ordinal);
    }

    // Five batches, 1.1 1.2 2.1 2.2 3.1, which a dry run has chosen.
    private static TestRun Plan(out List<QualysBatch> batches)
    {
        TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2\n3", "a").Row("4\n5\n6", "b").Row("7", "c"), batchSize: 2);
        using RunDatabase reader = RunDatabase.OpenForReading(run.DatabasePath);
        batches = [.. QualysBatch.Read(reader, reader.Batches.ReadCounts().Select(each => each.Key))];
        return run;
    }

    // Both assets are known to hold Cards.
    private static KnownSubscription Reconciled(params string[] rows)
    {
        KnownSubscription known = new();
        known.Write(KnownSubscription.Read - TimeSpan.FromDays(1), ["Business=Cards"], isConfirmed: true, 1, 2);
        known.Compare(rows);
        known.MakeBatches();
        return known;
    }

    private static string FunctionOf(string path, SendOptions options)
    {
        try
        {
            using DryRunStage stage = DryRunStage.Start(path, options);
            return stage.Function.Name;
        }
        catch (RunDatabaseException exception)
        {
            return exception.ErrorId;
        }
    }

    // The only call of a killed run, of which no answer is on record.
    private static string OneCall(string function, int group) =>
        $"""
        DELETE FROM batch_execution;
        DELETE FROM plan WHERE stage IN ('Update', 'Choice');
        UPDATE run SET outcome = 'incomplete' WHERE stage = 'Update';
        INSERT INTO run (stage, command, options, input, outcome, started_at)
            SELECT 'Update', 'killed', json_object('dryRun', json('false')), 'Database', 'incomplete', '2026-03-01T12:00:00.000Z';
        INSERT INTO batch_execution (group_number, batch_number, function, outcome, attempts) VALUES ({group}, 1, '{function}', 'InDoubt', 1);
        UPDATE lease SET calls = 1;
        INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at)
            VALUES ({group}, 1, '{function}', 1, 'https://api.example.org/', 1, '2026-03-01T12:00:00.000Z')
        """;

    private sealed class Collector(List<ConnectorEvent> events) : IProgress<ConnectorEvent>
    {
        public void Report(ConnectorEvent value) => events.Add(value);
    }
}
