using System.Collections.Concurrent;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Synchronizing;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>An export of a few assets, a sandbox they are sent to, and everything that was said on the way.</summary>
internal sealed class UpdateScenario : IAsyncDisposable, IProgress<ConnectorEvent>
{
    public const string Password = "p4ss-w0rd!ÄÖ\"\\";

    private readonly TemporaryFolder _folder = new();
    private readonly AttributeSynchronization _synchronization;

    private UpdateScenario(SandboxServer sandbox, string[] rows, QualysFunction function, int batchSize)
    {
        Sandbox = sandbox;
        Rows = rows.Select(row => row.Split(',')).ToDictionary(cells => ulong.Parse(cells[0]), cells => cells[1]);
        string export = _folder.File("export.csv");
        File.WriteAllLines(export, rows.Prepend("Id,Owner"));
        _synchronization = new AttributeSynchronization(
            new SynchronizationOptions
            {
                Import = new AxoniusImportOptions
                {
                    Path = export,
                    DatabasePath = _folder.File("run.db"),
                    Contract = new AxoniusContract("Id", [new AxoniusColumn("Owner", "Owner")]),
                    Caller = "scenario",
                },
                Function = function,
                BatchSize = batchSize,
            },
            this);
        _synchronization.Prepare(CancellationToken.None);
    }

    public SandboxServer Sandbox { get; }

    /// <summary>What the assets are to have.</summary>
    public Dictionary<ulong, string> Rows { get; }

    public ConcurrentQueue<ConnectorEvent> Events { get; } = new();

    public ConcurrentQueue<QualysUpdateResult> Results { get; } = new();

    public string DatabasePath => _synchronization.DatabasePath;

    public UpdateCounts Counts => _synchronization.Counts;

    /// <summary>Patient enough for every fault, and in a hurry.</summary>
    public static QualysClientOptions Quick { get; } = new()
    {
        RetryMinimum = TimeSpan.FromMilliseconds(5),
        RetryMaximum = TimeSpan.FromMilliseconds(50),
        Timeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>Six assets of three owners in batches of two: three batches.</summary>
    public static string[] SixAssets { get; } = ["1,Ann", "2,Ann", "3,Bob", "4,Bob", "5,Cid", "6,Cid"];

    public static async Task<UpdateScenario> StartAsync(
        SandboxOptions? options = null, string[]? rows = null, QualysFunction function = QualysFunction.Add, int batchSize = 2) =>
        new(await SandboxServer.StartAsync((options ?? new SandboxOptions()) with { Password = Password }), rows ?? SixAssets, function, batchSize);

    /// <summary>Is told of each event as it comes.</summary>
    public Action<ConnectorEvent>? OnEvent { get; set; }

    /// <summary>Is told what came of each batch, as whoever sends is.</summary>
    public Action<QualysUpdateResult>? OnResult { get; set; }

    public void Report(ConnectorEvent value)
    {
        Events.Enqueue(value);
        OnEvent?.Invoke(value);
    }

    /// <summary>Sends what is not confirmed yet.</summary>
    public async Task SendAsync(
        QualysClientOptions? options = null, string password = Password, CancellationToken? stop = null, SandboxServer? to = null)
    {
        using var client = new QualysClient(
            QualysAddress.Parse((to ?? Sandbox).Address.ToString()), new QualysCredential("sandbox", password), options ?? Quick);
        await SendByAsync(client, stop);
    }

    /// <summary>Sends what is not confirmed yet by an account of any kind.</summary>
    public async Task SendAsAsync(
        QualysCredential credential, QualysUpdateAuthentication authentication, QualysClientOptions? options = null, CancellationToken? stop = null)
    {
        var target = new UpdateTarget(QualysAddress.Parse(Sandbox.Address.ToString()), authentication);
        using QualysClient client = QualysClient.To(target, credential, options ?? Quick, this);
        await SendByAsync(client, stop);
    }

    /// <summary>Sends what is not confirmed yet over a connection.</summary>
    public async Task SendOverAsync(QualysConnection connection)
    {
        using QualysClient client = QualysClient.Of(connection, this);
        await SendByAsync(client, null);
    }

    private async Task SendByAsync(QualysClient client, CancellationToken? stop)
    {
        Results.Clear();
        await _synchronization.SendAsync(client, Take, null, stop ?? TestContext.Current.CancellationToken);
    }

    private void Take(QualysUpdateResult result)
    {
        Results.Enqueue(result);
        OnResult?.Invoke(result);
    }

    /// <summary>The assets whose attribute in the sandbox is what the export says.</summary>
    public IEnumerable<ulong> AssetsAsWanted() =>
        Rows.Where(row => Sandbox.Assets.AttributesOf(row.Key).GetValueOrDefault("Owner") == row.Value).Select(row => row.Key);

    public bool IsFinalStateAsWanted() => AssetsAsWanted().Count() == Rows.Count;

    public IEnumerable<T> EventsOf<T>() => Events.OfType<T>();

    /// <summary>Asks the database from outside, as a person would who looks while it runs.</summary>
    public List<string> Query(string sql) => SqliteFile.Read(DatabasePath, sql);

    /// <summary>Ends the work on the database; nothing can be sent after that.</summary>
    public void Close() => _synchronization.Dispose();

    /// <summary>Every byte the run has left on disk.</summary>
    public IEnumerable<byte[]> Files()
    {
        // Closed: Windows lets nobody else read what is open for writing.
        _synchronization.Dispose();
        return Directory.EnumerateFiles(_folder.Path).Select(File.ReadAllBytes);
    }

    public async ValueTask DisposeAsync()
    {
        _synchronization.Dispose();
        await Sandbox.DisposeAsync();
        _folder.Dispose();
    }
}
