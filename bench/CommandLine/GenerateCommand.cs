using System.CommandLine;
using System.Globalization;
using Bench.Exports;

namespace Bench.CommandLine;

/// <summary>Writes an export.</summary>
internal sealed class GenerateCommand : Command
{
    private readonly ExportParameters _export = new();
    private readonly Option<string> _output = new("--output") { Description = "The file to write", Required = true };

    public GenerateCommand()
        : base("generate", "Writes an Axonius export")
    {
        _export.AddTo(this);
        Options.Add(_output);
        SetAction(Run);
    }

    private void Run(ParseResult result)
    {
        string path = result.GetValue(_output)!;
        ExportTally tally = ExportGenerator.Write(_export.Read(result), path);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {path}: {tally.Bytes:N0} bytes
              rows {tally.Rows:N0}, assets {tally.Assets:N0}, rejected {tally.Rejected:N0}
              duplicate rows {tally.DuplicateRows:N0}, ids left out {tally.ExcludedAssets:N0}, without values {tally.AssetsWithoutValues:N0}
              assets planned {tally.AssetsPlanned:N0}, groups {tally.Groups:N0}, batches {tally.Batches:N0}
            """));
    }
}
