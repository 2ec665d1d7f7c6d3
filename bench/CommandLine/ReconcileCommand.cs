using System.CommandLine;
using Bench.Reconciling;

namespace Bench.CommandLine;

/// <summary>Measures reconciling.</summary>
internal sealed class ReconcileCommand : Command
{
    private readonly Option<int> _rows = WholeNumber.Option("--rows", "How many assets are planned against an inventory of the same ones", 1_000_000, least: 1_000);
    private readonly Option<int> _assets = WholeNumber.Option("--assets", "How many assets are sent", 100_000, least: 1_000);
    private readonly Option<int> _runs = WholeNumber.Option("--runs", "How often each program runs", 3, least: 1);
    private readonly Option<int> _kills = WholeNumber.Option("--kills", "How often a run is killed at a random moment", 200, least: 0);
    private readonly Option<string> _cli = new("--cli") { Description = "The command line to measure instead of the one that is built: a program or a dll" };
    private readonly Option<string> _folder = new("--folder") { Description = "Where exports and databases go for the time of the run", DefaultValueFactory = _ => Path.GetTempPath() };
    private readonly Option<string> _output = new("--output") { Description = "A file to write the report to as well" };

    public ReconcileCommand()
        : base("reconcile", "Measures reconciling: the plan beside the dry run, the calls of each way, and what is left of a run that is killed")
    {
        foreach (Option option in new Option[] { _rows, _assets, _runs, _kills, _cli, _folder, _output })
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private int Run(ParseResult result) => ReportOutput.Write(() => Measure(OptionsOf(result)), result.GetValue(_output));

    private static string Measure(ReconciliationOptions options)
    {
        using var reconciliation = new Reconciliation(options);
        return reconciliation.Run();
    }

    private ReconciliationOptions OptionsOf(ParseResult result) => new()
    {
        Rows = result.GetValue(_rows),
        Assets = result.GetValue(_assets),
        Runs = result.GetValue(_runs),
        Kills = result.GetValue(_kills),
        CommandLine = result.GetValue(_cli),
        Folder = result.GetValue(_folder)!,
    };
}
