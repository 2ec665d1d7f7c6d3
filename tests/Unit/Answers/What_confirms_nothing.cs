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
    [InlineData("""{"responseCode":"SUCCESS","ResponseCode":"INVALID_REQUEST","count":2}""")]
    [InlineData("""{"ServiceResponse":{"responseCode":"SUCCESS","count":2},"SIMPLE_RETURN":{"RESPONSE":{"CODE":999,"TEXT":"Internal error"}}}""")]
    [InlineData("""{"ServiceResponse":{"responseCode":"SUCCESS","count":2,"errors":["x"]}}""")]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"failedCount":2}""")]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"fault":{"faultstring":"x"}}""")]
    public async Task Is_unreadable_and_asked_for_again(string body)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann", "2,Ann"]);
        Fault odd = Fault.Status(200, body, body.StartsWith('<') ? "text/xml" : "application/json");
        scenario.Sandbox.Faults.Add(odd.Always());

        await scenario.SendAsync(UpdateScenario.Quick with { MaxAttempts = 2 });
        QualysUpdateResult failed = Assert.Single(scenario.Results);
        scenario.Sandbox.Faults.Clear();
        await scenario.SendAsync();

        Assert.Equal((UpdateOutcome.Failed, 2), (failed.Outcome, failed.Calls));
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Theory]
    [InlineData("""{"responseCode":"SUCCESS","data":[{"Asset":{"id":77}},{"Asset":{"id":78}}]}""", 0)]
    [InlineData("""{"responseCode":"SUCCESS","data":[{"Asset":{"id":1}},{"Asset":{"id":1}}]}""", 1)]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"data":[{"Asset":{"id":2}},{"Asset":{"id":77}}]}""", 1)]
    [InlineData("""{"responseCode":"SUCCESS","data":[]}""", 0)]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"data":[]}""", 0)]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"data":[{"Asset":null},{"Asset":null}]}""", 0)]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"data":[{"Asset":{"id":1}},{"Asset":{"id":1}}]}""", 1)]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"data":[{"HostAsset":{"id":77}},{"HostAsset":{"id":78}}]}""", 0)]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"data":[{"id":77},{"id":78}]}""", 0)]
    [InlineData("""{"responseCode":"SUCCESS","count":2,"data":[{"Asset":{"id":1,"error":"failed"}},{"Asset":{"id":2,"status":"FAILED"}}]}""", 0)]
    [InlineData("<ServiceResponse><responseCode>SUCCESS</responseCode><count>2</count><data><HostAsset><id>77</id></HostAsset><Asset><id>1</id></Asset></data></ServiceResponse>", 1)]
    public async Task Is_partial_where_other_assets_are_named(string body, int confirmed)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann", "2,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.Status(200, body, body.StartsWith('<') ? "text/xml" : "application/json"));

        await scenario.SendAsync();

        QualysUpdateResult result = Assert.Single(scenario.Results);
        Assert.Equal((UpdateOutcome.Partial, confirmed), (result.Outcome, result.ConfirmedCount));
    }

    [Theory]
    [InlineData("""{"ServiceResponse":{"responseCode":"UNAUTHORIZED"}}x""")]
    [InlineData("""{"ServiceResponse":{"responseCode":"UNAUTHORIZED","responseErrorDetails":{"errorMessage":"No""")]
    [InlineData("""{"SIMPLE_RETURN":{"RESPONSE":{"CODE":2003,"TEXT":"Registration must be completed."}}}""")]
    [InlineData("""{"SIMPLE_RETURN":{"RESPONSE":{"DATETIME":"2026-01-01","CODE":"2003"}}}""")]
    [InlineData("<SIMPLE_RETURN><RESPONSE><CODE>2001</CODE><TEXT>This account has")]
    [InlineData("<ServiceResponse><responseCode>INVALID_CREDENTIALS</responseCode></ServiceResponse><!-- more --><x/>")]
    public async Task A_refusal_is_one_also_where_the_rest_cannot_be_read(string body)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann", "2,Bob", "3,Cid", "4,Dan", "5,Eve"], batchSize: 1);
        scenario.Sandbox.Faults.Add(Fault.Status(200, body, body.StartsWith('<') ? "text/xml" : "application/json").Always());

        await Assert.ThrowsAsync<QualysCustomAttributes.Qualys.QualysAuthenticationException>(() => scenario.SendAsync());

        Assert.InRange(scenario.Sandbox.Requests.Count, 1, UpdateScenario.Quick.ThrottleLimit);
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
