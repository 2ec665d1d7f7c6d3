using System.Text;
using QualysCustomAttributes.Cli.Commands.Check;
using QualysCustomAttributes.Cli.Commands.Inventory;
using QualysCustomAttributes.Cli.Commands.Publish;
using QualysCustomAttributes.Cli.Commands.Report;
using QualysCustomAttributes.Cli.Commands.Show;
using QualysCustomAttributes.Cli.Commands.Synchronize;
using QualysCustomAttributes.Cli.Commands.Trace;
using QualysCustomAttributes.Cli.Commands.Verify;
using QualysCustomAttributes.Cli.Shared;

namespace QualysCustomAttributes.Cli;

/// <summary>The way in. The root synchronizes, as the reference connector does; other jobs are commands beside its options.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        if (OperatingSystem.IsWindows())
        {
            // Else text beyond the console's code page comes out as question marks.
            System.Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        return CommandLine.RunAsync(
            args,
            new SynchronizeCommand(),
            new CheckCommand(),
            new PlanCommand(),
            new ApplyCommand(),
            new ResumeRunCommand(),
            new UndoCommand(),
            new ShowCommand(),
            new TraceCommand(),
            new ReportCommand(),
            new InventoryCommand(),
            new PublishCommand(),
            new VerifyCommand());
    }
}
