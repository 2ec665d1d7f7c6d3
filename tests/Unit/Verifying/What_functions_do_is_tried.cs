using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Sending;
using QualysCustomAttributes.Unit.Synchronizing;
using QualysCustomAttributes.Verifying;
using QualysSandbox;
using QualysSandbox.Faults;
using QualysSandbox.Inventory;
using Xunit;

namespace QualysCustomAttributes.Unit.Verifying;

/// <summary>What Qualys does not say of its functions is tried on an asset, which is left as it was; plans use what was seen.</summary>
public sealed class What_functions_do_is_tried
{
    [Theory]
    [InlineData(false, FunctionBehaviour.Writes)]
    [InlineData(true, FunctionBehaviour.DoesNothing)]
    public async Task Each_situation_is_seen_and_kept_in_the_ledger(bool addOnlyNew, FunctionBehaviour ofAdd)
    {
        await using SandboxServer sandbox = await StartAsync(addOnlyNew);
        using var folder = new TemporaryFolder();
        sandbox.Assets.Put(5, new Dictionary<string, string> { ["Business"] = "Cards" });

        IReadOnlyList<QualysFunctionBehaviour> seen = await TryAsync(sandbox, folder);

        Assert.Equal(
            [
                "Update with a key that is missing: DoesNothing", "Remove with a key that is missing: DoesNothing", $"Add with a key that exists: {ofAdd}",
            ],
            seen.Select(each => each.ToString()));
        Assert.Equal(["Business"], sandbox.Assets.AttributesOf(5).Keys);
        Assert.Equal(
            [$"add|Existing|{ofAdd}|5", "remove|Missing|DoesNothing|5", "update|Missing|DoesNothing|5"],
            SqliteFile.Read(folder.File("ledger.sqlite"), "SELECT function, situation, behaviour, asset_id FROM function_behaviour ORDER BY 1"));
    }

