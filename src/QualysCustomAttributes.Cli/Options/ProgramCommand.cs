using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using QualysCustomAttributes.Cli.Help;
using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Running;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Options;

/// <summary>
/// The whole command line. The root itself synchronizes, as the reference connector does; further jobs become
/// subcommands beside its options.
/// </summary>
internal static class ProgramCommand
{
    public static Task<int> RunAsync(string[] args)
    {
        RootCommand root = Build();
        // A file name may start with an at sign: no response files.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction or null)
        {
            ErrorLine.Write($"{ParseErrors.Describe(parsed)} See {root.Name} --help.");
            return Task.FromResult(ExitCodes.NothingSent);
        }

        // Signals are handled by the run, which ends in order at the first and lets the second one kill.
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    private static RootCommand Build()
    {
        var options = new SynchronizeOptions();
        var root = new RootCommand(HelpTexts.Description);
        options.AddTo(root);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new FullHelpAction((HelpAction)help.Action!);
        root.SetAction((parsed, _) => SynchronizeAsync(options, parsed));
        return root;
    }

    private static async Task<int> SynchronizeAsync(SynchronizeOptions options, ParseResult parsed)
    {
        if (parsed.GetValue(options.DatabaseHelp))
        {
            DatabaseHelp.Write(parsed.InvocationConfiguration.Output);
            return ExitCodes.Done;
        }

        try
        {
            SynchronizeSettings settings = SettingsResolution.Resolve(options, parsed);
            using var termination = new Termination();
            return await new SynchronizeRun(settings).RunAsync(termination.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SettingsException or ConnectorException)
        {
            ErrorLine.Write(exception.Message);
            return ExitCodes.NothingSent;
        }
    }
}
