using System.Collections.Concurrent;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Synchronizing;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>A plan that was reviewed and closed, and is taken up again to be sent to a sandbox, as --resume does.</summary>
internal sealed class ResumedRun : IAsyncDisposable, IProgress<ConnectorEvent>
{
    private ResumedRun(SandboxServer sandbox, TestRun plan) => (Sandbox, Plan, Path) = (sandbox, plan, plan.DatabasePath);

    public SandboxServer Sandbox { get; }

    /// <summary>The plan: seven assets in three groups and, two a batch, in five batches, 1.1 1.2 2.1 2.2 3.1.</summary>
    public TestRun Plan { get; }

    public string Path { get; private set; }

    public ConcurrentQueue<ConnectorEvent> Events { get; } = new();

    /// <summary>Is called with every event.</summary>
    public Action<ConnectorEvent>? Watch { get; set; }

    public IEnumerable<string> Warnings => Events.OfType<ConnectorWarning>().Select(warning => warning.Message);

    /// <summary>The assets of each request, in the order of their arrival.</summary>
    public IReadOnlyList<string> Requests => [.. Sandbox.Requests.Select(request => string.Join(',', request.AssetIds.Order()))];

    public static async Task<ResumedRun> StartAsync(QualysFunction function = QualysFunction.Add) => new(
        await SandboxServer.StartAsync(new SandboxOptions()),
        TestRun.Whole(
            new ExportBuilder().Row("1\n2\n3", "a").Row("4\n5\n6", "b").Row("7", "c"), batchSize: 2, function: function));

    public void Report(ConnectorEvent value)
    {
        Events.Enqueue(value);
        Watch?.Invoke(value);
    }

    /// <summary>Goes on from a copy of the plan elsewhere.</summary>
    public void CopyTo(string path)
    {
        File.Copy(Path, path);
        Path = path;
    }

    /// <summary>Changes the database from outside.</summary>
    public void Change(string sql) => SqliteFile.Execute(Path, sql);

    /// <summary>Sends one batch at a time.</summary>
    public async Task<IReadOnlyList<QualysUpdateResult>> SendAsync(
        BatchChoice? choice = null, string? digest = null, string password = "sandbox", object? user = null, QualysFunction? function = null,
        bool leavesFailed = false)
    {
        using var client = new QualysClient(
            QualysAddress.Parse(Sandbox.Address.ToString()), new QualysCredential("sandbox", password), UpdateScenario.Quick with { ThrottleLimit = 1 });
        using var synchronization = new AttributeSynchronization(
            new SynchronizationOptions
            {
                Import = new AxoniusImportOptions { Path = "", Caller = new StageCaller("resume") { User = user } },
                Function = function ?? QualysFunction.Add,
                Choice = choice ?? new BatchChoice(),
                PlanDigest = digest,
                LeavesFailed = leavesFailed,
            },
            this);
        var results = new ConcurrentQueue<QualysUpdateResult>();
        synchronization.TakeUp(Path);
        synchronization.IsFunctionOnRecord = function is null;
        await synchronization.SendAsync(client, results.Enqueue, null, TestContext.Current.CancellationToken);
        return [.. results];
    }

    /// <summary>Demands that sending is refused before anything leaves.</summary>
    public async Task<RunDatabaseException> RequireRefusedAsync(string errorId, Func<Task>? sending = null)
    {
        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(sending ?? (() => SendAsync()));
        Assert.True(exception.ErrorId == errorId, $"{exception.ErrorId}: {exception.Message}");
        Assert.Contains(Path, exception.Message, StringComparison.Ordinal);
        Assert.Empty(Sandbox.Requests);
        return exception;
    }

    /// <summary>What is on record of each batch, as "group.batch outcome".</summary>
    public string[] Outcomes() =>
        [.. SqliteFile.Read(Path, "SELECT group_number || '.' || batch_number || ' ' || outcome FROM batch_execution ORDER BY 1")];

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        Plan.Dispose();
    }
}
