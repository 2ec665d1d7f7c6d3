using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Unit.Synchronizing;
using QualysSandbox.Faults;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>What the ledger of a subscription learns of a batch, and which file is one.</summary>
public sealed class What_a_ledger_learns
{
    [Fact]
    public async Task Of_a_partial_batch_those_assets_that_were_confirmed()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.ShortCount(1));
        await scenario.RunAsync("1,A,,", "2,A,,");
        Assert.Equal(UpdateOutcome.Partial, Assert.Single(scenario.Results).Outcome);
        ulong missing = Assert.Single(scenario.Results.Single().NotConfirmedAssetIds);

        Assert.Equal(1, await scenario.RunAsync("1,A,,", "2,A,,"));

        Assert.Equal([missing], scenario.Sandbox.Requests[^1].AssetIds);
    }

    [Fact]
    public async Task Of_a_batch_that_was_confirmed_all_assets_and_of_one_that_failed_none()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Refused().ForAsset(3));
        await scenario.RunAsync("1,A,,", "2,A,,", "3,C,,");

        Assert.Equal(1, await scenario.RunAsync("1,A,,", "2,A,,", "3,C,,"));

        Assert.Equal([3UL], scenario.Sandbox.Requests[^1].AssetIds);
    }

    [Fact]
    public async Task Of_a_kill_after_a_confirmation_what_the_run_has_on_record()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync("1,A,,", "2,B,,");
        Shared.SqliteFile.Execute(
            scenario.LedgerPath,
            "UPDATE change_call SET outcome = 'InDoubt', settled_at = NULL; UPDATE change_asset SET is_confirmed = 0; DELETE FROM asset_value; DELETE FROM asset_written");

        Assert.Equal(0, await scenario.SendAsync());
        Assert.Equal(0, await scenario.RunAsync("1,A,,", "2,B,,"));
    }

    [Theory]
    [InlineData("none.sqlite", false)]
    [InlineData("text.sqlite", false)]
    [InlineData("ledger.sqlite", true)]
    public void Is_written_where_there_is_one_of_the_host(string name, bool isLedger)
    {
        using var folder = new Shared.TemporaryFolder();
        folder.Write("text.sqlite", "no database"u8.ToArray());
        AttributeLedger.Open(folder.File("ledger.sqlite"), "api.example.org:8443", NewFiles.OfTheirOwner).Dispose();

        Assert.Equal(isLedger, LedgerRecord.IsOf(folder.File(name), "API.example.org:8443"));
        Assert.False(LedgerRecord.IsOf(folder.File(name), "api.example.org"));
    }
}
