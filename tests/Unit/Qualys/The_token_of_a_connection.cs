using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Shared.Inventory;
using Xunit;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>A connection owns the gateway's token; its clients share it.</summary>
public sealed class The_token_of_a_connection
{
    private static readonly QualysInventoryQuery All = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_asked_for_once_for_all_clients()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        QualysConnection connection = scenario.Connect();

        await SignInAsync(connection);
        await CountAsync(connection);
        await CountAsync(connection.With(InventoryScenario.Quick with { MaxAttempts = 1 }));

        Assert.Single(scenario.Sandbox.Tokens.Issued);
    }

    [Fact]
    public async Task Is_asked_for_once_by_clients_that_start_together()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        QualysConnection connection = scenario.Connect();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CountAsync(connection)));

        Assert.Single(scenario.Sandbox.Tokens.Issued);
    }

    [Fact]
    public async Task Is_asked_for_anew_by_the_client_that_meets_a_401()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        QualysConnection connection = scenario.Connect();
        await CountAsync(connection);

        scenario.Sandbox.Tokens.ExpireAll();
        await CountAsync(connection);
        await CountAsync(connection);

        Assert.Equal(2, scenario.Sandbox.Tokens.Issued.Count);
    }

    [Fact]
    public async Task Is_forgotten_when_the_connection_signs_out()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        QualysConnection connection = scenario.Connect();
        await CountAsync(connection);

        connection.SignOut();
        await CountAsync(connection);

        Assert.Equal(2, scenario.Sandbox.Tokens.Issued.Count);
    }

    [Fact]
    public async Task Is_taken_out_of_what_another_client_is_told()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        QualysConnection connection = scenario.Connect(options: InventoryScenario.Quick with { MaxAttempts = 1 });
        await SignInAsync(connection);
        string token = Assert.Single(scenario.Sandbox.Tokens.Issued);
        scenario.Sandbox.Faults.Add(QualysSandbox.Faults.Fault.Refused(errorMessage: $"No entry with {token}.").On(QualysSandbox.Faults.QualysEndpoint.Count));

        QualysConnectionException refusal = await Assert.ThrowsAsync<QualysConnectionException>(() => CountAsync(connection));

        Assert.Contains("[redacted]", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, refusal.ToString(), StringComparison.Ordinal);
    }

    private static async Task SignInAsync(QualysConnection connection)
    {
        using var client = new QualysInventoryClient(connection);
        await client.SignInAsync(Stop);
    }

    private static async Task CountAsync(QualysConnection connection)
    {
        using var client = new QualysInventoryClient(connection);
        Assert.Equal(5, await client.CountAsync(All, Stop));
    }
}
