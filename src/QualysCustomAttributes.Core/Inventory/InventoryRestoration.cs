using System.Diagnostics;
using System.Threading.Channels;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Inventory;

/// <summary>
/// Makes an inventory database anew from the pages that its runs have left, without asking Qualys: where it was lost, is
/// damaged, or holds what it should not. What the runs did is on record no more.
/// </summary>
internal sealed class InventoryRestoration
{
    private const int PagesAhead = 2;

    private readonly RestorationOptions _options;
    private readonly IProgress<ConnectorEvent>? _events;
    private readonly string _folder;

    /// <summary>Creates the job. Nothing is read or written yet.</summary>
    /// <param name="options">From which pages, and where to.</param>
    /// <param name="events">Takes progress and warnings, on whichever thread they happen.</param>
    /// <exception cref="LinkRefusedException">The database's name is a symbolic link that leads to no file.</exception>
    public InventoryRestoration(RestorationOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _events = events;
        _folder = Path.GetFullPath(options.Folder);
        string named = options.DatabasePath is { } path ? Path.GetFullPath(path) : Path.Combine(_folder, InventoryFiles.DatabaseName);
        // What a link stands for is replaced, not the link: others may know the file by its own name.
        DatabasePath = NewFiles.FollowLink(named);
    }

    /// <summary>The database that is made.</summary>
    public string DatabasePath { get; }

    /// <summary>Checks that there are pages, and that the database may be made; writes nothing.</summary>
    /// <returns>How many pages there are.</returns>
    /// <exception cref="InventoryDatabaseException">There is no page, or a database is there that is not to be replaced.</exception>
    public int Check()
    {
        int pages = FindPages().Length;
        if (File.Exists(DatabasePath))
        {
            if (!_options.Replace)
            {
                throw InventoryDatabaseException.Exists(DatabasePath);
            }

            UnfinishedDatabase.RequireReplaceable(DatabasePath);
        }

        return pages;
    }

    /// <summary>Loads every page of the folder, in the order of their runs and numbers.</summary>
    /// <param name="cancellationToken">Stops it; a database that was there stays as it was.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="InventoryDatabaseException">There is no usable page, or the database cannot be made.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<RestoredInventory> RunAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => RunLockedAsync(cancellationToken), cancellationToken);

    private async Task<RestoredInventory> RunLockedAsync(CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        FindPages();
        var files = NewFiles.For(_options.SharedRead);
        using FileStream others = InventoryFiles.Lock(
            _options.DatabasePath is null ? _folder : Path.GetDirectoryName(DatabasePath)!, files);
        Check();
        using var unfinished = new UnfinishedDatabase(DatabasePath, files);
        _events?.Report(new FileOpened(DatabasePath));
        RestoredInventory restored = await LoadAsync(FindPages(), unfinished, cancellationToken).ConfigureAwait(false);
        if (restored.Pages == 0)
        {
            throw InventoryDatabaseException.PagesNotUsable(_folder);
        }

        unfinished.Finish();
        restored.Elapsed = Stopwatch.GetElapsedTime(started);
        return restored;
    }

    private string[] FindPages()
    {
        try
        {
            string[] pages = Directory.Exists(_folder)
                ? [.. Directory.EnumerateFiles(_folder, PageFileName.Pattern).Order(StringComparer.Ordinal)]
                : [];
            return pages.Length > 0 ? pages : throw InventoryDatabaseException.PagesNotFound(_folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InventoryDatabaseException.PagesNotReadable(_folder, exception);
        }
    }

    private async Task<RestoredInventory> LoadAsync(string[] files, UnfinishedDatabase unfinished, CancellationToken cancellationToken)
    {
        using InventoryDatabase database = unfinished.Open();
        var progress = new ProgressThrottle(_events, ConnectorStage.Load, "pages");
        var notes = new LoadNotes(database, _events);
        var runs = new RestoredRuns(_folder);
        var channel = Channel.CreateBounded<(string Name, InventoryPage? Page)>(PagesAhead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = Task.Run(() => ReadAsync(files, database.CreateReader(), channel.Writer, stop.Token), CancellationToken.None);
        (int pages, int leftOut) = (0, 0);
        try
        {
            await foreach ((string name, InventoryPage? page) in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                using (page)
                {
                    bool isLoaded = Load(database, runs, notes, name, page, cancellationToken);
                    (pages, leftOut) = isLoaded ? (pages + 1, leftOut) : (pages, leftOut + 1);
                }

                if (pages + leftOut == files.Length || progress.IsDue)
                {
                    progress.Report(pages + leftOut, files.Length, $"{Counted.Of(pages, "page")} loaded");
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (channel.Reader.TryRead(out (string Name, InventoryPage? Page) left))
            {
                left.Page?.Dispose();
            }
        }

        notes.End();
        database.WriteBack();
        return new RestoredInventory
        {
            Folder = _folder,
            DatabasePath = DatabasePath,
            Assets = database.CountAssets(),
            Pages = pages,
            PagesLeftOut = leftOut,
            ContinueFrom = runs.ContinueFrom,
        };
    }

    private bool Load(
        InventoryDatabase database,
        RestoredRuns runs,
        LoadNotes notes,
        string name,
        InventoryPage? page,
        CancellationToken cancellationToken)
    {
        PageFileName fileName = PageFileName.Read(name);
        runs.Enter(fileName);
        if (page is null)
        {
            runs.LeaveOut();
            _events?.Report(new ConnectorWarning(
                $"The page '{name}' is damaged or cannot be read, and was left out. "
                + "Export again the assets that were updated since its run."));
            return false;
        }

        PageOutcome outcome = database.Load(fileName, new NumberedPage(fileName.Number, runs.AskedAfter, name, page), cancellationToken);
        runs.Add(name, page, notes.Note(name, outcome));
        return true;
    }

    private static async Task ReadAsync(
        string[] files,
        AssetReader assets,
        ChannelWriter<(string Name, InventoryPage? Page)> pages,
        CancellationToken cancellationToken)
    {
        try
        {
            foreach (string file in files)
            {
                InventoryPage? page = InventoryFiles.TryReadPage(file, assets, cancellationToken);
                await pages.WriteAsync((Path.GetFileName(file), page), cancellationToken).ConfigureAwait(false);
            }

            pages.Complete();
        }
        catch (Exception exception)
        {
            pages.Complete(exception);
        }
    }
}
