using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>An answer that contradicts itself, counts in no number, or names other assets, confirms nothing that was sent.</summary>
public sealed class What_confirms_nothing
{
    [Theory]
    [InlineData("""{"responseCode":"SUCCESS","count":false}""")]
    [InlineData("""{"responseCode":"SUCCESS","count":-1}""")]
    [InlineData("""{"responseCode":"SUCCESS","count":"0 assets"}""")]
    [InlineData("""{"responseCode":"SUCCESS","count":1.5}""")]
    [InlineData("""{"responseCode":"SUCCESS","count":1e400}""")]
    [InlineData("""{"responseCode":"SUCCESS","count":[1]}""")]
    [InlineData("""{"responseCode":"INVALID_REQUEST","responseCode":"SUCCESS","count":2}""")]
    [InlineData("""{"responseCode":"SUCCESS","count":0,"count":2}""")]
    [InlineData("""{"ServiceResponse":{"responseCode":"SUCCESS","count":2},"ServiceResponse":{"responseCode":"UNAUTHORIZED"}}""")]
    [InlineData("""{"responseCode":"SUCCESS","data":[{"Asset":{"id":1}},{"Asset":{"id":2}}],"data":[]}""")]
    [InlineData("<ServiceResponse><responseCode>FAILED</responseCode><responseCode>SUCCESS</responseCode><count>2</count></ServiceResponse>")]
    [InlineData("<ServiceResponse><responseCode>SUCCESS</responseCode><count>many</count></ServiceResponse>")]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"responseErrorDetails":{"errorMessage":"Asset 2 is locked."}}""")]
    [InlineData("<ServiceResponse><responseCode>SUCCESS</responseCode><count>2</count><responseErrorDetails><errorMessage>Locked.</errorMessage></responseErrorDetails></ServiceResponse>")]
    public async Task Is_unreadable_and_asked_for_again(string body)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann", "2,Ann"]);
        Fault odd = Fault.Status(200, body, body.StartsWith('<') ? "text/xml" : "application/json");
        scenario.Sandbox.Faults.Add(odd.Always());

        await scenario.SendAsync(UpdateScenario.Quick with { MaxAttempts = 2 });
        QualysUpdateResult failed = Assert.Single(scenario.Results);
        scenario.Sandbox.Faults.Clear();
        await scenario.SendAsync();

        Assert.Equal((UpdateOutcome.Failed, 2), (failed.Outcome, failed.Attempts));
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Theory]
    [InlineData("""{"responseCode":"SUCCESS","data":[{"Asset":{"id":77}},{"Asset":{"id":78}}]}""", 0)]
    [InlineData("""{"responseCode":"SUCCESS","data":[{"Asset":{"id":1}},{"Asset":{"id":1}}]}""", 1)]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"data":[{"Asset":{"id":2}},{"Asset":{"id":77}}]}""", 1)]
    [InlineData("""{"responseCode":"SUCCESS","data":[]}""", 0)]
    public async Task Is_partial_where_other_assets_are_named(string body, int confirmed)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann", "2,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.Status(200, body, "application/json"));

        await scenario.SendAsync();

        QualysUpdateResult result = Assert.Single(scenario.Results);
        Assert.Equal((UpdateOutcome.Partial, confirmed), (result.Outcome, result.ConfirmedCount));
    }

    [Fact]
    public async Task A_limit_in_another_case_is_one()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.Status(500, "<simple_return><response><code> 1965 </code><text>Wait.</text></response></simple_return>", "text/xml"));

        await scenario.SendAsync(UpdateScenario.Quick with { MaxAttempts = 1 });

        Assert.Equal(UpdateOutcome.Succeeded, Assert.Single(scenario.Results).Outcome);
    }
}
