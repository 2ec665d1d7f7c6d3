using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Verifying;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Verifying;

/// <summary>More than twenty assets are looked for by a search for what was updated since the run began, which brings 300 at a time.</summary>
public sealed class Many_assets_are_read_back_together
{
    private static string[] Rows(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(id => $"{id},Cards,{id}")];

    [Fact]
    public async Task One_search_brings_twenty_one_of_them()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        await scenario.SendAsync(Rows(1, 21));

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal((21L, 0L, 42L), (summary.Assets, summary.AssetsNotAsWanted, summary.CountOf(VerificationVerdict.AsWanted)));
        Assert.Equal((0, 1), (scenario.Gets, scenario.Searches));
    }

    [Fact]
    public async Task Those_whose_date_did_not_move_are_asked_for_one_by_one_where_they_are_few()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        scenario.BatchSize = 1;
        scenario.Sandbox.Faults.Add(Fault.SilentlyDropped().ForAsset(7), Fault.SilentlyDropped().ForAsset(8));
        await scenario.SendAsync(Rows(1, 30));
        scenario.Sandbox.Assets.Put(8, new Dictionary<string, string> { ["Division"] = "Cards", ["Tier"] = "8" });

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal((1L, 2, 1), (summary.AssetsNotAsWanted, scenario.Gets, scenario.Searches));
        Assert.Equal(["7|Division|Cards||Missing", "7|Tier|7||Missing"], scenario.Verdicts("verdict <> 'AsWanted'"));
    }

    [Fact]
    public async Task And_by_a_search_for_all_where_they_are_many_after_the_time_is_over()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        scenario.BatchSize = 100;
        scenario.Sandbox.Faults.Add(Fault.SilentlyDropped().Always());
        await scenario.SendAsync([.. Enumerable.Range(371, 40).Select(id => $"{id},Cards,")]);

        VerificationSummary summary = await scenario.VerifyAsync();

        // The assets 401 to 410 are in no inventory.
        Assert.Equal((40L, 40L, 0, 2), (summary.Assets, summary.AssetsNotAsWanted, scenario.Gets, scenario.Searches));
        Assert.Equal((30L, 10L), (summary.CountOf(VerificationVerdict.Missing), summary.CountOf(VerificationVerdict.NotFound)));
    }

    [Fact]
    public async Task Where_the_gateway_gives_no_single_asset_the_search_does()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Status(404, "<html></html>", "text/html").On(QualysEndpoint.Get).Always());
        await scenario.SendAsync("5,Cards,1", "9,Cards,1", "401,Cards,1");

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal((1, 3), (scenario.Gets, scenario.Searches));
        Assert.Equal((4L, 2L), (summary.CountOf(VerificationVerdict.AsWanted), summary.CountOf(VerificationVerdict.NotFound)));
    }

    [Fact]
    public async Task A_token_that_expires_meanwhile_is_renewed()
    {
        await using VerificationScenario scenario = await VerificationScenario.StartAsync();
        await scenario.SendAsync("5,Cards,1", "9,Cards,1");
        scenario.Sandbox.Faults.Add(Fault.Pass().On(QualysEndpoint.Get), Fault.TokenExpired().On(QualysEndpoint.Get));

        Assert.Equal(0, (await scenario.VerifyAsync()).AssetsNotAsWanted);
    }
}
