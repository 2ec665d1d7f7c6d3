using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Beside the assets that a run changed its undoing has those that hold a value, for brakes to count, and no others.</summary>
public sealed class What_undoing_leaves_out
{
    private static readonly DateTimeOffset Then = KnownSubscription.Read - TimeSpan.FromMinutes(10);

    [Fact]
    public void Is_an_asset_that_the_run_did_not_change_and_that_holds_nothing()
    {
        using KnownSubscription known = new();
        known.Write(Then, ["Business=Cards"], isConfirmed: true, 2, 3);
        known.Write(Then, ["Business="], isConfirmed: true, 3);
        string undone = Enter(known);
        var options = new UndoOptions { RunPath = known.RunPath, Comparison = known.Options };
        known.Write(undone, Then, ["Business=Loans"], [], isConfirmed: true, 1);
        using (UndoStage stage = UndoStage.Start(options, new AxoniusImportOptions { Path = "", DatabasePath = known.NextRunPath(), Caller = "me" }, known))
        {
            stage.Complete(TestContext.Current.CancellationToken);
            Assert.Equal(1, stage.Assets);
        }

        Assert.Equal(["1", "2"], known.Query("SELECT qualys_id FROM plan_asset ORDER BY 1"));
    }

    [Fact]
    public void Is_no_change_in_doubt_of_an_asset_that_a_whole_inventory_does_not_have()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Business=Loans");
        string undone = Enter(known);
        var options = new UndoOptions { RunPath = known.RunPath, Comparison = known.Options };
        known.Write(undone, Then, ["Business=Loans"], [], isConfirmed: false, 4);
        using (UndoStage stage = UndoStage.Start(options, new AxoniusImportOptions { Path = "", DatabasePath = known.NextRunPath(), Caller = "me" }, known))
        {
            stage.Complete(TestContext.Current.CancellationToken);
        }

        Assert.Contains("4 Business > Withheld UnknownAsset", known.ReadPlan());
    }

    // The run that is to be undone, as it has compared: a database of its own that names the ledger.
    private static string Enter(KnownSubscription known)
    {
        using RunDatabase database = RunDatabase.Create(known.NextRunPath(), KnownSubscription.Contract);
        StageRun.Begin(database, ConnectorStage.Import, "test", "{}").Complete();
        StageRun.Begin(database, ConnectorStage.Compare, "test", "{}").Complete();
        database.Plan.NoteSource(PlanSource.Ledger, known.LedgerPath, "");
        return database.Id;
    }
}
