using System.Threading.Channels;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Inventory;

/// <summary>Loads pages that are on disk into a database, without asking Qualys: to make a lost database anew, or to measure.</summary>
public static class InventoryReload
{
    private const int PagesAhead = 2;

    /// <summary>Loads every page of a folder, in the order of their runs and numbers.</summary>
    /// <param name="folder">The folder of the pages.</param>
    /// <param name="databasePath">The database; it is made where there is none, and merged into where there is one.</param>
    /// <param name="events">Takes progress and warnings.</param>
    /// <param name="cancellationToken">Stops it; whole pages stay.</param>
    /// <returns>How many assets were in the pages.</returns>
    /// <exception cref="InventoryDatabaseException">The database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<long> RunAsync(
        string folder, string databasePath, IProgress<ConnectorEvent>? events = null, CancellationToken cancellationToken = default)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "asset_inventory_*_batch_*.json.gz").Order(StringComparer.Ordinal)];
        using FileStream others = InventoryFiles.Lock(Path.GetDirectoryName(Path.GetFullPath(databasePath))!);
        using InventoryDatabase database = InventoryDatabase.Open(Path.GetFullPath(databasePath));
        var progress = new ProgressThrottle(events, ConnectorStage.Load, "pages");
        var notes = new LoadNotes(database, events);
        var channel = Channel.CreateBounded<(string File, InventoryPage? Page)>(PagesAhead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = Task.Run(() => ReadAsync(files, database.CreateReader(), channel.Writer, stop.Token), CancellationToken.None);
        (long loaded, int done) = (0, 0);
        try
        {
            await foreach ((string file, InventoryPage? page) in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                using (page)
                {
                    loaded += page is null ? 0 : notes.Note(Path.GetFileName(file), database.Load(page, Path.GetFileName(file), cancellationToken)).Loaded;
                }

                if (page is null)
                {
                    events?.Report(new ConnectorWarning($"The page '{file}' is damaged and was left out. Export again the assets that were updated since its run."));
                }

                if (++done == files.Length || progress.IsDue)
                {
                    progress.Report(done, files.Length, $"{Counted.Of(loaded, "asset")} loaded");
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return loaded;
    }

    private static async Task ReadAsync(string[] files, AssetReader assets, ChannelWriter<(string File, InventoryPage? Page)> pages, CancellationToken cancellationToken)
    {
        try
        {
            foreach (string file in files)
            {
                await pages.WriteAsync((file, InventoryFiles.TryReadPage(file, assets)), cancellationToken).ConfigureAwait(false);
            }

            pages.Complete();
        }
        catch (Exception exception)
        {
            pages.Complete(exception);
        }
    }
}
