using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>The database is made anew from the pages in the folder; nobody is asked, and no account is needed.</summary>
public sealed class The_inventory_from_its_pages
{
    [Fact]
    public async Task Has_every_asset_and_replaces_a_database_only_when_told_to()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        (await scenario.RunAsync()).RequireSuccess();
        int asked = scenario.Searches.Count;
        File.Delete(scenario.DatabasePath);

        ConnectorRun made = await scenario.Folder.RunAsync("inventory", "--from-pages", "--output", scenario.Output);
        ConnectorRun refused = await scenario.Folder.RunAsync("inventory", "--from-pages", "--output", scenario.Output);
        ConnectorRun replaced = await scenario.Folder.RunAsync("inventory", "--from-pages", "--force", "--output", scenario.Output);

        made.RequireSuccess();
        Assert.Equal(("45", "5", "0"), (made.Summary("assets"), made.Summary("pages"), made.Summary("left out")));
        Assert.Contains("use --force to replace it", refused.RequireOneError(1), StringComparison.Ordinal);
        replaced.RequireSuccess();
        Assert.Equal(
            scenario.Sandbox.Inventory.Ids.Select(id => $"{id}"), scenario.Query("SELECT assetId FROM Q_Asset_Inventory ORDER BY assetId"));
        Assert.Equal(asked, scenario.Searches.Count);
    }

    [Theory]
    [InlineData("--from-pages reads the pages in the folder and asks nobody, so --since", "--from-pages", "--since", "7d")]
    [InlineData("--from-pages reads the pages in the folder and asks nobody, so --api-fqdn", "--from-pages", "--api-fqdn", "127.0.0.1")]
    [InlineData("--force belongs to --from-pages", "--force")]
    [InlineData("--count-only counts and writes no file, so --from-pages", "--count-only", "--from-pages")]
    [InlineData("no page", "--from-pages", "--output", "nowhere")]
    public async Task Is_refused_in_one_line_where_it_makes_no_sense(string says, params string[] words)
    {
        using var folder = new RunFolder();

        ConnectorRun run = await folder.RunAsync(["inventory", .. words]);

        Assert.Contains(says, run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }
}
