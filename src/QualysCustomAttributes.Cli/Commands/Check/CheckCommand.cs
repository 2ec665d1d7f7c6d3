using System.CommandLine;
using QualysCustomAttributes.Cli.Commands.Synchronize;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Cli.Commands.Check;

/// <summary>Checks an export: what would come of it, and what changed since a former run.</summary>
internal sealed class CheckCommand() : ConnectorCommand(
    "check", "Checks an Axonius export: what becomes of its rows, what it has under each key, and what would be sent; with a former run beside it, "
    + "what changed since. No database is made, and nothing is sent.")
{
    public Argument<string> File { get; } = new("FILE") { Description = "The Axonius export." };

    public ExportOptions Export { get; } = new();

    public BaselineOptions Comparison { get; } = new();

    public Option<bool> Json { get; } = new("--json") { Description = "Write what was found as a JSON object." };

    public Setting<string> JUnit { get; } = new("--junit")
    {
        HelpName = "FILE",
        Meaning = "Write the rules as JUnit XML, too: a test case each, failed or passed. A file that is there is replaced.",
        Read = Paths.Full,
    };

    public override IEnumerable<Argument> Arguments => [File];

    public override IEnumerable<Option> Options => [.. Comparison.All, Json, JUnit, Export.BatchSize, .. Export.OfReading];

    public override void Explain(HelpText help)
    {
        ExportOptions.ExplainContract(help);
        help.Table(
            "Exit codes:",
            [
                ("0", "the export passes, with warnings or without"),
                ("1", "it cannot be used, as a run would refuse it, or cannot be opened; or an option is wrong"),
                ("4", "it can be used, and lacks more of the baseline than is allowed (a brake)"),
                ("130", "stopped by Ctrl+C or SIGTERM"),
            ]);
        help.Examples(
            "Examples:",
            ("See what would come of an export:", "check export.csv"),
            ("Compare it with the last run, and stop a pipeline where it lacks a tenth of the assets:",
                "check export.csv --baseline run.db --minimum-assets 90 --junit check.xml"));
    }

    public override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        string path = Paths.Full(given.GetRequiredValue(File), File.Name);
        string? junit = JUnit.Find(given);
        bool isJson = given.GetValue(Json);
        ExportCheckOptions options = OptionsOf(given, path);
        Paths.RefuseOneFileTwice(("export", path), ("baseline", options.BaselinePath), ("JUnit file", junit));
        TextWriter output = given.InvocationConfiguration.Output;
        AxoniusCsvCheck check;
        try
        {
            check = await CheckAsync(options, isShown: !isJson && !System.Console.IsOutputRedirected, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }

        foreach (string line in isJson ? [JsonText.Of(check)] : AxoniusCsvCheckText.Lines(check))
        {
            output.WriteLine(line);
        }

        if (junit is not null)
        {
            JUnitReport.Write(check, junit);
        }

        return check.Passed ? ExitCodes.Done : check.IsUsable ? ExitCodes.Braked : ExitCodes.NothingSent;
    }

    // Off this thread: reading is one long synchronous stretch, and a display wants to move meanwhile.
    private static async Task<AxoniusCsvCheck> CheckAsync(ExportCheckOptions options, bool isShown, CancellationToken stop)
    {
        if (!isShown)
        {
            return await Task.Run(() => ExportCheck.Run(options, null, stop), CancellationToken.None).ConfigureAwait(false);
        }

        AxoniusCsvCheck? check = null;
        RunConsole console = RunConsole.Create(new RunState(isDryRun: true), isDryRun: true);
        await console.ShowAsync(() => Task.Run(
            () => check = ExportCheck.Run(options, new Progress(console), stop), CancellationToken.None)).ConfigureAwait(false);
        return check!;
    }

    private ExportCheckOptions OptionsOf(ParseResult given, string path) => new()
    {
        Import = Export.Of(given, path),
        DuplicateAction = Export.Duplicates.Of(given),
        BatchSize = Export.BatchSize.Of(given),
        BaselinePath = Comparison.Baseline.Find(given),
        Limits = Comparison.Of(given),
        DescribeError = error => ErrorAdvice.Describe(error),
        DescribeWarning = WarningAdvice.Describe,
    };

    private sealed class Progress(RunConsole console) : IProgress<ConnectorEvent>
    {
        public void Report(ConnectorEvent value) => console.Report(value);
    }
}
