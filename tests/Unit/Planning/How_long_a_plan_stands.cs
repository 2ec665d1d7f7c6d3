using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A plan stands on what it was compared with, until another run has written or, before its first call, the inventory was loaded again.</summary>
public sealed class How_long_a_plan_stands
{
    private const string Call =
        "INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at) VALUES (1, 1, 'update', 1, '', 1, '')";

    private static readonly DateTimeOffset Then = KnownSubscription.Read;

    [Fact]
    public void As_long_as_nothing_was_written_and_nothing_loaded_it_stands()
    {
        using KnownSubscription known = Compared();

        RequireCurrent(known);
    }

    [Fact]
    public void What_another_run_has_written_makes_it_stale_even_after_its_first_call()
    {
        using KnownSubscription known = Compared();
        EnterCall(known);
        string run = known.Write(Then, ["Tier=1"], isConfirmed: false, 9);

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => RequireCurrent(known));

        Assert.Equal("PlanStale", exception.ErrorId);
        Assert.Contains(
            $"another run has changed assets since, that of '{run}.db' at {Then.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, by the ledger '{known.LedgerPath}'", exception.Message,
            StringComparison.Ordinal);
        Assert.Equal(known.LedgerPath, exception.Origin!.LedgerPath);
    }

    [Fact]
    public void A_run_that_changed_nothing_for_sure_does_not()
    {
        using KnownSubscription known = Compared();
        known.Write(Then, ["Tier=1"], isConfirmed: false, 9);
        SqliteFile.Execute(known.LedgerPath, "UPDATE change_call SET outcome = 'NotSent', settled_at = sent_at WHERE outcome = 'InDoubt'");

        RequireCurrent(known);
    }

    [Fact]
    public void Another_ledger_in_the_place_of_its_own_is_told()
    {
        using KnownSubscription known = Compared();
        File.Delete(known.LedgerPath);
        AttributeLedger.Open(known.LedgerPath, KnownSubscription.Host, NewFiles.OfTheirOwner).Dispose();

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => RequireCurrent(known));

        Assert.Contains($"the ledger '{known.LedgerPath}' is another one than it was made with", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_its_ledger_from_before_is_told()
    {
        using KnownSubscription known = new();
        known.Write(Then, ["Business=Cards"], isConfirmed: true, 1);
        string copy = known.Folder.File("copy.sqlite");
        File.Copy(known.LedgerPath, copy);
        known.Write(Then, ["Tier=1"], isConfirmed: true, 1);
        known.Compare("1,Loans,,");
        Assert.Null(Find(known));
        File.Copy(copy, known.LedgerPath, overwrite: true);

        Assert.Equal($"the ledger '{known.LedgerPath}' is a copy from before the plan", Find(known));
    }

    [Fact]
    public void What_its_own_run_has_written_does_not()
    {
        using KnownSubscription known = Compared();
        using (RunDatabase database = RunDatabase.OpenForReading(known.RunPath))
        {
            known.Write(database.Id, Then, ["Tier=1"], [], isConfirmed: true, 9);
        }

        RequireCurrent(known);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_inventory_that_was_loaded_again_makes_it_stale_before_its_first_call(bool hasCalls)
    {
        using KnownSubscription known = Compared();
        known.MakeInventory();
        if (hasCalls)
        {
            EnterCall(known);
            RequireCurrent(known);
            return;
        }

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => RequireCurrent(known));

        Assert.Equal("PlanStale", exception.ErrorId);
        Assert.Contains($"the inventory '{known.InventoryPath}' has been loaded since, or is gone", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_inventory_that_is_gone_makes_it_stale()
    {
        using KnownSubscription known = Compared();
        File.Delete(known.InventoryPath);

        Assert.Equal("PlanStale", Assert.Throws<RunDatabaseException>(() => RequireCurrent(known)).ErrorId);
    }

    [Fact]
    public void Without_an_inventory_there_is_none_to_be_loaded()
    {
        using KnownSubscription known = new();
        known.Write(Then, ["Business=Cards"], isConfirmed: true, 1);
        known.Compare("1,Loans,,");

        RequireCurrent(known);
    }

    [Theory]
    // Calls on record, whether the ledger that was made since knows of the run; whether it is the plan's.
    [InlineData(0, false, true)]
    [InlineData(1, false, false)]
    [InlineData(1, true, true)]
    [InlineData(0, true, true)]
    public void A_plan_that_was_made_before_there_was_a_ledger_is_of_one_that_knows_its_calls(int calls, bool isEntered, bool stands)
    {
        using KnownSubscription known = new();
        known.Compare("1,Loans,,");
        AttributeLedger.Open(known.LedgerPath, KnownSubscription.Host, NewFiles.OfTheirOwner).Dispose();
        if (isEntered)
        {
            using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);
            known.Write(database.Id, Then, ["Business=Loans"], [], isConfirmed: true, 1);
        }

        if (calls > 0)
        {
            SqliteFile.Execute(known.RunPath, Call);
        }

        Assert.Equal(stands ? null : $"the ledger '{known.LedgerPath}' is another one than it was made with", Find(known));
    }

    [Theory]
    // Whether a ledger was there, calls on record, whether the folder is gone too; whether the ledger is missed.
    [InlineData(true, 0, false, true)]
    [InlineData(false, 0, false, false)]
    [InlineData(false, 1, false, true)]
    [InlineData(false, 0, true, true)]
    public void A_ledger_that_is_not_there_any_more_is_missed(bool wasThere, int calls, bool isFolderGone, bool isMissed)
    {
        using KnownSubscription known = new();
        string folder = known.Folder.File("ledgers");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "ledger.sqlite");
        known.Options = known.Options with { LedgerPath = path };
        if (wasThere)
        {
            AttributeLedger.Open(path, KnownSubscription.Host, NewFiles.OfTheirOwner).Dispose();
        }

        known.Compare("1,Loans,,");
        if (calls > 0)
        {
            SqliteFile.Execute(known.RunPath, Call);
        }

        File.Delete(path);
        if (isFolderGone)
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.Equal(isMissed ? $"the ledger '{path}' that it was made with is not there any more" : null, Find(known));
        using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);
        Exception? missed = Record.Exception(() => PlanAge.RequireLedger(database));
        Assert.Equal(isMissed ? LedgerException.Gone(path, known.RunPath).Message : null, missed?.Message);
    }

    [Fact]
    public void Nobody_can_say_of_a_ledger_that_cannot_be_read_and_of_a_run_that_sends_everything()
    {
        using KnownSubscription known = Compared();
        File.WriteAllText(known.LedgerPath, "This is a text of some length, and no ledger at all.");
        Assert.Null(Find(known));

        known.Import("1,Loans,,");
        Assert.Null(Find(known));
    }

    [Fact]
    public void A_ledger_that_knows_fewer_calls_than_were_answered_does_not_know_the_run()
    {
        using KnownSubscription known = Compared();
        EnterCall(known);
        RequireCurrent(known);
        SqliteFile.Execute(known.RunPath, "UPDATE api_calls SET answered_at = sent_at");
        RequireCurrent(known);
        SqliteFile.Execute(known.RunPath, Call.Replace("(1, 1,", "(1, 2,", StringComparison.Ordinal) + "; UPDATE api_calls SET answered_at = sent_at");

        Assert.Equal(
            LedgerException.Behind(known.LedgerPath, known.RunPath, 1).Message, Assert.Throws<LedgerException>(() => RequireCurrent(known)).Message);
    }

    private static string? Find(KnownSubscription known)
    {
        using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);
        return PlanAge.Find(database);
    }

    private static KnownSubscription Compared()
    {
        var known = new KnownSubscription();
        known.MakeInventory();
        known.Hold(1, "Business=Cards");
        known.Write(Then, ["Business=Cards"], isConfirmed: true, 1);
        known.Compare("1,Loans,,");
        return known;
    }

    private static void EnterCall(KnownSubscription known)
    {
        using (RunDatabase database = RunDatabase.OpenForReading(known.RunPath))
        {
            known.Write(database.Id, Then, ["Tier=1"], [], isConfirmed: true, 9);
        }

        SqliteFile.Execute(known.RunPath, Call);
    }

    private static void RequireCurrent(KnownSubscription known)
    {
        using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);
        using var ledger = AttributeLedger.Open(known.LedgerPath, KnownSubscription.Host, NewFiles.OfTheirOwner);
        PlanAge.RequireCurrent(database, ledger);
    }
}
