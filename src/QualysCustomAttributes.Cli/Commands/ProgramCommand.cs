using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using QualysCustomAttributes.Cli.Help;
using QualysCustomAttributes.Cli.Options;
using QualysCustomAttributes.Cli.Reporting;

namespace QualysCustomAttributes.Cli.Commands;

/// <summary>The whole command line. The root itself synchronizes, as the reference connector does; other jobs are commands beside its options.</summary>
internal static class ProgramCommand
{
    public static Task<int> RunAsync(string[] args)
    {
        SynchronizeCommand root = Build();
        // A file name may start with an at sign: no response files.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction or null)
        {
            return RefuseAsync(ParseErrors.Describe(parsed), parsed);
        }

        if (parsed.CommandResult.Command != root && parsed.RootCommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => !option.Implicit) is { } strayed)
        {
            string name = parsed.CommandResult.Command.Name;
            return RefuseAsync($"{strayed.Option.Name} stands before the command '{name}', where it means nothing. Write the options of a command behind it.", parsed);
        }

        // Signals are handled by the run, which ends in order at the first and lets the second one kill.
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    private static SynchronizeCommand Build()
    {
        var root = new SynchronizeCommand { new InventoryCommand(), new PublishCommand() };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new FullHelpAction((HelpAction)help.Action!);
        return root;
    }

    private static Task<int> RefuseAsync(string problem, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string name = command is RootCommand ? "" : $" {command.Name}";
        ErrorLine.Write($"{problem} See {parsed.RootCommandResult.Command.Name}{name} --help.");
        return Task.FromResult(ExitCodes.NothingSent);
    }
}
