using System.CommandLine;
using System.Globalization;
using QualysCustomAttributes.Inventory;

namespace Bench.Inventory;

/// <summary>Loads pages from disk as the project does, in a process of its own that can be measured.</summary>
internal sealed class LoadPagesCommand : Command
{
    private readonly Argument<string> _folder = new("folder") { Description = "The folder of the pages" };
    private readonly Argument<string> _database = new("database") { Description = "The database to load them into" };

    public LoadPagesCommand()
        : base("load-pages", "Loads the pages of a folder into an inventory database")
    {
        Arguments.Add(_folder);
        Arguments.Add(_database);
        SetAction(RunAsync);
    }

    private async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var options = new RestorationOptions { Folder = result.GetValue(_folder)!, DatabasePath = result.GetValue(_database) };
        RestoredInventory restored = await new InventoryRestoration(options).RunAsync(cancellationToken);
        Console.WriteLine(restored.Assets.ToString(CultureInfo.InvariantCulture));
    }
}
