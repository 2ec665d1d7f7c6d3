using System.Text.Json;
using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using Xunit;

namespace QualysCustomAttributes.Unit.Documentation;

/// <summary>Every query of the cookbook answers, from an exported inventory, what the assets themselves say.</summary>
public sealed class Cookbook_of_the_inventory : IAsyncLifetime
{
    private const string AttachedFile = "out/host_list_detection_sqlite.db";
    private const string Software = "Oracle Java SE";

    private static readonly string[] Ended = ["EOL", "EOS", "EOL/EOS"];

    private InventoryScenario _scenario = null!;
    private List<JsonElement> _assets = null!;

    public async ValueTask InitializeAsync()
    {
        _scenario = await InventoryScenario.StartAsync(150);
        // What a query is to find is certain to be there, whatever the made-up assets are like.
        Touch(3, """{"agent":{"version":"4.1.0.7","lastCheckedIn":1700000000000}}""");
        Touch(4, """{"operatingSystem":{"osName":"Windows Server 2008","lifecycle":{"stage":"EOL/EOS","eosDate":"2020-01-14T00:00:00.000Z"}}}""");
        Touch(5, """{"softwareListData":{"software":[{"fullName":"Oracle Java SE 6"}]}}""");
        Touch(6, """{"customAttributes":{"customAttribute":[{"key":"Business","value":"Retail","connectorName":"Axonius"}]}}""");
        Touch(7, """{"customAttributes":[]}""");
        Touch(8, """{"agent":"none","operatingSystem":"unknown","sensor":"not there"}""");
        await _scenario.ExportAsync();
        _assets = [.. _scenario.Sandbox.Inventory.Ids.Select(id => JsonDocument.Parse(_scenario.Sandbox.Inventory.Json(id)).RootElement)];
    }

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public void Assets_by_agent_version()
    {
        var expected = _assets.Select(asset => Text(asset, "agent", "version")).OfType<string>()
            .GroupBy(version => version).ToDictionary(version => version.Key, version => version.LongCount());

        Assert.Equal(expected, Run("assets by agent version").ToDictionary(row => (string)row["agentVersion"]!, row => (long)row["assets"]!));
        Assert.Contains("4.1.0.7", expected.Keys);
        AssertUsesIndex("assets by agent version", "asset_by_agent_version");
    }

    [Fact]
    public void Agents_that_have_not_checked_in_for_30_days()
    {
        long limit = DateTimeOffset.UtcNow.AddDays(-30).ToUnixTimeMilliseconds();
        var expected = _assets.Where(asset => Find(asset, "agent", "lastCheckedIn") is { ValueKind: JsonValueKind.Number } moment && moment.GetInt64() > 0 && moment.GetInt64() < limit);

        Assert.Equal(Ids(expected), Ids(Run("agents that have not checked in for 30 days")));
        Assert.Contains(_scenario.Sandbox.Inventory.Ids[3], Ids(expected));
        AssertUsesIndex("agents that have not checked in for 30 days", "asset_by_last_check_in");
    }

    [Fact]
    public void Operating_systems_at_their_end_of_life()
    {
        var expected = _assets
            .Where(asset => Ended.Contains(Text(asset, "operatingSystem", "lifecycle", "stage")))
            .GroupBy(asset => (Text(asset, "operatingSystem", "osName"), Text(asset, "operatingSystem", "lifecycle", "stage"), Text(asset, "operatingSystem", "lifecycle", "eosDate")?[..10]))
            .ToDictionary(system => system.Key, system => system.LongCount());

        var found = Run("operating systems at their end of life or of support")
            .ToDictionary(row => ((string?)row["osName"], (string?)row["stage"], (string?)row["endOfSupport"]), row => (long)row["assets"]!);
        Assert.Equal(expected, found);
        Assert.Equal(1, found[("Windows Server 2008", "EOL/EOS", "2020-01-14")]);
        AssertUsesIndex("operating systems at their end of life or of support", "asset_by_system_stage");
    }

    [Fact]
    public void Who_runs_a_given_software()
    {
        var expected = _assets.SelectMany(asset => SoftwareOf(asset).Distinct().Where(name => name.StartsWith(Software, StringComparison.OrdinalIgnoreCase))
            .Select(name => (Id(asset), name))).Order();

        Assert.Equal(expected, Run("who runs a given software").Select(row => ((ulong)(long)row["assetId"]!, (string)row["fullName"]!)).Order());
        Assert.Contains((_scenario.Sandbox.Inventory.Ids[5], "Oracle Java SE 6"), expected);
        AssertUsesIndex("who runs a given software", "software_asset_by_software");
    }

