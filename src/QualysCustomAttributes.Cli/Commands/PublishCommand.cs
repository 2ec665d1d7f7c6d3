using System.CommandLine;
using QualysCustomAttributes.Cli.Help;
using QualysCustomAttributes.Cli.Options;
using QualysCustomAttributes.Cli.Running;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Commands;

/// <summary>Distributes an inventory database.</summary>
internal sealed class PublishCommand : Command, IExplainedCommand
{
    private readonly PublishOptionSet _options = new();

    public PublishCommand()
        : base("publish", PublishHelp.Description)
    {
        _options.AddTo(this);
        SetAction((parsed, _) => CommandEnd.OfAsync(stop => new PublishRun(PublishResolution.Resolve(_options, parsed)).RunAsync(stop)));
    }

    public string AfterOptions() => PublishHelp.AfterOptions();
}
