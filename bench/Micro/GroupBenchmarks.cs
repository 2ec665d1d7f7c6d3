using Bench.Exports;
using BenchmarkDotNet.Attributes;
using QualysCustomAttributes.Planning;

namespace Bench.Micro;

/// <summary>Groups what was imported and splits the groups into batches.</summary>
[MemoryDiagnoser]
public class GroupBenchmarks
{
    private const int Rows = 100_000;
    private const string Command = "bench";

    private readonly ScratchFolder _folder = new();

    /// <summary>How many different sets of attributes the export has; 0 for one a row.</summary>
    [Params(5_000, 0)]
    public int Distinct { get; set; }

    /// <summary>Imports an export and makes the payloads.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        ExportGenerator.Write(new ExportOptions(Rows, Distinct), _folder.Export);
        using AxoniusImport import = AxoniusImport.Start(_folder.ImportOptions);
        while (import.Read())
        {
        }

        using PayloadStage payloads = PayloadStage.Start(_folder.Database, Command);
        payloads.AddAll();
        payloads.Complete();
    }

    /// <summary>Takes the files away.</summary>
    [GlobalCleanup]
    public void Clean() => _folder.Delete();

    /// <summary>Each run replaces what the one before wrote.</summary>
    /// <returns>How many batches there were.</returns>
    [Benchmark]
    public long GroupAndSplit()
    {
        using (GroupStage groups = GroupStage.Start(_folder.Database, DuplicateAction.ExcludeConflicting, Command))
        {
            groups.AddAll();
            foreach (QualysPayloadGroup _ in groups.Complete())
            {
            }
        }

        using SplitStage batches = SplitStage.Start(_folder.Database, SplitStage.DefaultBatchSize, Command);
        foreach (QualysBatch _ in batches.ReadAll())
        {
        }

        batches.Complete();
        return batches.Batches;
    }
}
