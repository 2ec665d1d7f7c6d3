using System.Diagnostics;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Synchronizing;

/// <summary>
/// The five stages in one: an export becomes batches that can be reviewed (<see cref="Prepare"/>), and the batches become
/// calls to Qualys (<see cref="SendAsync"/>), or the record of a dry run (<see cref="DryRun"/>). Each stage goes on from what
/// the one before wrote into the run database, so no object is made for an asset.
/// </summary>
internal sealed class AttributeSynchronization
{
    private readonly SynchronizationOptions _options;
    private readonly IProgress<ConnectorEvent>? _events;

    /// <summary>Creates a synchronization.</summary>
    /// <param name="options">What is done.</param>
    /// <param name="events">Takes progress, calls and warnings, on whichever thread they happen.</param>
    public AttributeSynchronization(SynchronizationOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _events = events;
    }

    /// <summary>The stages a synchronization goes through, in their order.</summary>
    public static IReadOnlyList<ConnectorStage> Stages { get; } = [.. RunStage.InOrder.Select(stage => stage.Stage)];

    /// <summary>The run database; empty until it was created.</summary>
    public string DatabasePath { get; private set; } = "";

    /// <summary>What came of the batches so far.</summary>
    public UpdateCounts Counts { get; private set; } = new();

    /// <summary>Takes up a run database that was prepared earlier, so that <see cref="SendAsync"/> sends what is left of it.</summary>
    /// <param name="databasePath">The run database.</param>
    public void TakeUp(string databasePath) => DatabasePath = Path.GetFullPath(databasePath);

    /// <summary>Runs the first four stages: nothing is sent.</summary>
    /// <param name="cancellationToken">Stops the work; what was done stays on record.</param>
    /// <exception cref="ConnectorException">The export or the database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Prepare(CancellationToken cancellationToken)
    {
        // One user more keeps the database open from stage to stage.
        using AxoniusImport import = AxoniusImport.Start(_options.Import, _events, cancellationToken);
        DatabasePath = import.DatabasePath;
        ReportBegin(ConnectorStage.Import, "bytes");
        while (import.Read())
        {
        }

        MakePayloads(import.Records);
        Group(cancellationToken);
        Split(cancellationToken);
    }

    /// <summary>Enters every batch of the database into the execution log and sends nothing.</summary>
    /// <param name="onResult">Takes what is on record of each batch; without it no object is made for one.</param>
    /// <param name="cancellationToken">Stops the work; what was done stays on record.</param>
    /// <exception cref="ConnectorException">The database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void DryRun(Action<QualysUpdateResult>? onResult, CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Update, "batches");
        using DryRunStage stage = DryRunStage.Start(DatabasePath, SendOptions(), _events);
        Counts = stage.Counts;
        if (onResult is null)
        {
            stage.EnterAndCountAll(cancellationToken);
        }
        else
        {
            stage.EnterAll(cancellationToken);
            foreach (QualysBatch batch in stage.ReadAll())
            {
                cancellationToken.ThrowIfCancellationRequested();
                onResult(stage.Enter(batch));
            }
        }

        Complete(stage, start);
    }

    /// <summary>Sends every batch of the database that is not done.</summary>
    /// <param name="client">Calls Qualys. It stays the caller's.</param>
    /// <param name="onResult">Takes what came of each batch, on whichever thread it happens.</param>
    /// <param name="cancellationToken">Stops the work; what was done stays on record.</param>
    /// <returns>A task that ends with the last batch.</returns>
    /// <exception cref="ConnectorException">Qualys refused the account, the address is wrong, or the database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task SendAsync(QualysClient client, Action<QualysUpdateResult>? onResult, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        long start = ReportBegin(ConnectorStage.Update, "batches");
        using SendStage stage = SendStage.Start(DatabasePath, client, SendOptions(), _events);
        Counts = stage.Counts;
        stage.EnterAll(cancellationToken);
        using var loop = new SendingLoop(stage, client.Options.ThrottleLimit, onResult, cancellationToken);
        try
        {
            // All at once: a query left open for hours would keep SQLite's log from being folded back into the file.
            foreach (QualysBatch batch in stage.ReadAll().ToList())
            {
                await loop.AddAsync(batch).ConfigureAwait(false);
            }

            await loop.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            await loop.DrainAsync().ConfigureAwait(false);
        }

        Complete(stage, start);
    }

    /// <summary>Sums up what the run came to.</summary>
    /// <returns>The summary.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public SynchronizationSummary Summarize() => new(RunReport.Read(DatabasePath), Counts);

    private SendOptions SendOptions() => new()
    {
        Function = _options.Function,
        StopSending = _options.StopSending,
        Command = _options.Import.Command,
    };

    private void MakePayloads(long assets)
    {
        long start = ReportBegin(ConnectorStage.Payload, "assets");
        using PayloadStage stage = PayloadStage.Start(DatabasePath, _options.Import.Command, _events);
        stage.AddAll();
        stage.Complete();
        ReportEnd(ConnectorStage.Payload, start, assets, "assets", Counted.Of(assets, "payload"));
    }

    private void Group(CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Group, "assets");
        using GroupStage stage = GroupStage.Start(DatabasePath, _options.DuplicateAction, _options.Import.Command, _events);
        stage.AddAll(cancellationToken);
        stage.CompleteAll(cancellationToken);
        string status = $"{Counted.Of(stage.Groups, "group")} of {Counted.Of(stage.GroupedAssets, "asset")}";
        ReportEnd(ConnectorStage.Group, start, stage.GroupedAssets, "assets", status);
    }

    private void Split(CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Split, "batches");
        using SplitStage stage = SplitStage.Start(DatabasePath, _options.BatchSize, _options.Import.Command, _events);
        stage.AddAll(cancellationToken);
        stage.Complete();
        ReportEnd(ConnectorStage.Split, start, stage.Batches, "batches", Counted.Of(stage.Batches, "batch", "batches"));
    }

    private void Complete(BatchStage stage, long start)
    {
        if (!_options.StopSending.IsCancellationRequested)
        {
            stage.Complete();
        }

        ReportEnd(ConnectorStage.Update, start, stage.Counts.Batches, "batches", stage.Counts.ToString());
    }

    private long ReportBegin(ConnectorStage stage, string unit)
    {
        _events?.Report(new StageProgress(stage, 0, null, unit, TimeSpan.Zero, ""));
        return Stopwatch.GetTimestamp();
    }

    private void ReportEnd(ConnectorStage stage, long start, long done, string unit, string status) =>
        _events?.Report(new StageProgress(stage, done, done, unit, Stopwatch.GetElapsedTime(start), status));
}
