using System.CommandLine;
using Bench.Pace;

namespace Bench.CommandLine;

/// <summary>Measures how a run keeps to a limit.</summary>
internal sealed class PaceCommand : Command
{
    private readonly Option<int> _calls = WholeNumber.Option("--calls", "How many calls the sandbox takes in its window", 60, least: 1);
    private readonly Option<int> _window = WholeNumber.Option("--window", "The length of the window in seconds", 10, least: 1);
    private readonly Option<int> _atATime = WholeNumber.Option("--at-a-time", "How many calls it takes at a time", 2, least: 1);
    private readonly Option<int> _batches = WholeNumber.Option("--batches", "How many batches are sent", 300, least: 1);
    private readonly Option<int> _latency = WholeNumber.Option("--latency-ms", "How long the sandbox takes for a call", 20, least: 0);
    private readonly Option<string> _cli = new("--cli") { Description = "The command line to measure instead of the one that is built: a program or a dll" };
    private readonly Option<string> _folder = new("--folder") { Description = "Where export and database go for the time of the run", DefaultValueFactory = _ => Path.GetTempPath() };
    private readonly Option<string> _output = new("--output") { Description = "A file to write the report to as well" };

    public PaceCommand()
        : base("pace", "Measures how a reconciled run keeps to the window of a limit: calls that were turned away, and the time beside the least possible")
    {
        foreach (Option option in new Option[] { _calls, _window, _atATime, _batches, _latency, _cli, _folder, _output })
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private int Run(ParseResult result) => ReportOutput.Write(
        () => PaceMeasurement.Run(new PaceOptions
        {
            Calls = result.GetValue(_calls),
            Window = TimeSpan.FromSeconds(result.GetValue(_window)),
            AtATime = result.GetValue(_atATime),
            Batches = result.GetValue(_batches),
            Latency = TimeSpan.FromMilliseconds(result.GetValue(_latency)),
            CommandLine = result.GetValue(_cli),
            Folder = result.GetValue(_folder)!,
        }),
        result.GetValue(_output));
}
