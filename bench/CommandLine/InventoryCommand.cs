using System.CommandLine;
using Bench.Inventory;

namespace Bench.CommandLine;

/// <summary>Measures the inventory.</summary>
internal sealed class InventoryCommand : Command
{
    private readonly Option<int> _assets = WholeNumber.Option("--assets", "How many assets the sandbox has", 30_000, least: 1);
    private readonly Option<int[]> _memoryAssets = new("--memory-assets")
    {
        Description = "Other numbers of assets, at which the memory of the whole job is looked at (default: 10000 100000)",
        DefaultValueFactory = _ => [10_000, 100_000],
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _assetBytes = WholeNumber.Option("--asset-bytes", "The average size of an asset in bytes of JSON", 20_480, least: 1);
    private readonly Option<int> _latency = WholeNumber.Option("--latency-ms", "How long the sandbox takes for a page before it sends it, measured beside none at all", 250, least: 0);
    private readonly Option<int> _runs = WholeNumber.Option("--runs", "How often each program runs", 3, least: 1);
    private readonly Option<string> _cli = new("--cli") { Description = "The command line to measure instead of the one that is built: a program or a dll" };
    private readonly Option<string> _folder = new("--folder") { Description = "Where pages and databases go for the time of the run", DefaultValueFactory = _ => Path.GetTempPath() };
    private readonly Option<string> _output = new("--output") { Description = "A file to write the report to as well" };

    public InventoryCommand()
        : base("inventory", "Measures the inventory: the whole job beside downloading alone, its memory, and loading beside Python")
    {
        foreach (Option option in new Option[] { _assets, _memoryAssets, _assetBytes, _latency, _runs, _cli, _folder, _output })
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private int Run(ParseResult result) => ReportOutput.Write(() => Measure(OptionsOf(result)), result.GetValue(_output));

    private static string Measure(InventoryComparisonOptions options)
    {
        using var comparison = new InventoryComparison(options);
        return comparison.Run();
    }

    private InventoryComparisonOptions OptionsOf(ParseResult result) => new()
    {
        Assets = result.GetValue(_assets),
        MemoryAssets = result.GetValue(_memoryAssets)!,
        AssetBytes = result.GetValue(_assetBytes),
        Latency = TimeSpan.FromMilliseconds(result.GetValue(_latency)),
        Runs = result.GetValue(_runs),
        CommandLine = result.GetValue(_cli),
        Folder = result.GetValue(_folder)!,
    };
}
