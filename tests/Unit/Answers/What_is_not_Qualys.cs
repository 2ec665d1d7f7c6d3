using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>What answers on the way to Qualys and has to be set right ends the run after the first calls.</summary>
public sealed class What_is_not_Qualys
{
    public static TheoryData<string, string, string> Misconfigured => new()
    {
        { "302", "Redirected", "https://sso.example.com/login" },
        { "301", "Redirected", "/relative/path" },
        { "304", "Redirected", "" },
        { "407", "ProxyAuthenticationFailed", "" },
    };

    [Theory]
    [MemberData(nameof(Misconfigured))]
    public async Task Ends_a_run_and_leaves_the_rest_to_resume(string status, string errorId, string location)
    {
        string[] rows = [.. Enumerable.Range(1, 20).Select(id => $"{id},Owner {id}")];
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: rows);
        scenario.Sandbox.Faults.Add(Of(status, location).Always());

        QualysConnectionException exception = await Assert.ThrowsAsync<QualysConnectionException>(() => scenario.SendAsync());

        Assert.Equal(errorId, exception.ErrorId);
        Assert.InRange(scenario.Sandbox.Requests.Count, 1, UpdateScenario.Quick.ThrottleLimit);
        Assert.Equal(["NotSent|20"], scenario.Query("SELECT outcome, count(*) FROM batch_execution GROUP BY 1"));
        Assert.Contains($"The run was ended. What was not sent is on record in '{exception.DatabasePath}'", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".db", exception.DatabasePath, StringComparison.Ordinal);
        Assert.Contains(location.StartsWith("https", StringComparison.Ordinal) ? "sso.example.com" : status, exception.Message, StringComparison.Ordinal);
        scenario.Sandbox.Faults.Clear();
        await scenario.SendAsync();
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Theory]
    [InlineData("https://sso.example.com/login?from=secret", "it leads to 'sso.example.com'")]
    [InlineData("/relative/path", "it leads to 'another path'")]
    [InlineData("", "it leads to 'another address'")]
    public async Task Is_told_by_its_host_alone_where_it_leads_elsewhere(string location, string told)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann"]);
        scenario.Sandbox.Faults.Add(Of("302", location).Always());

        await Assert.ThrowsAsync<QualysConnectionException>(() => scenario.SendAsync());

        Assert.Equal([told], scenario.Query("SELECT error FROM api_calls"));
    }

    [Theory]
    [InlineData(SandboxEndpoint.Auth)]
    [InlineData(SandboxEndpoint.Count)]
    [InlineData(SandboxEndpoint.Search)]
    public async Task Ends_an_inventory(SandboxEndpoint endpoint)
    {
        foreach ((string status, string errorId, string location) in Misconfigured.Select(row => row.Data))
        {
            await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
            scenario.Sandbox.Faults.Add(Of(status, location).On(endpoint).Always());

            QualysConnectionException exception = await Assert.ThrowsAsync<QualysConnectionException>(() => scenario.ExportAsync());

            Assert.Equal(errorId, exception.ErrorId);
            Assert.Null(exception.DatabasePath);
            Assert.Single(scenario.Sandbox.Requests, request => request.Fault is not null);
        }
    }

    [Fact]
    public async Task A_connection_that_is_refused_before_the_first_answer_is_a_wrong_address()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        await scenario.Sandbox.DisposeAsync();

        QualysConnectionException exception = await Assert.ThrowsAsync<QualysConnectionException>(() => scenario.SendAsync());

        Assert.Equal("ConnectionRefused", exception.ErrorId);
        Assert.InRange(scenario.Query("SELECT call_id FROM api_calls").Count, 1, UpdateScenario.Quick.ThrottleLimit);
        Assert.Equal(["NotSent|3"], scenario.Query("SELECT outcome, count(*) FROM batch_execution GROUP BY 1"));
    }

    private static Fault Of(string status, string location) => location.Length == 0
        ? Fault.Status(int.Parse(status))
        : Fault.Status(int.Parse(status)).WithHeader("Location", location);
}
