using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>An answer is read as it came, and loses its secrets after that: a password may be any word of it.</summary>
public sealed class Passwords_that_are_words_of_an_answer
{
    public static TheoryData<string> Words => ["e", "data", "SUCCESS", "count", "Asset", "id", "1", "\"", "{", "responseCode"];

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Cost_an_update_nothing(string password)
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Password = password }, TestContext.Current.CancellationToken);
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();

        await scenario.SendAsync(to: sandbox, password: password);

        Assert.Equal((3, 6L, 0L), (scenario.Counts.Succeeded, scenario.Counts.AssetsConfirmed, scenario.Counts.AssetsAcceptedWithoutCount));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Leave_the_assets_of_a_short_count_known(string password)
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Password = password }, TestContext.Current.CancellationToken);
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann", "2,Ann"]);
        sandbox.Faults.Add(Fault.ShortCount(1));

        await scenario.SendAsync(to: sandbox, password: password);

        Assert.Equal([2UL], Assert.Single(scenario.Results).NotConfirmedAssetIds);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Cost_an_inventory_nothing(string password)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(change: options => options with { Password = password });

        await scenario.ExportAsync(connection: scenario.Connect(password));

        scenario.AssertFinalState();
    }
}