    [Fact]
    public void Assets_without_a_Business_attribute()
    {
        List<ulong> found = Ids(Run("assets without a Business attribute"));
        // Attributes come in several forms, of which a test of their own tells: here what the table has is the measure.
        var business = _scenario.Query("SELECT DISTINCT assetId FROM Q_Asset_Inventory_Custom_Attribute WHERE key = 'Business'").Select(ulong.Parse);

        Assert.Equal(_scenario.Sandbox.Inventory.Ids.Except(business).Order(), found);
        Assert.DoesNotContain(_scenario.Sandbox.Inventory.Ids[6], found);
        Assert.Contains(_scenario.Sandbox.Inventory.Ids[7], found);
        AssertUsesIndex("assets without a Business attribute", "custom_attribute_by");
    }

    [Fact]
    public void Inventory_and_vulnerabilities_in_one_view()
    {
        IReadOnlyList<ulong> ids = _scenario.Sandbox.Inventory.Ids;
        string file = Path.Combine(_scenario.Folder, "vulnerabilities.db");
        SqliteFile.Execute(file, $"""
            CREATE TABLE Q_Host_List_Detection_QIDS (ASSET_ID INTEGER, QID INTEGER, STATUS TEXT, SEVERITY INTEGER, LAST_FOUND_DATETIME TEXT);
            INSERT INTO Q_Host_List_Detection_QIDS VALUES
                ({ids[3]}, 376157, 'Active', 5, '2026-11-01 00:00:00'), ({ids[6]}, 730297, 'New', 5, '2026-11-02 00:00:00'), ({ids[8]}, 730297, 'New', 5, '2026-11-02 00:00:00'),
                ({ids[4]}, 376157, 'Fixed', 5, '2026-11-01 00:00:00'), ({ids[5]}, 38170, 'Active', 2, '2026-11-01 00:00:00'), (1, 376157, 'Active', 5, '2026-11-01 00:00:00');
            """);

        List<Dictionary<string, object?>> found = Run("inventory and vulnerabilities in one view", sql => sql.Replace(AttachedFile, file, StringComparison.Ordinal));

        Assert.Equal([ids[3], ids[6], ids[8]], Ids(found).Order());
        Dictionary<string, object?> silent = found.Single(row => (ulong)(long)row["assetId"]! == ids[3]);
        Assert.Equal(("2023-11-14 22:13:20", "Active"), (silent["agent_lastCheckedInDate"], silent["STATUS"]));
        Assert.Equal(Find(_assets[3], "sensor", "activatedForModules")?.GetRawText(), silent["activatedForModules"]);
        Assert.Equal("Retail", found.Single(row => (ulong)(long)row["assetId"]! == ids[6])["business"]);
    }

    [Fact]
    public void Every_query_of_the_cookbook_has_a_test_here() => Assert.Equal(
        [
            "assets by agent version", "agents that have not checked in for 30 days", "operating systems at their end of life or of support",
            "who runs a given software", "assets without a Business attribute", "inventory and vulnerabilities in one view",
        ],
        DocumentationPages.BlocksOf("sql inventory").Select(block => TitleOf(block.Code)));

    private static string TitleOf(string query) => query.Split('\n')[0].TrimStart('-', ' ');

    private static string QueryOf(string title) => DocumentationPages.BlocksOf("sql inventory").Select(block => block.Code).Single(query => TitleOf(query) == title);

    private void Touch(int number, string changes) => _scenario.Sandbox.Inventory.Touch(_scenario.Sandbox.Inventory.Ids[number], changes);

    private List<Dictionary<string, object?>> Run(string title, Func<string, string>? change = null)
    {
        string query = QueryOf(title);
        using SqliteConnection connection = SqliteFile.Connect(_scenario.DatabasePath);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = change?.Invoke(query) ?? query;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<Dictionary<string, object?>>();
        while (reader.Read())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i)));
        }

        Assert.NotEmpty(rows);
        return rows;
    }

    private void AssertUsesIndex(string title, string index) =>
        Assert.Contains(_scenario.Query($"EXPLAIN QUERY PLAN {QueryOf(title)}"), step => step.Contains(index, StringComparison.Ordinal));

    private static IEnumerable<string> SoftwareOf(JsonElement asset)
    {
        JsonElement? list = Find(asset, "softwareListData", "software");
        return list is { ValueKind: JsonValueKind.Array } software
            ? software.EnumerateArray().Select(entry => Text(entry, "fullName")).OfType<string>()
            : [];
    }

    private static JsonElement? Find(JsonElement element, params string[] path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    private static string? Text(JsonElement element, params string[] path) => Find(element, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static ulong Id(JsonElement asset) => asset.GetProperty("assetId").GetUInt64();

    private static List<ulong> Ids(IEnumerable<JsonElement> assets) => [.. assets.Select(Id).Order()];

    private static List<ulong> Ids(IEnumerable<Dictionary<string, object?>> rows) => [.. rows.Select(row => (ulong)(long)row["assetId"]!).Order()];
}
