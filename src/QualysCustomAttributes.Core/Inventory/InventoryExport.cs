using System.Diagnostics;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Inventory;

/// <summary>
/// The whole job: counts the assets, downloads them page by page into files, and loads the pages into the database at the
/// same time. A run that ended early goes on with the same command.
/// </summary>
internal sealed class InventoryExport
{
    private static readonly TimeSpan SamePeriod = TimeSpan.FromMinutes(1);

    private readonly QualysConnection _connection;
    private readonly InventoryOptions _options;
    private readonly IProgress<ConnectorEvent>? _events;
    private readonly string _folder;

    /// <summary>Creates the job. Nothing is touched or sent yet.</summary>
    /// <param name="connection">Where Qualys is, and who calls.</param>
    /// <param name="options">What is brought, and where to.</param>
    /// <param name="events">Takes progress, calls and warnings, on whichever thread they happen.</param>
    /// <exception cref="QualysConfigurationException">The options make no sense.</exception>
    public InventoryExport(QualysConnection connection, InventoryOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        options.ToQuery(DateTimeOffset.UnixEpoch).Validate();
        _connection = connection;
        _options = options;
        _events = events;
        _folder = Path.GetFullPath(options.Folder);
    }

    /// <summary>The database that the job loads into.</summary>
    public string DatabasePath => Path.Combine(_folder, InventoryFiles.DatabaseName);

    /// <summary>Does the job.</summary>
    /// <param name="cancellationToken">Stops it within a second; what was loaded stays, and the same command goes on.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no usable answer.</exception>
    /// <exception cref="InventoryDatabaseException">Folder or database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<InventorySummary> RunAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => RunLockedAsync(cancellationToken), cancellationToken);

    private async Task<InventorySummary> RunLockedAsync(CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        var newFiles = NewFiles.For(_options.SharedRead);
        using FileStream others = InventoryFiles.Lock(_folder, newFiles);
        using InventoryDatabase database = InventoryDatabase.Open(DatabasePath, newFiles);
        _events?.Report(new FileOpened(DatabasePath));
        using var client = new QualysInventoryClient(_connection, _events);
        (InventoryRunRow run, bool isResumed) = Begin(database);
        try
        {
            var files = new InventoryFiles(_folder, run.StartedAt, run.LastUpdatedAfter, newFiles);
            long expected = run.Expected ?? await CountAsync(database, client, run, files, cancellationToken).ConfigureAwait(false);
            _events?.Report(new InventoryCounted(expected, run.LastUpdatedAfter, isResumed));
            var transfer = new InventoryTransfer(_options, database, client, run, files, _events);
            int downloaded = await transfer.RunAsync(expected, cancellationToken).ConfigureAwait(false);
            LoadedPages loaded = database.Runs.FindLoaded(run.Id);
            var summary = new InventorySummary
            {
                Folder = _folder,
                DatabasePath = DatabasePath,
                StartedAt = run.StartedAt,
                LastUpdatedAfter = run.LastUpdatedAfter,
                IsResumed = isResumed,
                Expected = expected,
                Loaded = loaded.Loaded,
                Pages = loaded.Pages,
                PagesDownloaded = downloaded,
                Elapsed = Stopwatch.GetElapsedTime(started),
            };
            Complete(database, run, summary, notLoaded: loaded.Received - loaded.Loaded);
            return summary;
        }
        catch (Exception exception)
        {
            NoteEnd(database, run, exception);
            throw;
        }
    }

    private (InventoryRunRow Run, bool IsResumed) Begin(InventoryDatabase database)
    {
        string gateway = _connection.Gateway.ToString();
        InventoryRunRow? latest = database.Runs.FindLatest();
        DateTimeOffset now = InventoryTime.ToSecond(_connection.Options.TimeProvider.GetUtcNow());
        if (!_options.StartOver && latest is not null && IsUnfinished(latest) && IsSameMoment(latest, now)
            && latest.PageSize == _options.PageSize && latest.Selection == _options.Selection && latest.Gateway == gateway)
        {
            database.Write(() => database.Runs.Resume(latest.Id));
            return (latest, true);
        }

        // Two runs in one second would share their files. A clock that was set back makes no run begin later than it did.
        DateTimeOffset startedAt = now;
        while (database.Runs.HasBegunAt(startedAt))
        {
            startedAt = startedAt.AddSeconds(1);
        }

        DateTimeOffset since = InventoryTime.ToSecond(Since(database, now, gateway));
        var run = new InventoryRunRow
        {
            StartedAt = startedAt,
            LastUpdatedAfter = since,
            SinceRule = _options.SinceRule,
            PageSize = _options.PageSize,
            Selection = _options.Selection,
            Gateway = gateway,
        };
        return (database.Write(() => database.Runs.Begin(run)), false);
    }

