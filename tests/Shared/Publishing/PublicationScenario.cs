using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.Csv;
using QualysCustomAttributes.Publishing.Snapshot;
using QualysCustomAttributes.Shared.Inventory;
using Xunit;

namespace QualysCustomAttributes.Shared.Publishing;

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

    /// <summary>Publishes to one target, and gives what came of it.</summary>
    public async Task<PublishedTarget> PublishAsync(PublicationTarget target, string? database = null, CancellationToken? stop = null) =>
        Assert.Single(await PublishAsync([target], database, stop));

    /// <summary>Publishes, and gives what came of each target.</summary>
    public async Task<IReadOnlyList<PublishedTarget>> PublishAsync(
        IReadOnlyList<PublicationTarget> targets, string? database = null, CancellationToken? stop = null)
    {
        var done = new Done(this);
        await new InventoryPublication(new PublicationOptions { DatabasePath = database ?? Inventory.DatabasePath, Targets = targets }, done)
            .RunAsync(stop ?? TestContext.Current.CancellationToken);
        return done.Targets;
    }

    public Task<PublishedTarget> PublishCsvAsync(string folder, string? database = null) => PublishAsync(new CsvTarget(folder), database);

    public Task<PublishedTarget> PublishSnapshotAsync(string folder) => PublishAsync(new SnapshotTarget(folder));

    /// <summary>Writes to the inventory's database from outside.</summary>
    public void Execute(string sql, params object[] values) => SqliteFile.Execute(Inventory.DatabasePath, sql, values);

    public async ValueTask DisposeAsync()
    {
        await Inventory.DisposeAsync();
        Output.Dispose();
    }

    /// <summary>Keeps what came of the targets of one publication; several may run at a time.</summary>
    private sealed class Done(PublicationScenario scenario) : IProgress<ConnectorEvent>
    {
        public List<PublishedTarget> Targets { get; } = [];

        public void Report(ConnectorEvent value)
        {
            if (value is TargetPublished published)
            {
                Targets.Add(published.Target);
            }

            scenario.Report(value);
        }
    }
}