    [Fact]
    public async Task A_function_that_is_refused_is_told_with_the_words_of_Qualys()
    {
        await using SandboxServer sandbox = await StartAsync();
        using var folder = new TemporaryFolder();
        sandbox.Faults.Add(Fault.Refused("INVALID_REQUEST", "There is no such key."));

        QualysFunctionBehaviour seen = (await TryAsync(sandbox, folder))[0];

        Assert.Equal((FunctionBehaviour.Refuses, QualysFunction.Update), (seen.Behaviour, seen.Function));
        Assert.Contains("There is no such key", seen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_asset_that_is_not_there_is_not_tried_on()
    {
        await using SandboxServer sandbox = await StartAsync();
        using var folder = new TemporaryFolder();

        FunctionTrialException exception = await Assert.ThrowsAsync<FunctionTrialException>(() => TryAsync(sandbox, folder, assetId: 7_000));

        Assert.Equal("TrialAssetNotFound", exception.ErrorId);
        Assert.DoesNotContain(sandbox.Requests, request => request.Path.EndsWith("/update/am/asset", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_changes_do_not_show_nothing_is_learnt_and_the_asset_is_left_as_it_was()
    {
        await using SandboxServer sandbox = await StartAsync();
        using var folder = new TemporaryFolder();
        sandbox.Faults.Add(Fault.ShownAfter(TimeSpan.FromDays(1)).Always());

        FunctionTrialException exception = await Assert.ThrowsAsync<FunctionTrialException>(() => TryAsync(sandbox, folder, timeout: TimeSpan.Zero));

        Assert.Equal("TrialNotShown", exception.ErrorId);
        Assert.Empty(sandbox.Assets.AttributesOf(5));
        Assert.Empty(SqliteFile.Read(folder.File("ledger.sqlite"), "SELECT * FROM function_behaviour"));
    }

    [Fact]
    public async Task What_a_trial_left_that_was_cut_short_does_not_mislead_the_next()
    {
        await using SandboxServer sandbox = await StartAsync();
        using var folder = new TemporaryFolder();
        sandbox.Assets.Put(5, new Dictionary<string, string> { [FunctionTrial.Key] = "1", [FunctionTrial.Key + " 1 mark 1"] = "1" });

        IReadOnlyList<QualysFunctionBehaviour> seen = await TryAsync(sandbox, folder);

        Assert.Equal(FunctionBehaviour.DoesNothing, seen[0].Behaviour);
        Assert.Empty(sandbox.Assets.AttributesOf(5));
    }

    [Fact]
    public async Task A_second_trial_sees_the_same_where_the_keys_of_the_first_still_show()
    {
        await using SandboxServer sandbox = await StartAsync();
        using var folder = new TemporaryFolder();
        sandbox.Faults.Add(Fault.ShownAfter(TimeSpan.FromSeconds(2)).Always());

        IReadOnlyList<QualysFunctionBehaviour> first = await TryAsync(sandbox, folder);
        IReadOnlyList<QualysFunctionBehaviour> second = await TryAsync(sandbox, folder);

        Assert.Equal(first.Select(each => $"{each}"), second.Select(each => $"{each}"));
        Assert.Equal(FunctionBehaviour.DoesNothing, second[0].Behaviour);
        Assert.Equal(FunctionBehaviour.DoesNothing, second[1].Behaviour);
    }

    [Fact]
    public async Task At_its_end_the_attributes_of_the_trial_show_no_more()
    {
        await using SandboxServer sandbox = await StartAsync();
        using var folder = new TemporaryFolder();
        sandbox.Faults.Add(Fault.ShownAfter(TimeSpan.FromSeconds(2)).Always());

        await TryAsync(sandbox, folder);

        Assert.DoesNotContain(FunctionTrial.Key, sandbox.Inventory.Json(5), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 2)]
    public async Task Where_add_overwrites_additions_and_changes_are_one_call(bool isTried, int calls)
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        await scenario.RunAsync("1,Cards,1,", "2,Cards,1,", "3,Cards,,");
        if (isTried)
        {
            SqliteFile.Execute(scenario.LedgerPath, "INSERT INTO function_behaviour VALUES ('add', 'Existing', 'Writes', 5, 0)");
        }

        // A tier for 3 is new, for 1 and 2 another one; the owner of 4 comes with all of it.
        Assert.Equal(calls, await scenario.RunAsync("1,Cards,2,", "2,Cards,2,", "3,Cards,2,", "4,Loans,3,Bob"));

        Assert.Equal(["Cards/2/", "Cards/2/", "Cards/2/", "Loans/3/Bob"], Enumerable.Range(1, 4).Select(id => scenario.Held((ulong)id)));
        Assert.Equal(["1|Update", "3|Add"], scenario.Query("SELECT asset_id, action FROM qualys_attribute_plan WHERE key = 'Tier' AND asset_id IN ('1', '3')"));
        Assert.Equal(0, await scenario.RunAsync("1,Cards,2,", "2,Cards,2,", "3,Cards,2,", "4,Loans,3,Bob"));
    }

    private static Task<SandboxServer> StartAsync(bool addOnlyNew = false) => SandboxServer.StartAsync(new SandboxOptions
    {
        Password = UpdateScenario.Password,
        AddOnlyNew = addOnlyNew,
        Inventory = new InventoryOptions { Assets = 40, FirstId = 1, AverageBytes = 2_000 },
    });

    private static async Task<IReadOnlyList<QualysFunctionBehaviour>> TryAsync(
        SandboxServer sandbox, TemporaryFolder folder, ulong assetId = 5, TimeSpan? timeout = null)
    {
        var account = new QualysCredential("sandbox", UpdateScenario.Password);
        using var client = new QualysClient(QualysAddress.Parse(sandbox.Address.ToString()), account, UpdateScenario.Quick);
        var options = new FunctionTrialOptions
        {
            AssetId = assetId, LedgerPath = folder.File("ledger.sqlite"), Timeout = timeout ?? TimeSpan.FromSeconds(20),
        };
        var reading = QualysConnection.To(sandbox.Address.ToString(), null, account, UpdateScenario.Quick);
        return await new FunctionTrial(client, reading, options, events: null).RunAsync(TestContext.Current.CancellationToken);
    }
}
