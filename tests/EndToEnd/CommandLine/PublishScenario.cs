using System.Text;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>An inventory that the program brought, for the program to publish.</summary>
internal sealed class PublishScenario : IAsyncDisposable
{
    private PublishScenario(InventoryScenario inventory) => Inventory = inventory;

    public InventoryScenario Inventory { get; }

    public RunFolder Folder => Inventory.Folder;

    public string Csv => Folder.PathOf("csv");

    public string Snapshots => Folder.PathOf("snapshots");

    public static async Task<PublishScenario> StartAsync(int assets = 45)
    {
        InventoryScenario inventory = await InventoryScenario.StartAsync(assets);
        (await inventory.RunAsync()).RequireSuccess();
        return new PublishScenario(inventory);
    }

    public Task<ConnectorRun> PublishAsync(params string[] options) => PublishAsync(new Dictionary<string, string>(), options);

    public Task<ConnectorRun> PublishAsync(IReadOnlyDictionary<string, string> environment, params string[] options) =>
        Folder.RunAsync(environment, ["publish", .. options]);

    public ConnectorProcess Start(params string[] options) => ConnectorProcess.Start(Folder.FullName, new Dictionary<string, string>(), ["publish", .. options]);

    /// <summary>Gives the counts in a summary, which stand in the line below that of the target.</summary>
    public static string Counts(ConnectorRun run, string label)
    {
        string[] lines = [.. run.OutputLines];
        return lines[Array.FindIndex(lines, line => line.StartsWith($"  {label} ", StringComparison.Ordinal)) + 1].Trim();
    }

    /// <summary>Demands that no unfinished file is left.</summary>
    public void RequireNothingUnfinished() =>
        Each.Holds((string[])[Csv, Snapshots], folder => Assert.Empty(Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.tmp*") : []));

    /// <summary>Demands that a secret stands in nothing that was said or written.</summary>
    public void RequireNowhere(string secret, params ConnectorRun[] runs)
    {
        if (secret.Length == 0)
        {
            // The server of the tests that somebody named may ask for no password.
            return;
        }

        Folder.RequireNowhere(secret, runs);
    }

    public ValueTask DisposeAsync() => Inventory.DisposeAsync();
}
