using System.CommandLine;
using QualysCustomAttributes.Cli.Help;
using QualysCustomAttributes.Cli.Options;
using QualysCustomAttributes.Cli.Running;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Commands;

/// <summary>The root: it synchronizes.</summary>
internal sealed class SynchronizeCommand : RootCommand, IExplainedCommand
{
    private readonly SynchronizeOptions _options = new();

    public SynchronizeCommand()
        : base(HelpTexts.Description)
    {
        _options.AddTo(this);
        SetAction((parsed, _) => SynchronizeAsync(parsed));
    }

    public string AfterOptions() => HelpTexts.AfterOptions();

    private async Task<int> SynchronizeAsync(ParseResult parsed)
    {
        if (parsed.GetValue(_options.DatabaseHelp))
        {
            DatabaseHelp.Write(parsed.InvocationConfiguration.Output);
            return ExitCodes.Done;
        }

        return await CommandEnd.OfAsync(
            stop => new SynchronizeRun(SynchronizeResolution.Resolve(_options, parsed)).RunAsync(stop)).ConfigureAwait(false);
    }
}
