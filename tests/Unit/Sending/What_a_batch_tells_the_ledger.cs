using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Planning;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>A batch is in the ledger before its first call leaves, and again when it is known what came of it; of the export how much it has.</summary>
public sealed class What_a_batch_tells_the_ledger
{
    private static readonly DateTimeOffset Before = KnownSubscription.Read - TimeSpan.FromDays(1);

    private static readonly QualysClient Client =
        new(QualysAddress.Parse(KnownSubscription.Host), new QualysCredential("sandbox", "sandbox"), UpdateScenario.Quick);

    [Theory]
    [InlineData(null, UpdateOutcome.InDoubt, "", "InDoubt 0", "Cards")]
    [InlineData(false, UpdateOutcome.Failed, "", "Failed 0", "Cards")]
    [InlineData(true, UpdateOutcome.Succeeded, "", "Confirmed 1", "Loans")]
    [InlineData(true, UpdateOutcome.Partial, "2", "Partial 1", "Loans")]
    [InlineData(true, UpdateOutcome.Partial, "1", "Partial 0", "Cards")]
    public void Of_an_asset_is_that_it_is_in_doubt_until_somebody_knows(bool? isApplied, UpdateOutcome outcome, string without, string expected, string held)
    {
        using KnownSubscription known = Plan("1,Loans,,", "2,Loans,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);
        QualysBatch batch = Assert.Single(Batches(database));

        record.WillSend(batch, QualysFunction.Update);
        Assert.Equal("InDoubt 0", OfAsset(known, 1));
        record.Ended(new QualysUpdateResult(Result(batch, outcome)) { NotConfirmedAssetIds = Ids(without) }, isApplied);

        Assert.Equal((expected, held), (OfAsset(known, 1), Held(known, 1)));
    }

    [Fact]
    public void Is_one_change_however_many_calls_it_takes_and_another_where_it_is_sent_again()
    {
        using KnownSubscription known = Plan("1,Loans,,", "2,Loans,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);
        QualysBatch batch = Assert.Single(Batches(database));

        record.WillSend(batch, QualysFunction.Update);
        record.Ended(Result(batch, UpdateOutcome.InDoubt), isApplied: null);
        record.WillSend(batch, QualysFunction.Update);
        record.Ended(Result(batch, UpdateOutcome.Failed), isApplied: false);
        record.Ended(Result(batch, UpdateOutcome.Succeeded), isApplied: true);
        Assert.Equal(["Failed"], OutcomesOfThisRun(known, database));

        record.WillSend(batch, QualysFunction.Update);
        record.Ended(Result(batch, UpdateOutcome.Succeeded), isApplied: true);
        Assert.Equal(["Failed", "Confirmed"], OutcomesOfThisRun(known, database));
    }

    [Fact]
    public void Is_what_it_writes_and_what_was_known_of_those_keys_before()
    {
        using KnownSubscription known = new();
        known.Write(Before, ["Business=Cards", "Tier=1", "Owner=Ann"], isConfirmed: true, 1);
        known.Compare("1,Loans,1,Ann", "2,Loans,,");
        known.MakeBatches();
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);

        foreach (QualysBatch batch in Batches(database))
        {
            record.WillSend(batch, batch.Function!.Value);
        }

        Assert.Equal(
            ["1|Business|Cards|Loans|update", "2|Business||Loans|add"],
            SqliteFile.Read(
                known.LedgerPath,
                $"SELECT asset_id, key, before, after, c.function FROM attribute_change c JOIN ledger_run r USING (run_id) WHERE r.database_id = '{database.Id}' ORDER BY 1"));
    }

    [Fact]
    public void Of_a_removal_is_that_there_is_nothing_any_more()
    {
        using KnownSubscription known = new();
        known.Write(Before, ["Business=Cards", "Tier=1"], isConfirmed: true, 1);
        known.Options = known.Options with { Rules = new ComparisonRules { RemoveStale = true } };
        known.Compare("1,Cards,,");
        known.MakeBatches();
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);
        QualysBatch batch = Assert.Single(Batches(database));

        record.WillSend(batch, QualysFunction.Remove);
        record.Ended(Result(batch, UpdateOutcome.Succeeded), isApplied: true);

        Assert.Equal(
            ["Tier|1||remove"],
            SqliteFile.Read(known.LedgerPath, "SELECT key, before, after, function FROM attribute_change WHERE function = 'remove'"));
        Assert.Equal(["Business"], SqliteFile.Read(known.LedgerPath, "SELECT key FROM known_attribute WHERE asset_id = '1' AND value IS NOT NULL"));
    }

