using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace QualysCustomAttributes.Cli.Help;

/// <summary>Shows the options, and after them what no list of options says.</summary>
internal sealed class FullHelpAction(HelpAction options) : SynchronousCommandLineAction
{
    private const int WidestLine = 110;

    public override bool Terminating => true;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        options.MaxWidth = Math.Min(options.MaxWidth, WidestLine);
        int exitCode = options.Invoke(parseResult);
        if (parseResult.CommandResult.Command is IExplainedCommand command)
        {
            parseResult.InvocationConfiguration.Output.Write(command.AfterOptions());
        }

        return exitCode;
    }
}
