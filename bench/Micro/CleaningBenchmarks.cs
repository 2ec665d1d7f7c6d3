using System.Text;
using BenchmarkDotNet.Attributes;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;

namespace Bench.Micro;

/// <summary>Reads cells that must be rewritten: line breaks in every value, many ids in every cell.</summary>
[MemoryDiagnoser]
public class CleaningBenchmarks
{
    private const int Rows = 20_000;
    private const int IdsInRow = 5;

    private readonly ScratchFolder _folder = new();

    /// <summary>How many lines each value has.</summary>
    [Params(1, 5)]
    public int Lines { get; set; }

    /// <summary>Writes the export.</summary>
    [GlobalSetup]
    public void WriteExport()
    {
        string value = $"\"{string.Join("\r\n", Enumerable.Repeat("one of several values", Lines))}\"";
        string values = string.Join(',', AxoniusContract.Default.Columns.Select(_ => value));
        using var writer = new StreamWriter(_folder.Export, append: false, Encoding.UTF8);
        writer.WriteLine($"{AxoniusContract.DefaultAssetIdHeader},{string.Join(',', AxoniusContract.Default.Columns.Select(column => column.Header))}");
        for (int row = 1; row <= Rows; row++)
        {
            writer.WriteLine($"\"{string.Join('\n', Enumerable.Range(row * IdsInRow, IdsInRow))}\",{values}");
        }
    }

    /// <summary>Takes the files away.</summary>
    [GlobalCleanup]
    public void Clean() => _folder.Delete();

    /// <summary>Imports the export.</summary>
    /// <returns>How many assets there were.</returns>
    [Benchmark]
    public long Import()
    {
        using AxoniusImport import = AxoniusImport.Start(_folder.ImportOptions);
        while (import.Read())
        {
        }

        return import.Records;
    }
}
