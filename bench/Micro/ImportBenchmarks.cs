using Bench.Exports;
using BenchmarkDotNet.Attributes;
using QualysCustomAttributes.Planning;

namespace Bench.Micro;

/// <summary>Reads an export into a run database.</summary>
[MemoryDiagnoser]
public class ImportBenchmarks
{
    private const int Rows = 100_000;

    private readonly ScratchFolder _folder = new();

    /// <summary>How many different sets of attributes the export has; 0 for one a row.</summary>
    [Params(5_000, 0)]
    public int Distinct { get; set; }

    /// <summary>Writes the export.</summary>
    [GlobalSetup]
    public void WriteExport() => ExportGenerator.Write(new ExportOptions(Rows, Distinct), _folder.Export);

    /// <summary>Takes the files away.</summary>
    [GlobalCleanup]
    public void Clean() => _folder.Delete();

    /// <summary>As the command line does: no object for an asset.</summary>
    /// <returns>How many assets there were.</returns>
    [Benchmark(Baseline = true)]
    public long Import()
    {
        using AxoniusImport import = AxoniusImport.Start(_folder.ImportOptions);
        while (import.Read())
        {
        }

        return import.Records;
    }

    /// <summary>As the cmdlet does: an object for each asset.</summary>
    /// <returns>How many assets there were.</returns>
    [Benchmark]
    public long ImportWithRecords()
    {
        using AxoniusImport import = AxoniusImport.Start(_folder.ImportOptions);
        long sum = 0;
        while (import.Read())
        {
            sum += import.Current.Line > 0 ? 1 : 0;
        }

        return sum;
    }
}
