using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using QualysCustomAttributes.Cli.Console;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>The whole command line: which command is meant, and one line and an exit code for whatever ends it.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command that is meant.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="root">The command that is called without a name.</param>
    /// <param name="commands">The others.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] args, ConnectorCommand root, params ConnectorCommand[] commands)
    {
        var top = new RootCommand(root.Description);
        var all = new Dictionary<Command, ConnectorCommand> { [Fill(top, root)] = root };
        foreach (ConnectorCommand command in commands)
        {
            Command branch = Fill(new Command(command.Name, command.Description), command);
            top.Subcommands.Add(branch);
            all[branch] = command;
        }

        HelpOption help = top.Options.OfType<HelpOption>().Single();
        help.Action = new FullHelp((HelpAction)help.Action!, all);

        // A file name may start with an at sign: no response files.
        ParseResult parsed = top.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (Problem(args, parsed) is { } problem)
        {
            Command meant = parsed.CommandResult.Command;
            ErrorLine.Write($"{problem} See {(meant == top ? top.Name : $"{top.Name} {meant.Name}")} --help.");
            return Task.FromResult(ExitCodes.NothingSent);
        }

        if (args.Length == 0 && root.Missing() is { } missing)
        {
            // Nobody who only looks what this is has an account to speak of.
            top.Parse("--help").Invoke();
            ErrorLine.Write(missing);
            return Task.FromResult(ExitCodes.NothingSent);
        }

        // Signals are handled by the run, which ends in order at the first and lets the second one kill.
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    /// <summary>Whether an option stands on the command line.</summary>
    public static bool Has(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static Command Fill(Command branch, ConnectorCommand command)
    {
        foreach (Argument argument in command.Arguments)
        {
            branch.Arguments.Add(argument);
        }

        foreach (Option option in command.Options)
        {
            branch.Options.Add(option);
        }

        branch.SetAction((parsed, _) => EndAsync(command, parsed));
        return branch;
    }

    private static string? Problem(string[] args, ParseResult parsed)
    {
        if (parsed.Action is ParseErrorAction or null)
        {
            return Misunderstanding.OfStray(args, parsed) ?? Misunderstanding.Of(args, parsed);
        }

        if (Misunderstanding.OfStray(args, parsed) is { } stray)
        {
            return stray;
        }

        // No option is recursive: one of the root's before a command would be accepted, and mean nothing.
        OptionResult? strayed = parsed.CommandResult == parsed.RootCommandResult
            ? null
            : parsed.RootCommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => !option.Implicit);
        return strayed is null ? null
            : $"{strayed.Option.Name} stands before the command '{parsed.CommandResult.Command.Name}', where it means nothing. "
                + "Write the options of a command behind it.";
    }

    private static async Task<int> EndAsync(ConnectorCommand command, ParseResult given)
    {
        try
        {
            using var termination = new Termination();
            return await command.RunAsync(given, termination.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (ErrorAdvice.IsExpected(exception))
        {
            ErrorLine.Write(ErrorAdvice.Describe(exception));
            return ExitCodes.Of(exception) ?? ExitCodes.NothingSent;
        }
#pragma warning disable CA1031 // Nobody who runs a command is helped by a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Before or after the run itself, which words its own errors: no secret has come near.
            ErrorLine.Write($"Unexpected {exception.GetType().Name}: {exception.Message}");
            return ExitCodes.NothingSent;
        }
    }

    /// <summary>Shows the options, and after them what no list of options says.</summary>
    private sealed class FullHelp(HelpAction options, Dictionary<Command, ConnectorCommand> commands) : SynchronousCommandLineAction
    {
        private const int WidestLine = 110;

        public override bool Terminating => true;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int width = options.MaxWidth = Math.Min(options.MaxWidth, WidestLine);
            int exitCode = options.Invoke(parseResult);
            commands[parseResult.CommandResult.Command].Explain(new HelpText(parseResult.InvocationConfiguration.Output, width));
            return exitCode;
        }
    }
}
