using System.Diagnostics;
using System.Threading.Channels;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Inventory;

/// <summary>
/// The whole job: counts the assets, downloads them page by page into files, and loads the pages into the database at the
/// same time. A run that ended early goes on with the same command.
/// </summary>
public sealed class InventoryExport
{
    private const int PagesAhead = 2;
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
        using FileStream others = InventoryFiles.Lock(_folder);
        using InventoryDatabase database = InventoryDatabase.Open(DatabasePath);
        _events?.Report(new FileOpened(DatabasePath));
        using var client = new QualysInventoryClient(_connection, _events);
        (InventoryRun run, bool isResumed) = Begin(database);
        try
        {
            var transfer = new Transfer(this, database, client, run);
            long expected = run.Expected ?? await CountAsync(database, client, run, transfer.Files, cancellationToken).ConfigureAwait(false);
            _events?.Report(new InventoryCounted(expected, run.LastUpdatedAfter, isResumed));
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

    private (InventoryRun Run, bool IsResumed) Begin(InventoryDatabase database)
    {
        string gateway = _connection.Gateway.ToString();
        InventoryRun? latest = database.Runs.FindLatest();
        DateTimeOffset now = InventoryTime.ToSecond(_connection.Options.TimeProvider.GetUtcNow());
        if (!_options.StartOver && latest is { IsUnfinished: true } && IsSameMoment(latest, now) && latest.PageSize == _options.PageSize
            && latest.Selection == _options.Selection && latest.Gateway == gateway)
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
        var run = new InventoryRun(0, startedAt, since, _options.SinceRule, _options.PageSize, _options.Selection, gateway, null, InventoryRun.Running);
        return (database.Write(() => database.Runs.Begin(run)), false);
    }

    // "Seven days ago" is another moment with every command, and the same distance from its beginning.
    private bool IsSameMoment(InventoryRun run, DateTimeOffset now) => run.SinceRule == _options.SinceRule
        || (_options.LastUpdatedAfter is { } since && InventoryOptions.MomentOf(run.SinceRule, _options.Incremental) is { } before
            && (now - since - (run.StartedAt - before)).Duration() < SamePeriod);

    private DateTimeOffset Since(InventoryDatabase database, DateTimeOffset now, string gateway)
    {
        if (!_options.Incremental)
        {
            return _options.LastUpdatedAfter ?? now.AddDays(-1);
        }

        return database.Runs.FindCovered(_options.Selection, gateway, now) - InventoryOptions.Overlap ?? _options.LastUpdatedAfter ?? DateTimeOffset.UnixEpoch;
    }

    private async Task<long> CountAsync(
        InventoryDatabase database, QualysInventoryClient client, InventoryRun run, InventoryFiles files, CancellationToken cancellationToken)
    {
        AssetCount count = await client.CountWithAnswerAsync(_options.ToQuery(run.LastUpdatedAfter), cancellationToken).ConfigureAwait(false);
        files.WriteCount(count.Answer);
        database.Write(() => database.Runs.NoteExpected(run.Id, count.Assets));
        if (count.GatewayTime is { } theirs && _connection.Options.TimeProvider.GetUtcNow() - theirs > InventoryRun.MostAhead)
        {
            _events?.Report(new ConnectorWarning(
                $"The clock of this machine is ahead of the gateway's, where it is {InventoryTime.Format(theirs)} UTC. Set it: an incremental run takes up where this one began by this clock, and would miss what changed in between."));
        }

        return count.Assets;
    }

    private void Complete(InventoryDatabase database, InventoryRun run, InventorySummary summary, long notLoaded)
    {
        string why = notLoaded == 0 ? "Assets may have been removed meanwhile; export again to be sure."
            : $"{Counted.Of(notLoaded, "entry", "entries")} of the pages had no usable assetId or came twice; the pages' files have them.";
        string? message = summary.Shortfall == 0 ? null
            : $"Qualys counted {Counted.Of(summary.Expected, "asset")}, of which {summary.Loaded:N0} were loaded: {Counted.Of(summary.Shortfall, "asset")} missing. {why}";
        database.Write(() => database.Runs.End(run.Id, message is null ? InventoryRun.Complete : InventoryRun.Short, message));
        if (message is not null)
        {
            _events?.Report(new ConnectorWarning(message));
        }
    }

    private static void NoteEnd(InventoryDatabase database, InventoryRun run, Exception exception)
    {
        string outcome = exception is OperationCanceledException ? InventoryRun.Cancelled : InventoryRun.Failed;
        try
        {
            database.Write(() => database.Runs.End(run.Id, outcome, exception is ConnectorException ? exception.Message : null));
        }
        catch (InventoryDatabaseException)
        {
            // A full disk takes no note either. The run stays on record as running, from which the next command goes on too.
        }
    }

    /// <summary>The two halves of a run: one downloads, the other loads, with a few pages between them.</summary>
    private sealed class Transfer(InventoryExport export, InventoryDatabase database, QualysInventoryClient client, InventoryRun run)
    {
        private readonly ProgressThrottle _downloading = new(export._events, ConnectorStage.Download, "assets");
        private readonly ProgressThrottle _loading = new(export._events, ConnectorStage.Load, "assets");
        private LoadedPages _before;
        private long _expected;

        public InventoryFiles Files { get; } = new(export._folder, run.StartedAt, run.LastUpdatedAfter);

        /// <summary>Brings the pages that are not loaded yet.</summary>
        /// <returns>How many were downloaded.</returns>
        public async Task<int> RunAsync(long expected, CancellationToken cancellationToken)
        {
            _expected = expected;
            _before = database.Runs.FindLoaded(run.Id);
            (_downloading.DoneBefore, _loading.DoneBefore) = (_before.Received, _before.Loaded);
            var channel = Channel.CreateBounded<NumberedPage>(new BoundedChannelOptions(PagesAhead) { SingleReader = true, SingleWriter = true });
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task<int> download = Task.Run(() => DownloadAsync(channel.Writer, stop.Token), CancellationToken.None);
            try
            {
                await LoadAsync(channel.Reader, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await ((Task)download).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                while (channel.Reader.TryRead(out NumberedPage left))
                {
                    left.Page.Dispose();
                }
            }

            return await download.ConfigureAwait(false);
        }

        private async Task<int> DownloadAsync(ChannelWriter<NumberedPage> pages, CancellationToken cancellationToken)
        {
            try
            {
                int downloaded = await DownloadPagesAsync(pages, cancellationToken).ConfigureAwait(false);
                pages.Complete();
                return downloaded;
            }
            catch (Exception exception)
            {
                // What is in the channel is loaded first, and then the loading half learns why no more comes.
                pages.Complete(exception);
                throw;
            }
        }

        private async Task<int> DownloadPagesAsync(ChannelWriter<NumberedPage> pages, CancellationToken cancellationToken)
        {
            QualysInventoryQuery query = export._options.ToQuery(run.LastUpdatedAfter);
            AssetReader assets = database.CreateReader();
            (ulong lastSeen, bool hasMore, long received) = (_before.LastSeen, _before.HasMore, _before.Received);
            int downloaded = 0;
            bool isOnDisk = true;
            for (int number = _before.Pages + 1; hasMore; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // Behind a page that was asked for anew no older file is trusted: it may start elsewhere.
                InventoryPage? page = isOnDisk ? Files.TryReadPage(number, lastSeen, assets) : null;
                if (page is null)
                {
                    isOnDisk = false;
                    page = await client.SearchAsync(query, new PagePlace(number, lastSeen, ExpectsMore: received < _expected), assets, cancellationToken).ConfigureAwait(false);
                    if (page is null)
                    {
                        break;
                    }

                    Files.WritePage(number, page);
                    downloaded++;
                }

                ulong askedAfter = lastSeen;
                (lastSeen, hasMore) = (page.LastSeenAssetId ?? lastSeen, page.HasMore == true);
                received += page.Assets ?? 0;
                Report(_downloading, received, isLast: !hasMore, "downloaded");
                await pages.WriteAsync(new NumberedPage(number, askedAfter, page), cancellationToken).ConfigureAwait(false);
            }

            return downloaded;
        }

        private async Task LoadAsync(ChannelReader<NumberedPage> pages, CancellationToken cancellationToken)
        {
            long loaded = _before.Loaded;
            var notes = new LoadNotes(database, export._events);
            await foreach (NumberedPage next in pages.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                using InventoryPage page = next.Page;
                string fileName = Files.PageName(next.Number);
                PageOutcome outcome = database.Load(run, next.Number, next.AskedAfter, page, fileName, export._options.IsPartial, cancellationToken);
                loaded += notes.Note(fileName, outcome).Loaded;
                Report(_loading, loaded, isLast: page.HasMore != true, "loaded");
            }
        }

        private void Report(ProgressThrottle progress, long done, bool isLast, string what)
        {
            if (isLast || progress.IsDue)
            {
                progress.Report(done, _expected, $"{Counted.Of(done, "asset")} {what}");
            }
        }

        private readonly record struct NumberedPage(int Number, ulong AskedAfter, InventoryPage Page);
    }
}
