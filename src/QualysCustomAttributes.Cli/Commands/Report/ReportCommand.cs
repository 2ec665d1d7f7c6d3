using System.CommandLine;
using QualysCustomAttributes.Cli.Commands.Show;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Reporting;

namespace QualysCustomAttributes.Cli.Commands.Report;

/// <summary>Writes what a run came to as a page for people, as text for a pull request, or as an object for a program.</summary>
internal sealed class ReportCommand() : ConnectorCommand(
    "report",
    "Writes a report of a run: one page that opens in any browser without network, or Markdown, or JSON. Nothing is written into the run.")
{
    private readonly Argument<string> _run = new("RUN") { Description = "The run database." };

    private readonly Setting<string> _output = new("--output", "-o")
    {
        HelpName = "FILE",
        Meaning = "The file to write, or a folder that is there.",
        Otherwise = "beside the run, and called as it is",
        Read = Paths.Full,
    };

    private readonly Setting<RunReportFormat> _format = new("--format")
    {
        HelpName = "html|markdown|json",
        Meaning = "What it is written as.",
        Default = "html",
        Read = ReadFormat,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace the file if it exists." };

    private readonly LogOptions _log = new("");

    public override IEnumerable<Argument> Arguments => [_run];

    public override IEnumerable<Option> Options => [_output, _format, _force, _log.SharedRead];

    public override void Explain(HelpText help)
    {
        help.Table(
            "Exit codes:", [("0", "done, whatever the run came to"), ("1", "the run cannot be read, or the report cannot be written")]);
        help.Examples(
            "Examples:", ("A page to look at:", "report run.db"),
            ("Text for a pull request, in place of an earlier one:", "report run.db --format markdown --output plan.md --force"));
    }

    public override Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        string run = Paths.Full(given.GetRequiredValue(_run), _run.Name);
        var export = new RunReportExport(
            _format.Of(given), given.GetValue(_force), given.GetValue(_log.SharedRead), NextStep.Command);
        string path = export.FindPath(run, _output.Find(given));
        export.Write(run, path, stop);
        given.InvocationConfiguration.Output.WriteLine(ShownText.Line(path));
        return Task.FromResult(ExitCodes.Done);
    }

    private static RunReportFormat ReadFormat(string text, string source) => text.Trim().ToLowerInvariant() switch
    {
        "html" => RunReportFormat.Html,
        "markdown" or "md" => RunReportFormat.Markdown,
        "json" => RunReportFormat.Json,
        _ => throw new SettingsException($"{source} must be html, markdown or json, not '{text}'."),
    };
}
