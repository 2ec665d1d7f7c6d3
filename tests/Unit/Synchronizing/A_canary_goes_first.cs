using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>The first assets of a plan are sent alone and read back; the rest is sent only where they are as wanted.</summary>
public sealed class A_canary_goes_first
{
    private static readonly string[] Export = ["1,Cards,1,Ann", "2,Cards,1,Ann", "3,Cards,1,Ann", "4,Loans,2,", "5,Loans,2,"];

    [Fact]
    public async Task The_rest_is_sent_when_it_is_as_wanted()
    {
        await using ReconciledScenario scenario = await StartAsync(canary: 1);
        scenario.BatchSize = 100;

        int calls = await scenario.RunAsync(Export);

        Assert.Equal(3, calls);
        Assert.Equal("1", SentAssets(scenario)[0]);
        Assert.Equal(["1", "2,3", "4,5"], SentAssets(scenario).Order());
        Assert.Equal(["1|AsWanted"], scenario.Query("SELECT DISTINCT asset_id, verdict FROM qualys_attribute_verification"));
        Assert.Equal(["Succeeded|3"], scenario.Query("SELECT outcome, COUNT(*) FROM batch_execution GROUP BY 1"));
    }

    [Fact]
    public async Task Nothing_else_is_sent_where_it_is_not_as_wanted()
    {
        await using ReconciledScenario scenario = await StartAsync(canary: 2);
        scenario.Sandbox.Faults.Add(Fault.SilentlyDropped());

        CanaryException exception = await Assert.ThrowsAsync<CanaryException>(() => scenario.RunAsync(Export));

        Assert.Equal("CanaryNotAsWanted", exception.ErrorId);
        Assert.Equal(
            "The canary of 2 assets is not as wanted: 2 assets of it in Qualys are not what was sent. Nothing else was sent: 2 batches of the plan are "
            + "left. Look for the cause, and go on with it when it is known: the canary is sent again then.", exception.Message);
        Assert.Equal(new RunListing(RunList.Verification, scenario.RunPath), exception.Listing);
        Assert.Equal(1, scenario.Calls);
        Assert.Empty(scenario.Events.OfType<ConnectorWarning>());
        Assert.Equal(["failed"], scenario.Query("SELECT outcome FROM run WHERE stage = 'Update'"));

        // The same assets are the canary again, also where another number is asked for.
        Assert.Equal(["InDoubt", "NotSent", "NotSent"], scenario.Query("SELECT outcome FROM batch_execution ORDER BY 1"));
        scenario.Canary = 1;
        scenario.Sandbox.Faults.Add(Fault.SilentlyDropped());
        await Assert.ThrowsAsync<CanaryException>(() => scenario.SendAsync());
        Assert.Equal(2, scenario.Calls);
        Assert.Equal(3, await scenario.SendAsync());
        Assert.Equal(["1|AsWanted", "2|AsWanted"], scenario.Query("SELECT DISTINCT asset_id, verdict FROM qualys_attribute_verification ORDER BY 1"));
        Assert.Equal(["Succeeded"], scenario.Query("SELECT DISTINCT outcome FROM batch_execution"));
        Assert.Equal("Cards/1/Ann", scenario.Held(2));
        Assert.Equal(0, await scenario.RunAsync(Export));
    }

    [Fact]
    public async Task What_waits_behind_it_is_not_gone_on_with_without_another_decision()
    {
        await using ReconciledScenario scenario = await StartAsync(canary: 2);
        scenario.Sandbox.Faults.Add(Fault.SilentlyDropped());
        await Assert.ThrowsAsync<CanaryException>(() => scenario.RunAsync(Export));

        QualysRun run = QualysRun.Read(scenario.RunPath, read => read.NextStep.ToString());
        Assert.Equal((QualysRunOutcome.CanaryFailed, "SendCanary", 2), (run.Outcome, run.NextCommand, run.OpenCanary!.Assets));
        Assert.StartsWith("The canary of 2 assets is not as wanted", run.Message, StringComparison.Ordinal);
        Assert.Equal(0, run.AssetsConfirmed);
        RunDatabaseException refused = Assert.Throws<RunDatabaseException>(() => RunResumption.Read(scenario.RunPath));
        Assert.Equal(("CanaryOpen", 2), (refused.ErrorId, refused.CanaryAssets));
        scenario.Canary = null;
        Assert.Equal("CanaryOpen", (await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.SendAsync())).ErrorId);
        Assert.Equal(1, scenario.Calls);

