using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A plan stands on what it was compared with, until another run has written or, before its first call, the inventory was loaded again.</summary>
public sealed class How_long_a_plan_stands
{
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

        SqliteFile.Execute(
            known.RunPath,
            "INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at) VALUES (1, 1, 'update', 1, '', 1, '')");
    }

    private static void RequireCurrent(KnownSubscription known)
    {
        using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);
        using var ledger = AttributeLedger.Open(known.LedgerPath, KnownSubscription.Host, NewFiles.OfTheirOwner);
        PlanAge.RequireCurrent(database, ledger);
    }
}
