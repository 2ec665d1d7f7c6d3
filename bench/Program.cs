using System.CommandLine;
using Bench.CommandLine;
using Bench.Inventory;

namespace Bench;

/// <summary>The way in.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Measures the project with exports and inventories of any size, which it makes itself.")
        {
            new GenerateCommand(),
            new CompareCommand(),
            new MicroCommand(),
            new InventoryCommand(),
            new ReconcileCommand(),
            new PaceCommand(),
            new LoadPagesCommand(),
            new DownloadPagesCommand(),
        };
        return root.Parse(args).InvokeAsync();
    }
}
