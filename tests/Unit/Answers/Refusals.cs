using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>An account that is refused, in whatever words and under whatever status: the run ends at once, and the account is not locked.</summary>
public sealed class Refusals
{
    private const string Xml = "text/xml";
    private const string Json = "application/json";

    private static readonly Dictionary<string, (int Status, string Body, string Type)> Known = new()
    {
        ["401"] = (401, "", ""),
        ["403"] = (403, "", ""),
        ["403 with a page"] = (403, "<html><title>Forbidden</title></html>", "text/html"),
        ["UNAUTHORIZED under 200"] = (200, """{"ServiceResponse":{"responseCode":"UNAUTHORIZED","responseErrorDetails":{"errorMessage":"own words"}}}""", Json),
        ["unauthorized in small letters"] = (200, """{"ServiceResponse":{"responseCode":"Unauthorized","responseErrorDetails":{"errorMessage":"own words"}}}""", Json),
        ["INVALID_CREDENTIALS under 400"] = (400, """{"ServiceResponse":{"responseCode":"INVALID_CREDENTIALS","responseErrorDetails":{"errorMessage":"own words"}}}""", Json),
        ["EVALUATION_EXPIRED in XML"] = (200, "<ServiceResponse><responseCode>EVALUATION_EXPIRED</responseCode><responseErrorDetails><errorMessage>own words</errorMessage></responseErrorDetails></ServiceResponse>", Xml),
        ["EVALUATION_EXPIRED under 503"] = (503, """{"responseCode":"EVALUATION_EXPIRED","responseMessage":"own words"}""", Json),
        ["2001 in SIMPLE_RETURN"] = (200, Simple(2001), Xml),
        ["2002 in SIMPLE_RETURN that is called a page"] = (200, Simple(2002), "text/html"),
        ["2003 in SIMPLE_RETURN under 409"] = (409, Simple(2003), Xml),
        ["2012 in SIMPLE_RETURN under 500"] = (500, Simple(2012), Xml),
        ["2007 in GENERIC_RETURN"] = (200, """<?xml version="1.0"?><!DOCTYPE GENERIC_RETURN SYSTEM "https://x/generic_return.dtd"><GENERIC_RETURN><API name="x"/><RETURN status="FAILED" number="2007">own words</RETURN></GENERIC_RETURN>""", Xml),
        ["an exception of the sign-in"] = (200, """{"authentication_exceptions":[["own words InvalidCredentialsException"]]}""", Json),
        ["401 in the body alone"] = (200, """{"status":401,"error":"Unauthorized","message":"own words"}""", Json),
        ["403 in the body, as text"] = (500, """{"status":"403","error":"Forbidden","message":"own words"}""", Json),
    };

    public static TheoryData<string> Names => [.. Known.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task End_a_run_after_no_more_calls_than_run_at_a_time(string name)
    {
        string[] rows = Enumerable.Range(1, 40).Select(id => $"{id},Owner {id}").ToArray();
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: rows);
        scenario.Sandbox.Faults.Add(Of(name).Always());

        QualysAuthenticationException exception = await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.SendAsync());

        Assert.InRange(scenario.Sandbox.Requests.Count, 1, UpdateScenario.Quick.ThrottleLimit);
        AssertSaysWhy(name, exception);
        Assert.Equal(["NotSent|40"], scenario.Query("SELECT outcome, count(*) FROM batch_execution GROUP BY 1"));
        Assert.Equal(["failed"], scenario.Query("SELECT outcome FROM run WHERE stage = 'Update'"));

        scenario.Sandbox.Faults.Clear();
        await scenario.SendAsync();
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Of_the_sign_in_end_it_after_one_call(string name)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        scenario.Sandbox.Faults.Add(Of(name).On(SandboxEndpoint.Auth).Always());

        AssertSaysWhy(name, await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.ExportAsync()));

        Assert.Single(scenario.Sandbox.Requests);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Of_the_inventory_end_it_and_the_next_run_goes_on(string name)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Pass().On(SandboxEndpoint.Search), Of(name).On(SandboxEndpoint.Search).Always());

        AssertSaysWhy(name, await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.ExportAsync()));

        // It may be a token that has expired: it is asked for anew, once.
        bool isOfToken = name.Contains("401", StringComparison.Ordinal) || name.Contains("UNAUTHORIZED", StringComparison.OrdinalIgnoreCase);
        Assert.Equal((isOfToken ? 3 : 2, isOfToken ? 2 : 1), (scenario.Searches.Count, scenario.Sandbox.Tokens.Issued.Count));
        scenario.Sandbox.Faults.Clear();
        await scenario.ExportAsync();
        scenario.AssertFinalState();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Of_a_count_end_it(string name)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        scenario.Sandbox.Faults.Add(Of(name).On(SandboxEndpoint.Count).Always());

        AssertSaysWhy(name, await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.ExportAsync()));
    }

    private static string Simple(int code) =>
        $"""<?xml version="1.0" encoding="UTF-8" ?><SIMPLE_RETURN><RESPONSE><DATETIME>2026-01-01T00:00:00Z</DATETIME><CODE>{code}</CODE><TEXT>own words</TEXT></RESPONSE></SIMPLE_RETURN>""";

    private static Fault Of(string name) => Fault.Status(Known[name].Status, Known[name].Body, Known[name].Type is { Length: > 0 } type ? type : "text/plain");

    private static void AssertSaysWhy(string name, QualysAuthenticationException exception)
    {
        Assert.Equal(Known[name].Status, exception.Status);
        Assert.Contains($"HTTP {Known[name].Status}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("API access", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Known[name].Body.Contains("own words", StringComparison.Ordinal), exception.Message.Contains("own words", StringComparison.Ordinal));
    }
}