    private static bool IsUnfinished(InventoryRunRow run) =>
        run.Outcome is InventoryOutcome.Running or InventoryOutcome.Cancelled or InventoryOutcome.Failed;

    // "Seven days ago" is another moment with every command, and the same distance from its beginning.
    private bool IsSameMoment(InventoryRunRow run, DateTimeOffset now) => run.SinceRule == _options.SinceRule
        || (_options.LastUpdatedAfter is { } since && InventoryOptions.MomentOf(run.SinceRule, _options.Incremental) is { } before
            && (now - since - (run.StartedAt - before)).Duration() < SamePeriod);

    private DateTimeOffset Since(InventoryDatabase database, DateTimeOffset now, string gateway)
    {
        if (!_options.Incremental)
        {
            return _options.LastUpdatedAfter ?? now.AddDays(-1);
        }

        DateTimeOffset? covered = InventoryCoverage.Until(
            database.Runs.FindComplete(_options.Selection, gateway, now + InventoryCoverage.MostAhead));
        return covered - InventoryOptions.Overlap ?? _options.LastUpdatedAfter ?? DateTimeOffset.UnixEpoch;
    }

    private async Task<long> CountAsync(
        InventoryDatabase database,
        QualysInventoryClient client,
        InventoryRunRow run,
        InventoryFiles files,
        CancellationToken cancellationToken)
    {
        QualysInventoryQuery query = _options.ToQuery(run.LastUpdatedAfter);
        AssetCount count = await client.CountWithAnswerAsync(query, cancellationToken).ConfigureAwait(false);
        files.WriteCount(count.Answer);
        database.Write(() => database.Runs.NoteExpected(run.Id, count.Assets));
        if (count.GatewayTime is { } theirs && _connection.Options.TimeProvider.GetUtcNow() - theirs > InventoryCoverage.MostAhead)
        {
            _events?.Report(new ConnectorWarning(
                $"The clock of this machine is ahead of the gateway's, where it is {InventoryTime.Format(theirs)} UTC. "
                + "Set it: an incremental run takes up where this one began by this clock, "
                + "and would miss what changed in between."));
        }

        return count.Assets;
    }

    private void Complete(InventoryDatabase database, InventoryRunRow run, InventorySummary summary, long notLoaded)
    {
        string why = notLoaded == 0 ? "Assets may have been removed meanwhile; export again to be sure."
            : $"{Counted.Of(notLoaded, "entry", "entries")} of the pages had no usable assetId or came twice; the pages' files have them.";
        string? message = summary.Shortfall == 0 ? null
            : $"Qualys counted {Counted.Of(summary.Expected, "asset")}, of which {summary.Loaded:N0} were loaded: "
                + $"{Counted.Of(summary.Shortfall, "asset")} missing. {why}";
        database.Write(() => database.Runs.End(run.Id, message is null ? InventoryOutcome.Complete : InventoryOutcome.Short, message));
        if (message is not null)
        {
            _events?.Report(new ConnectorWarning(message));
        }
    }

    private static void NoteEnd(InventoryDatabase database, InventoryRunRow run, Exception exception)
    {
        string outcome = exception is OperationCanceledException ? InventoryOutcome.Cancelled : InventoryOutcome.Failed;
        try
        {
            database.Write(() => database.Runs.End(run.Id, outcome, exception is ConnectorException ? exception.Message : null));
        }
        catch (InventoryDatabaseException)
        {
            // A full disk takes no note either. The run stays on record as running, from which the next command goes on too.
        }
    }
}
