using System.CommandLine;
using QualysCustomAttributes.Cli.Help;
using QualysCustomAttributes.Cli.Options;
using QualysCustomAttributes.Cli.Running;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Inventory.Tables;

namespace QualysCustomAttributes.Cli.Commands;

/// <summary>Brings the asset inventory into a folder and its database.</summary>
internal sealed class InventoryCommand : Command, IExplainedCommand
{
    private readonly InventoryOptionSet _options = new();

    public InventoryCommand()
        : base("inventory", InventoryHelp.Description)
    {
        _options.AddTo(this);
        SetAction((parsed, _) => CommandEnd.OfAsync(stop => RunAsync(parsed, stop)));
    }

    public string AfterOptions() => InventoryHelp.AfterOptions();

    private Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        InventorySettings settings = InventoryResolution.Resolve(_options, parsed);
        return settings.IsCountOnly ? InventoryCount.RunAsync(settings, stop) : new InventoryRun(settings).RunAsync(stop);
    }
}
