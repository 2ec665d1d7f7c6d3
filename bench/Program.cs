using System.CommandLine;
using Bench.CommandLine;
using Bench.Inventory;

namespace Bench;

/// <summary>The way in.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Makes Axonius exports of any size and measures the project with them.")
        {
            new GenerateCommand(),
            new CompareCommand(),
            new MicroCommand(),
            new LoadPagesCommand(),
            new DownloadPagesCommand(),
        };
        return root.Parse(args).InvokeAsync();
    }
}
