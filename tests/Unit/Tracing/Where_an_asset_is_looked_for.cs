using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Tracing;
using QualysCustomAttributes.Unit.Synchronizing;
using QualysCustomAttributes.Unit.Verifying;
using Xunit;

namespace QualysCustomAttributes.Unit.Tracing;

/// <summary>The run says itself what it was compared with; what is gone is told, what was named has to be there, and nothing is written.</summary>
public sealed class Where_an_asset_is_looked_for
{
    [Fact]
    public async Task Is_what_the_run_was_compared_with_unless_another_is_named()
    {
        await using VerificationScenario scenario = VerificationScenario.Reconciling(await VerificationScenario.StartAsync());
        scenario.Sandbox.Inventory.Touch(1, """{"customAttributes":{"customAttribute":[{"key":"Tier","value":"9"},{"key":"Theirs","value":"x"}]}}""");
        await scenario.ExportInventoryAsync();
        await scenario.SendAsync("1,Cards,1");

        QualysAssetTrace trace = Traced.Asset(1, scenario.RunPath);

        Assert.Equal((true, scenario.InventoryPath, scenario.LedgerPath), (trace.IsInInventory, trace.InventoryPath, trace.LedgerPath));
        Assert.Equal(["Tier=9 (Inventory)", "Division=Cards (Ledger)", "Tier=1 (Ledger)"], trace.KnownValues.Select(each => $"{each}"));
        Assert.NotNull(trace.KnownValues[0].KnownAt);
        Assert.Equal(
            ["Theirs=x (Inventory)", "Tier=9 (Inventory)"],
            Traced.Asset(1, null, null, scenario.InventoryPath).KnownValues.Select(each => $"{each}").Order(StringComparer.Ordinal));
        Assert.Equal((true, 0), (Traced.Asset(2, scenario.RunPath).IsKnown, Traced.Asset(2, scenario.RunPath).Records.Count));
        Assert.Contains("inventory:  ", Traced.Text(Traced.Asset(9_999, scenario.RunPath, null, null)), StringComparison.Ordinal);

        Assert.Empty(trace.Notes);
        File.Delete(scenario.InventoryPath);
        File.WriteAllText(scenario.LedgerPath, "no ledger");
        QualysAssetTrace left = Traced.Asset(1, scenario.RunPath);
        Assert.Equal((null, null, null), (left.InventoryPath, left.LedgerPath, left.IsInInventory));
        Assert.Equal(QualysAssetOutcome.Confirmed, left.Outcome);
        Assert.Equal($"The inventory '{scenario.InventoryPath}' that the run was compared with is not there any more.", left.Notes[0]);
        Assert.StartsWith("The ledger that the run was compared with cannot be read: ", left.Notes[1], StringComparison.Ordinal);
        Assert.Throws<LedgerException>(() => Traced.Asset(1, scenario.RunPath, scenario.LedgerPath));
        Assert.Throws<InventoryDatabaseException>(() => Traced.Asset(1, scenario.RunPath, null, scenario.InventoryPath));
    }

    [Fact]
    public async Task Is_a_ledger_alone_where_no_run_is_named()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync("1,Cards,1,");

        QualysAssetTrace trace = Traced.Asset(1, null, scenario.LedgerPath);

        Assert.Equal((QualysAssetOutcome.NotInRun, "No run was looked at."), (trace.Outcome, trace.Summary));
        Assert.Equal(["Business", "Tier"], trace.History.Select(change => change.Key));
        Assert.False(Traced.Asset(2, null, scenario.LedgerPath).IsKnown);
    }

    [Fact]
    public void Is_told_of_one_that_nothing_knows()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "a"));

        AssetTraceException error = AssetTraceException.Unknown(Traced.Asset(2, run.DatabasePath));

        Assert.Equal(("AssetUnknown", ConnectorErrorKind.NotFound), (error.ErrorId, error.Kind));
        Assert.Contains($"of the asset 2. It was looked for in the run database '{run.DatabasePath}'.", error.Message, StringComparison.Ordinal);
        Assert.Equal("TraceNowhere", Assert.Throws<AssetTraceException>(() => Traced.Asset(2, null)).ErrorId);
        Assert.Equal("DatabaseNotFound", Assert.Throws<RunDatabaseException>(() => Traced.Asset(2, run.DatabasePath + "x")).ErrorId);
        Assert.Equal("DatabaseOfAnotherKind", Assert.Throws<RunDatabaseException>(() => Traced.Asset(2, run.ExportPath)).ErrorId);
    }

    [Fact]
    public void Stays_as_it_is_and_several_assets_come_in_the_order_in_which_they_are_asked_for()
    {
        var export = new ExportBuilder();
        for (int id = 1; id <= 1_200; id++)
        {
            export.Row($"{id}", $"{id % 7}");
        }

        using TestRun run = TestRun.Whole(export);
        byte[] before = File.ReadAllBytes(run.DatabasePath);

        ulong[] ids = [.. Enumerable.Range(1, 1_201).Reverse().Select(id => (ulong)id), 5];
        QualysAssetTrace[] traces = Traced.Assets(run.DatabasePath, null, null, ids);

        Assert.Equal(ids.SkipLast(1), traces.Select(trace => trace.AssetId));
        Each.Holds(traces.Skip(1), trace => Assert.Equal($"{trace.AssetId % 7}", Assert.Single(Assert.Single(trace.Batches).Attributes.Values)));
        Assert.Equal(before, File.ReadAllBytes(run.DatabasePath));
        Assert.Equal(["export.csv", "run.db"], Directory.GetFiles(Path.GetDirectoryName(run.DatabasePath)!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Is_read_by_somebody_else_between_two_assets()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "a").Row("2", "a"));

        foreach (QualysAssetTrace trace in new AssetTracing { DatabasePath = run.DatabasePath }.Read([1, 2], TestContext.Current.CancellationToken))
        {
            using RunDatabase database = RunDatabase.Open(run.DatabasePath);
            database.BeginRow();
            database.Commit();
            Assert.Single(trace.Batches);
        }
    }
}
