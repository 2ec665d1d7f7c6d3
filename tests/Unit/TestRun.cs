using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit;

/// <summary>One run over one export in a folder of its own, stage by stage, and a look into its database.</summary>
internal sealed class TestRun : IDisposable
{
    public TestRun(ExportBuilder export)
        : this(export.ToBytes())
    {
    }

    public TestRun(byte[] export)
    {
        ExportPath = Folder.Write("export.csv", export);
        DatabasePath = Folder.File("run.db");
        Options = new AxoniusImportOptions { Path = ExportPath, DatabasePath = DatabasePath, Caller = "test" };
    }

    static TestRun() => SQLitePCL.Batteries_V2.Init();

    public TemporaryFolder Folder { get; } = new();

    public string ExportPath { get; }

    public string DatabasePath { get; }

    public AxoniusImportOptions Options { get; set; }

    public List<ConnectorEvent> Events { get; } = [];

    public IProgress<ConnectorEvent> Listener => new Collector(Events);

    public IEnumerable<string> Warnings => Events.OfType<ConnectorWarning>().Select(warning => warning.Message);

    public static TestRun Imported(ExportBuilder export, AxoniusContract? contract = null, bool allowRejected = false)
    {
        var run = new TestRun(export);
        run.Options = run.Options with { Contract = contract ?? AxoniusContract.Default, AllowRejected = allowRejected };
        run.Import();
        return run;
    }

    /// <summary>Runs every stage, the last one dry.</summary>
    public static TestRun Whole(
        ExportBuilder export,
        AxoniusContract? contract = null,
        DuplicateAction duplicates = DuplicateAction.ExcludeConflicting,
        int batchSize = SplitStage.DefaultBatchSize,
        QualysFunction function = QualysFunction.Add,
        bool allowRejected = false)
    {
        TestRun run = Imported(export, contract, allowRejected);

        // One user more spares every stage the opening and closing.
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        run.MakePayloads();
        run.Group(duplicates);
        run.Split(batchSize);
        run.DryRun(function);
        return run;
    }

    public AxoniusImport StartImport() => AxoniusImport.Start(Options, Listener);

    public IReadOnlyList<AxoniusRecord> Import()
    {
        using AxoniusImport import = StartImport();
        var records = new List<AxoniusRecord>();
        while (import.Read())
        {
            records.Add(import.Current);
        }

        return records;
    }

    public IReadOnlyList<QualysAttributePayload> MakePayloads()
    {
        using PayloadStage stage = PayloadStage.Start(DatabasePath, "test", Listener);
        List<QualysAttributePayload> payloads = stage.ReadAll().ToList();
        stage.Complete();
        return payloads;
    }

    public IReadOnlyList<QualysPayloadGroup> Group(DuplicateAction duplicates = DuplicateAction.ExcludeConflicting)
    {
        using GroupStage stage = GroupStage.Start(DatabasePath, duplicates, "test", Listener);
        stage.AddAll();
        return stage.Complete().ToList();
    }

    public IReadOnlyList<QualysBatch> Split(int batchSize = SplitStage.DefaultBatchSize)
    {
        using SplitStage stage = SplitStage.Start(DatabasePath, batchSize, "test", Listener);
        List<QualysBatch> batches = stage.ReadAll().ToList();
        stage.Complete();
        return batches;
    }

    public IReadOnlyList<QualysUpdateResult> DryRun(QualysFunction function = QualysFunction.Add)
    {
        using DryRunStage stage = DryRunStage.Start(DatabasePath, new SendOptions { Function = function, Caller = "test" }, Listener);
        List<QualysUpdateResult> results = stage.ChooseBatches().Select(stage.Enter).ToList();
        stage.Complete();
        return results;
    }

    /// <summary>Gives each row's cells as text; NULL stays null.</summary>
    public List<string?[]> Query(string sql) => SqliteFile.Cells(DatabasePath, sql);

    /// <summary>Gives the first column of each row as text.</summary>
    public string[] Column(string sql) => Query(sql).Select(row => row[0] ?? "NULL").ToArray();

    /// <summary>Gives the first cell of the only row.</summary>
    public string? Cell(string sql) => Assert.Single(Query(sql))[0];

    /// <summary>Gives the rejected rows as "line reason asset_id".</summary>
    public string[] Rejections() =>
        Column("SELECT line || ' ' || reason || coalesce(' ' || asset_id, '') FROM rejected_rows ORDER BY rejected_row_id");

    public void Dispose() => Folder.Dispose();

    private sealed class Collector(List<ConnectorEvent> events) : IProgress<ConnectorEvent>
    {
        public void Report(ConnectorEvent value) => events.Add(value);
    }
}
