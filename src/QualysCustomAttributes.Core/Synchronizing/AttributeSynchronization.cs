using System.Diagnostics;
using System.Globalization;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Synchronizing;

/// <summary>
/// The five stages in one: an export becomes a reviewed plan (<see cref="Prepare"/>), and the plan becomes calls to Qualys
/// (<see cref="UpdateAsync"/>). Each stage goes on from what the one before wrote into the run database, so no object is
/// made for an asset.
/// </summary>
public sealed class AttributeSynchronization
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

    /// <summary>The run in numbers, as far as it has come.</summary>
    public SynchronizationSummary Summary { get; } = new();

    /// <summary>Takes up a run database that was prepared earlier, so that <see cref="UpdateAsync"/> sends what is left of it.</summary>
    /// <param name="databasePath">The run database.</param>
    public void TakeUp(string databasePath) => Summary.DatabasePath = Path.GetFullPath(databasePath);

    /// <summary>Runs the first four stages: nothing is sent.</summary>
    /// <param name="cancellationToken">Stops the work; what was done stays on record.</param>
    /// <exception cref="ConnectorException">The export or the database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Prepare(CancellationToken cancellationToken)
    {
        // One user more keeps the database open from stage to stage.
        using AxoniusImport import = AxoniusImport.Start(_options.Import, _events, cancellationToken);
        Summary.DatabasePath = import.DatabasePath;
        ReportBegin(ConnectorStage.Import, "bytes");
        Import(import);
        MakePayloads();
        Group(cancellationToken);
        Split(cancellationToken);
    }

    /// <summary>Gives the groups of the plan, in the order of their numbers.</summary>
    /// <returns>The groups, as they are asked for.</returns>
    /// <exception cref="ConnectorException">The database cannot be used.</exception>
    public IEnumerable<QualysPayloadGroup> ReadPlan()
    {
        using RunDatabase database = RunDatabase.Open(Summary.DatabasePath);
        foreach (QualysPayloadGroup group in database.Groups.Read())
        {
            yield return group;
        }
    }

    /// <summary>Runs the last stage over every batch of the database.</summary>
    /// <param name="client">Calls Qualys; <see langword="null"/> for a dry run.</param>
    /// <param name="onResult">Takes what came of each batch, on whichever thread it happens.</param>
    /// <param name="cancellationToken">Stops the work; what was done stays on record.</param>
    /// <returns>A task that ends with the last batch.</returns>
    /// <exception cref="ConnectorException">Qualys refused the account, the address is wrong, or the database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task UpdateAsync(QualysClient? client, Action<QualysUpdateResult>? onResult, CancellationToken cancellationToken)
    {
        var options = new UpdateOptions
        {
            Function = _options.Function,
            Force = _options.Force,
            StopSending = _options.StopSending,
            Command = _options.Import.Command,
        };
        long start = ReportBegin(ConnectorStage.Update, "batches");
        using UpdateStage stage = UpdateStage.Start(Summary.DatabasePath, client, options, _events);
        Summary.Update = stage.Counts;
        if (client is null && onResult is null)
        {
            stage.PlanAll(cancellationToken);
        }
        else if (client is null)
        {
            foreach (QualysBatch batch in stage.ReadAll())
            {
                cancellationToken.ThrowIfCancellationRequested();
                QualysUpdateResult result = stage.Plan(batch);
                onResult!(result);
            }
        }
        else
        {
            await SendAllAsync(stage, onResult, cancellationToken).ConfigureAwait(false);
        }

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

    private async Task SendAllAsync(UpdateStage stage, Action<QualysUpdateResult>? onResult, CancellationToken cancellationToken)
    {
        // All at once: a query left open for hours would keep SQLite's log from being folded back into the file.
        List<QualysBatch> batches = stage.ReadAll().ToList();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.ThrottleLimit, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(batches, parallel, async (batch, _) =>
        {
            // The caller's token, not the loop's: when one call ends the run, calls under way are to finish.
            QualysUpdateResult result = await stage.SendAsync(batch, cancellationToken).ConfigureAwait(false);
            onResult?.Invoke(result);
        }).ConfigureAwait(false);
    }

    private void Import(AxoniusImport import)
    {
        try
        {
            while (import.Read())
            {
            }
        }
        finally
        {
            Summary.RowsRead = import.RowsRead;
            Summary.Assets = import.Records;
            Summary.Rejected = import.Rejected;
        }
    }

    private void MakePayloads()
    {
        long start = ReportBegin(ConnectorStage.Payload, "assets");
        using PayloadStage stage = PayloadStage.Start(Summary.DatabasePath, _options.Import.Command);
        stage.AddAll();
        stage.Complete();
        ReportEnd(ConnectorStage.Payload, start, Summary.Assets, "assets", string.Create(CultureInfo.InvariantCulture, $"{Summary.Assets:N0} payloads"));
    }

    private void Group(CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Group, "assets");
        using GroupStage stage = GroupStage.Start(Summary.DatabasePath, _options.DuplicateAction, _options.Import.Command, _events);
        stage.AddAll(cancellationToken);
        stage.CompleteAll(cancellationToken);
        Summary.Groups = stage.Groups;
        Summary.DuplicateRows = stage.DuplicateRows;
        Summary.ExcludedAssets = stage.ExcludedAssets;
        Summary.AssetsWithoutValues = stage.AssetsWithoutValues;
        Summary.AssetsPlanned = stage.GroupedAssets;
        ReportEnd(
            ConnectorStage.Group, start, Summary.AssetsPlanned, "assets",
            string.Create(CultureInfo.InvariantCulture, $"{Summary.Groups:N0} groups of {Summary.AssetsPlanned:N0} assets"));
    }

    private void Split(CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Split, "batches");
        using SplitStage stage = SplitStage.Start(Summary.DatabasePath, _options.BatchSize, _options.Import.Command);
        stage.SplitAll(_events, cancellationToken);
        Summary.Batches = stage.Batches;
        stage.Complete();
        ReportEnd(ConnectorStage.Split, start, Summary.Batches, "batches", string.Create(CultureInfo.InvariantCulture, $"{Summary.Batches:N0} batches"));
    }
}