        scenario.Choice = new BatchChoice { All = true };
        Assert.Equal(3, await scenario.SendAsync());
        Assert.Equal(QualysRunOutcome.Complete, QualysRun.Read(scenario.RunPath, _ => null).Outcome);
    }

    [Fact]
    public async Task A_run_that_ended_before_it_was_read_waits_for_it()
    {
        await using ReconciledScenario scenario = await StartAsync(canary: 1);
        scenario.User = "nobody";
        await Assert.ThrowsAnyAsync<ConnectorException>(() => scenario.RunAsync(Export));
        (scenario.User, scenario.Canary) = ("sandbox", null);

        Assert.Contains(
            "was to send a canary of 1 asset first, and it was not read back yet", (await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.SendAsync())).Message,
            StringComparison.Ordinal);
        Assert.Equal(QualysRunStep.SendCanary, QualysRun.Read(scenario.RunPath, _ => null).NextStep);

        scenario.Canary = 1;
        await scenario.SendAsync();
        Assert.Equal(QualysRunOutcome.Complete, QualysRun.Read(scenario.RunPath, _ => null).Outcome);
        Assert.NotNull(RunResumption.Read(scenario.RunPath));
    }

    [Fact]
    public async Task Nothing_else_is_sent_where_Qualys_refuses_it()
    {
        await using ReconciledScenario scenario = await StartAsync(canary: 1);
        scenario.Sandbox.Faults.Add(Fault.Refused("INVALID_REQUEST", "No such key."));

        CanaryException exception = await Assert.ThrowsAsync<CanaryException>(() => scenario.RunAsync(Export));

        Assert.Contains("is Failed: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, scenario.Calls);
    }

    [Fact]
    public async Task Nothing_is_sent_at_all_where_it_cannot_be_read()
    {
        await using ReconciledScenario scenario = await StartAsync(canary: 1);
        scenario.Sandbox.Faults.Add(Fault.Status(404, "No such page.", "text/plain").On(QualysEndpoint.Auth).Always());

        CanaryException exception = await Assert.ThrowsAsync<CanaryException>(() => scenario.RunAsync(Export));

        Assert.Equal("CanaryNotReadable", exception.ErrorId);
        Assert.Contains("nothing was sent at all", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, scenario.Calls);
    }

    [Fact]
    public async Task All_that_is_to_be_done_with_its_assets_is_in_it()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Comparison = new ComparisonOptions { Rules = new ComparisonRules { RemoveStale = true } };
        await scenario.RunAsync(Export);
        (scenario.Canary, scenario.BatchSize) = (1, 100);

        await scenario.RunAsync("1,Bonds,,Ann", "2,Bonds,,Ann", "3,Cards,1,Ann", "4,Loans,2,Bob", "5,Loans,2,");

        Assert.Equal(["1", "1"], SentAssets(scenario)[..2]);
        (scenario.GroupBy, scenario.Canary) = (PayloadGrouping.Attribute, 2);
        scenario.Prepare("1,Gold,1,Ann", "2,Gold,1,Bob", "3,Gold,1,Ann", "4,Loans,3,Bob", "5,Loans,3,");
        await scenario.SendAsync(priorityKey: "Tier");
        Assert.Equal(["1,2", "1,2", "2"], SentAssets(scenario)[..3].Order());
        Assert.Equal(["Gold/1/Ann", "Gold/1/Bob", "Loans/3/"], [scenario.Held(1), scenario.Held(2), scenario.Held(5)]);
    }

    [Fact]
    public async Task The_digest_that_was_reviewed_approves_it()
    {
        await using ReconciledScenario scenario = await StartAsync(canary: 1);
        scenario.Prepare(Export);
        using (RunDatabase database = RunDatabase.Open(scenario.RunPath))
        {
            scenario.Digest = PlanDigest.Find(database, PlanFunction.OfEachGroup);
        }

        Assert.Equal(4, await scenario.SendAsync());
        Assert.Empty(scenario.Events.OfType<ConnectorWarning>());
    }

    [Fact]
    public async Task It_may_be_the_whole_plan_and_more()
    {
        await using ReconciledScenario scenario = await StartAsync(canary: 1000);

        Assert.Equal(3, await scenario.RunAsync(Export));
        Assert.Equal(["5"], scenario.Query("SELECT COUNT(DISTINCT asset_id) FROM qualys_attribute_verification"));
        Assert.Equal(0, await scenario.RunAsync(Export));
    }

    [Fact]
    public async Task What_was_sent_is_read_back_at_the_end_where_that_is_asked_for()
    {
        await using ReconciledScenario scenario = await StartAsync(canary: null);
        (scenario.Verify, scenario.BatchSize) = (true, 3);
        scenario.Sandbox.Faults.Add(Fault.SilentlyDropped().ForAsset(4));

        await scenario.RunAsync(Export);

        Assert.Equal((5, 2), (scenario.Summary!.AssetsReadBack, scenario.Summary.AssetsNotAsWanted));
        Assert.NotEqual(0, await scenario.RunAsync(Export));
        Assert.Equal((2, 0), (scenario.Summary.AssetsReadBack, scenario.Summary.AssetsNotAsWanted));
        Assert.Equal(0, await scenario.RunAsync(Export));
        Assert.Equal((0, 0), (scenario.Summary.AssetsReadBack, scenario.Summary.AssetsNotAsWanted));
    }

    private static async Task<ReconciledScenario> StartAsync(int? canary)
    {
        ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Canary = canary;
        return scenario;
    }

    // In the order in which they left.
    private static List<string> SentAssets(ReconciledScenario scenario) => scenario.Query(
        """
        SELECT b.asset_ids FROM api_calls c JOIN payload_batch b ON b.group_number = c.group_number AND b.batch_number = c.batch_number ORDER BY c.call_id
        """);
}
