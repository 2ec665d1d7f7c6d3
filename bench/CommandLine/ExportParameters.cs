using System.CommandLine;
using Bench.Exports;

namespace Bench.CommandLine;

/// <summary>The options that say what an export is to hold.</summary>
internal sealed class ExportParameters
{
    private readonly Option<int> _rows = WholeNumber.Option("--rows", "How many rows", 1_000_000, least: 1);

    private readonly Option<int> _distinct = WholeNumber.Option(
        "--distinct", "How many different sets of attributes; 0 gives every row one of its own", ExportOptions.DefaultDistinct, least: 0);

    private readonly Option<int> _seed = WholeNumber.Option("--seed", "The same seed gives the same export", ExportOptions.DefaultSeed, least: 0);

    public void AddTo(Command command)
    {
        command.Options.Add(_rows);
        command.Options.Add(_distinct);
        command.Options.Add(_seed);
    }

    public ExportOptions Read(ParseResult result) => new(result.GetValue(_rows), result.GetValue(_distinct), result.GetValue(_seed));
}