    [Fact]
    public void Is_after_what_the_inventory_saw_of_the_same_assets_since()
    {
        using KnownSubscription known = new();
        known.Write(Before, ["Business=Cards", "Tier=1", "Owner=Ann"], isConfirmed: true, 1, 2, 3);
        known.MakeInventory();
        known.Hold(1, "Business=Cards", "Tier=2", "Owner=Bob@Other");
        known.Hold(2, "Business=Cards", "Tier=2", "Owner=Bob@Other");
        known.Hold(3, "Business=Cards", "Tier=1", "Owner=Ann");
        known.Compare("1,Loans,2,", "2,Loans,2,", "3,Loans,1,Ann");
        known.MakeBatches(batchSize: 3);
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);
        QualysBatch batch = Assert.Single(Batches(database));

        record.WillSend(batch, QualysFunction.Update);
        record.Ended(Result(batch, UpdateOutcome.Succeeded), isApplied: true);

        Assert.Equal(
            ["1 Business=Loans Tier=2", "2 Business=Loans Tier=2", "3 Business=Loans Owner=Ann Tier=1"],
            SqliteFile.Read(
                known.LedgerPath, "SELECT asset_id || ' ' || group_concat(key || '=' || value, ' ' ORDER BY key) FROM known_attribute GROUP BY asset_id ORDER BY 1"));
    }

    [Fact]
    public void Is_refused_where_the_plan_does_not_have_its_asset()
    {
        using KnownSubscription known = Plan("1,Loans,,", "2,Loans,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);
        QualysBatch batch = Assert.Single(Batches(database));
        database.BeginRow();
        database.Execute("DELETE FROM plan_asset WHERE qualys_id = 2");
        database.Commit();

        RunDatabaseException refused = Assert.Throws<RunDatabaseException>(() => record.WillSend(batch, QualysFunction.Update));

        Assert.Equal("DatabaseNotTrusted", refused.ErrorId);
        Assert.Contains("a batch has the asset 2, which its plan does not have", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_refused_where_the_lease_was_lost()
    {
        using KnownSubscription known = Plan("1,Loans,,", "2,Loans,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);
        SqliteFile.Execute(known.LedgerPath, "UPDATE lease SET holder = 'thief', command = 'thief'");

        Assert.Equal("LedgerInUse", Assert.Throws<LedgerException>(() => record.WillSend(Batches(database)[0], QualysFunction.Update)).ErrorId);
        Assert.Empty(OutcomesOfThisRun(known, database));
    }

    [Theory]
    // Whether all was chosen at the beginning, what came of the only batch, and whether all was chosen at the end.
    [InlineData(true, "Succeeded", null, true)]
    [InlineData(false, "Succeeded", null, false)]
    [InlineData(false, "Succeeded", true, true)]
    [InlineData(true, "Partial", null, true)]
    [InlineData(true, "Partial of none", true, false)]
    [InlineData(true, "Failed", true, false)]
    [InlineData(false, "Failed", true, false)]
    [InlineData(false, "Succeeded", false, false)]
    public void Of_its_export_is_how_much_it_has_where_all_was_chosen_and_something_confirmed(bool isWhole, string outcome, bool? isWholeAtEnd, bool isNoted)
    {
        using KnownSubscription known = Plan("1,Loans,,", "2,Loans,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);
        QualysBatch batch = Assert.Single(Batches(database));

        record.Begin(isWhole);
        record.WillSend(batch, QualysFunction.Update);
        var result = new QualysUpdateResult(Result(batch, Enum.Parse<UpdateOutcome>(outcome.Split(' ')[0])))
        {
            NotConfirmedAssetIds = outcome switch { "Partial" => [2UL], "Partial of none" => [1UL, 2UL], _ => [] },
        };
        record.Ended(result, isApplied: outcome != "Failed");
        if (isWholeAtEnd is { } isAll)
        {
            record.Complete(isAll);
        }

        Assert.Equal(isNoted, IsCoverageNoted(known, database));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Of_an_export_of_which_nothing_was_to_be_sent_is_how_much_it_has_too(bool isWhole, bool isNoted)
    {
        using KnownSubscription known = Plan("1,Cards,,", "2,Cards,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);
        Assert.Empty(Batches(database));

        record.Complete(isWhole);

        Assert.Equal(isNoted, IsCoverageNoted(known, database));
    }

    [Fact]
    public void Of_what_takes_a_run_back_is_not_how_much_it_has()
    {
        using KnownSubscription known = Plan("1,Loans,,", "2,Loans,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);
        database.Plan.NoteSource(PlanSource.Undone, "run.db", "1");
        QualysBatch batch = Assert.Single(Batches(database));

        record.Begin(isWhole: true);
        record.WillSend(batch, QualysFunction.Update);
        record.Ended(Result(batch, UpdateOutcome.Succeeded), isApplied: true);
        record.Complete(isWhole: true);

        Assert.False(IsCoverageNoted(known, database));
    }

    [Fact]
    public void Of_its_export_is_counted_once()
    {
        using KnownSubscription known = Plan("1,Loans,,", "2,Bonds,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);
        record.Begin(isWhole: true);
        List<QualysBatch> batches = Batches(database);
        Send(batches[0]);
        Assert.True(IsCoverageNoted(known, database));
        SqliteFile.Execute(known.LedgerPath, "UPDATE ledger_run SET coverage = NULL");

        Send(batches[1]);
        record.Complete(isWhole: true);

        Assert.False(IsCoverageNoted(known, database));

        void Send(QualysBatch batch)
        {
            record.WillSend(batch, QualysFunction.Update);
            record.Ended(Result(batch, UpdateOutcome.Succeeded), isApplied: true);
        }
    }

    [Theory]
    [InlineData("Succeeded", null, "Confirmed 1", "Confirmed 1")]
    [InlineData("Partial", "2", "Partial 1", "Partial 0")]
    [InlineData("Failed", null, "InDoubt 0", "InDoubt 0")]
    [InlineData("InDoubt", null, "InDoubt 0", "InDoubt 0")]
    public void Of_which_it_never_learned_what_came_is_made_up_for(string outcome, string? notConfirmed, string ofFirst, string ofSecond)
    {
        using KnownSubscription known = Plan("1,Loans,,", "2,Loans,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using (LedgerRecord killed = Open(database))
        {
            killed.WillSend(Batches(database)[0], QualysFunction.Update);
        }

        database.Choices.Enter(1, 1, QualysFunction.Update);
        database.Execute($"UPDATE batch_execution SET outcome = '{outcome}', not_confirmed_asset_ids = {notConfirmed ?? "NULL"}");
        database.Commit();

        Open(database).Dispose();

        Assert.Equal((ofFirst, ofSecond), (OfAsset(known, 1), OfAsset(known, 2)));
    }

    [Fact]
    public void Is_told_by_one_run_after_the_other_and_leaves_one_plain_file()
    {
        using KnownSubscription known = Plan("1,Loans,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using (Open(database))
        {
            Assert.Equal("LedgerInUse", Assert.Throws<LedgerException>(() => Open(database)).ErrorId);
        }

        Assert.Empty(Directory.EnumerateFiles(known.Folder.Path, "ledger.sqlite-*"));
        Open(database).Dispose();
    }

    [Fact]
    public void Is_not_told_of_a_window_that_nobody_knows()
    {
        using KnownSubscription known = Plan("1,Loans,,");
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using LedgerRecord record = Open(database);

        record.Keep(null);
        Assert.Equal(["0"], SqliteFile.Read(known.LedgerPath, "SELECT COUNT(*) FROM call_window"));
        record.Keep(new KnownWindow(300, TimeSpan.FromHours(1), 299, KnownSubscription.Read, null, [KnownSubscription.Read]));
        Assert.Equal(["300|3600"], SqliteFile.Read(known.LedgerPath, "SELECT call_limit, window_seconds FROM call_window"));
    }

    // Both assets are known to hold Cards.
    private static KnownSubscription Plan(params string[] rows)
    {
        KnownSubscription known = new();
        known.Write(Before, ["Business=Cards"], isConfirmed: true, 1, 2);
        known.Compare(rows);
        known.MakeBatches();
        return known;
    }

    private static LedgerRecord Open(RunDatabase database) => LedgerRecord.Open(database, Client, new SendOptions { Caller = "test" }, null);

    private static List<QualysBatch> Batches(RunDatabase database) =>
        [.. QualysBatch.Read(database, database.Batches.ReadCounts().Select(each => each.Key))];

    private static QualysUpdateResult Result(QualysBatch batch, UpdateOutcome outcome) => new(batch, QualysFunction.Update, outcome);

    private static ulong[] Ids(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ulong.Parse)];

    private static string OfAsset(KnownSubscription known, ulong assetId) => Assert.Single(SqliteFile.Read(
        known.LedgerPath, $"SELECT outcome || ' ' || is_confirmed FROM attribute_change WHERE asset_id = '{assetId}' AND after = 'Loans'"));

    private static string Held(KnownSubscription known, ulong assetId) => Assert.Single(SqliteFile.Read(
        known.LedgerPath, $"SELECT value FROM known_attribute WHERE asset_id = '{assetId}' AND key = 'Business'"));

    private static List<string> OutcomesOfThisRun(KnownSubscription known, RunDatabase database) => SqliteFile.Read(
        known.LedgerPath, $"SELECT outcome FROM change_call JOIN ledger_run USING (run_id) WHERE database_id = '{database.Id}' ORDER BY change_id");

    private static bool IsCoverageNoted(KnownSubscription known, RunDatabase database) => Assert.Single(SqliteFile.Read(
        known.LedgerPath, $"SELECT coverage IS NOT NULL FROM ledger_run WHERE database_id = '{database.Id}'")) == "1";
}
