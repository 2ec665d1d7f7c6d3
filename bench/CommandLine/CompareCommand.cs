using System.CommandLine;
using Bench.Comparing;

namespace Bench.CommandLine;

/// <summary>Runs the comparison.</summary>
internal sealed class CompareCommand : Command
{
    private readonly ExportParameters _export = new();
    private readonly Option<int> _runs = WholeNumber.Option("--runs", "How often each program runs over each export", 3, least: 1);
    private readonly Option<bool> _alsoTenfold = new("--also-tenfold") { Description = "Measures ten times the rows too" };
    private readonly Option<string> _cli = new("--cli") { Description = "The command line to measure instead of the one that is built: a program or a dll" };
    private readonly Option<string> _pythonConnector = new("--python-connector") { Description = "A copy of the Python connector, to be timed too" };
    private readonly Option<int> _pythonRows = WholeNumber.Option("--python-rows", "How many rows the Python connector gets: its time grows with their square", 10_000, least: 1);
    private readonly Option<string> _folder = new("--folder") { Description = "Where exports and databases go for the time of the run", DefaultValueFactory = _ => Path.GetTempPath() };
    private readonly Option<string> _output = new("--output") { Description = "A file to write the report to as well" };

    public CompareCommand()
        : base("compare", "Measures whole processes over the same exports: sqlite3, the command line, the cmdlets, the Python connector")
    {
        _export.AddTo(this);
        foreach (Option option in new Option[] { _runs, _alsoTenfold, _cli, _pythonConnector, _pythonRows, _folder, _output })
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private int Run(ParseResult result) => ReportOutput.Write(() => new Comparison(OptionsOf(result)).Run(), result.GetValue(_output));

    private ComparisonOptions OptionsOf(ParseResult result) => new()
    {
        Export = _export.Read(result),
        Runs = result.GetValue(_runs),
        AlsoTenfold = result.GetValue(_alsoTenfold),
        CommandLine = result.GetValue(_cli),
        PythonConnector = result.GetValue(_pythonConnector),
        PythonRows = result.GetValue(_pythonRows),
        Folder = result.GetValue(_folder)!,
    };
}
