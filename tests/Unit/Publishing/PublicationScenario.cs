using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Unit.Inventory;
using Xunit;

namespace QualysCustomAttributes.Unit.Publishing;

/// <summary>An inventory as an export left it, and what its publication said.</summary>
internal sealed class PublicationScenario : IAsyncDisposable, IProgress<ConnectorEvent>
{
    private readonly List<ConnectorEvent> _events = [];

    private PublicationScenario(InventoryScenario inventory) => Inventory = inventory;

    public InventoryScenario Inventory { get; }

    public TemporaryFolder Output { get; } = new();

    public IReadOnlyList<string> Warnings => [.. _events.OfType<ConnectorWarning>().Select(warning => warning.Message)];

    public IReadOnlyList<ConnectorEvent> Events => _events;

    /// <summary>Is told of each event.</summary>
    public Action<ConnectorEvent>? OnEvent { get; set; }

    public static async Task<PublicationScenario> StartAsync(int assets = 25)
    {
        InventoryScenario inventory = await InventoryScenario.StartAsync(assets);
        await inventory.ExportAsync();
        return new PublicationScenario(inventory);
    }

    public void Report(ConnectorEvent value)
    {
        lock (_events)
        {
            _events.Add(value);
        }

        OnEvent?.Invoke(value);
    }

    public async Task<PublishedTarget> PublishAsync(PostgreSqlTarget target) => Assert.Single((await PublishAsync(postgreSql: target)).Targets);

    public Task<PublicationSummary> PublishAsync(
        string? csv = null, string? snapshot = null, PostgreSqlTarget? postgreSql = null, string? database = null, CancellationToken? stop = null) =>
        new InventoryPublication(new PublicationOptions { DatabasePath = database ?? Inventory.DatabasePath, CsvFolder = csv, SnapshotFolder = snapshot, PostgreSql = postgreSql }, this)
            .RunAsync(stop ?? TestContext.Current.CancellationToken);

    /// <summary>Writes to the inventory's database from outside.</summary>
    public void Execute(string sql, params object[] values)
    {
        using SqliteConnection connection = TestRun.Connect(Inventory.DatabasePath);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await Inventory.DisposeAsync();
        Output.Dispose();
    }
}
