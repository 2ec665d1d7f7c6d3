using System.Collections.Concurrent;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Synchronizing;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox;
using QualysSandbox.Inventory;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>One export after the other, each of them reconciled with what a sandbox holds.</summary>
internal sealed class ReconciledScenario : IAsyncDisposable, IProgress<ConnectorEvent>
{
    private readonly TemporaryFolder _folder = new();
    private int _runs;

    private ReconciledScenario(SandboxServer sandbox) => Sandbox = sandbox;

    public static AxoniusContract Contract { get; } = new("Id", [new("B", "Business"), new("T", "Tier"), new("O", "Owner")]);

    public SandboxServer Sandbox { get; }

    public ConcurrentQueue<ConnectorEvent> Events { get; } = new();

    public ConcurrentQueue<QualysUpdateResult> Results { get; } = new();

    public ComparisonOptions Comparison { get; set; } = new();

    /// <summary>Is told what came of each batch.</summary>
    public Action<QualysUpdateResult>? OnResult { get; set; }

    public int BatchSize { get; set; } = 2;

    public PayloadGrouping? GroupBy { get; set; }

    public int? Canary { get; set; }

    public string? Digest { get; set; }

    public SynchronizationSummary? Summary { get; private set; }

    public bool Verify { get; set; }

    public TimeSpan VerifyTimeout { get; set; }

    public QualysConnection Reading => QualysConnection.To(
        Sandbox.Address.ToString(), null, new QualysCredential("sandbox", UpdateScenario.Password), UpdateScenario.Quick);

    public bool AllowMassChange { get; set; }

    public BatchChoice Choice { get; set; } = new();

    public string? PriorityKey { get; set; }

    public UpdateTarget? Target { get; set; }

    public string User { get; set; } = "sandbox";

    public string LedgerPath => _folder.File("ledger.sqlite");

    public string RunPath => _folder.File($"run{_runs}.db");

    public int Calls => Sandbox.Requests.Count(request => request.Path.EndsWith("/update/am/asset", StringComparison.Ordinal));

    public static async Task<ReconciledScenario> StartAsync(SandboxOptions? options = null) =>
        new(await SandboxServer.StartAsync((options ?? new SandboxOptions { Password = UpdateScenario.Password }) with
        {
            Inventory = new InventoryOptions { Assets = 40, FirstId = 1, AverageBytes = 2_000 },
        }));

    public void Report(ConnectorEvent value) => Events.Enqueue(value);

    /// <summary>Plans rows of "id,business,tier,owner", and sends what differs.</summary>
    /// <returns>How many calls that took.</returns>
    public async Task<int> RunAsync(params string[] rows)
    {
        Prepare(rows);
        return await SendAsync();
    }

    /// <summary>Plans rows of "id,business,tier,owner" in a database of their own.</summary>
    public void Prepare(params string[] rows)
    {
        _runs++;
        string export = _folder.File($"export{_runs}.csv");
        File.WriteAllLines(export, rows.Prepend("Id,B,T,O"));
        using AttributeSynchronization synchronization = Synchronize(export);
        synchronization.Prepare(CancellationToken.None);
        if (Choice.IsPilot)
        {
            synchronization.MeasureChosen();
        }
    }

    /// <summary>Looks at what would be sent of the latest plan.</summary>
    public void DryRun(string? path = null)
    {
        using AttributeSynchronization synchronization = new(Options(""), this);
        synchronization.TakeUp(path ?? RunPath);
        synchronization.IsFunctionOnRecord = true;
        synchronization.DryRun(null, 0, CancellationToken.None);
    }

    /// <summary>Plans what takes a run back, in a database of its own.</summary>
    public void PrepareUndo(string runPath, UndoOptions? options = null)
    {
        _runs++;
        using AttributeSynchronization synchronization = new(
            Options("") with { Comparison = null, Undo = options ?? new UndoOptions { RunPath = runPath } }, this);
        synchronization.Prepare(CancellationToken.None);
    }

    /// <summary>Takes a run back.</summary>
    /// <returns>How many calls that took.</returns>
    public async Task<int> UndoAsync(string runPath, UndoOptions? options = null)
    {
        PrepareUndo(runPath, options);
        return await SendAsync();
    }

    /// <summary>Sends what is left of the latest plan, or of another.</summary>
    public async Task<int> SendAsync(
        string? path = null, QualysClientOptions? options = null, string? priorityKey = null, CancellationToken? stop = null)
    {
        int before = Calls;
        Results.Clear();
        using AttributeSynchronization synchronization = new(Options("") with { PriorityKey = priorityKey }, this);
        synchronization.TakeUp(path ?? RunPath);
        synchronization.IsFunctionOnRecord = true;
        using var client = new QualysClient(
            QualysAddress.Parse(Sandbox.Address.ToString()), new QualysCredential(User, UpdateScenario.Password), options ?? UpdateScenario.Quick);
        await synchronization.SendAsync(
            client,
            result =>
            {
                Results.Enqueue(result);
                OnResult?.Invoke(result);
            },
            Reading,
            stop ?? TestContext.Current.CancellationToken);
        Summary = synchronization.Summarize(_ => null);
        return Calls - before;
    }

    /// <summary>What the sandbox has of an asset: "Business/Tier/Owner".</summary>
    public string Held(ulong id) =>
        string.Join('/', Contract.Keys.Select(key => Sandbox.Assets.AttributesOf(id).GetValueOrDefault(key, "")));

    public List<string> Query(string sql, string? path = null) => SqliteFile.Read(path ?? RunPath, sql);

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        _folder.Dispose();
    }

    private AttributeSynchronization Synchronize(string export) => new(Options(export), this);

    private SynchronizationOptions Options(string export) => new()
    {
        Import = new AxoniusImportOptions
        {
            Path = export,
            DatabasePath = RunPath,
            Contract = Contract,
            Caller = "scenario",
        },
        Function = QualysFunction.Add,
        BatchSize = BatchSize,
        GroupBy = GroupBy,
        Canary = Canary,
        PlanDigest = Digest,
        Verify = Verify,
        VerifyTimeout = VerifyTimeout,
        AllowMassChange = AllowMassChange,
        Choice = Choice,
        PriorityKey = PriorityKey,
        Target = Target,
        Comparison = Comparison with { LedgerPath = LedgerPath },
    };
}
