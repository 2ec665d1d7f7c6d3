using System.Threading.Channels;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Inventory;

/// <summary>A page on its way into the database.</summary>
/// <param name="Number">Its number in the run.</param>
/// <param name="AskedAfter">The id after which it starts.</param>
/// <param name="FileName">The name of its file.</param>
/// <param name="Page">What it holds.</param>
internal readonly record struct NumberedPage(int Number, ulong AskedAfter, string FileName, InventoryPage Page);

/// <summary>The two halves of a run: one downloads, the other loads, with a few pages between them.</summary>
internal sealed class InventoryTransfer(
    InventoryOptions options,
    InventoryDatabase database,
    QualysInventoryClient client,
    InventoryRunRow run,
    InventoryFiles files,
    IProgress<ConnectorEvent>? events)
{
    private const int PagesAhead = 2;

    // Assets that come while a run is under way are no matter; a server that never ends is.
    private const int MostBeyondTheCount = 10_000;

    private readonly LoadedPages _before = database.Runs.FindLoaded(run.Id);
    private readonly ProgressThrottle _downloading = new(events, ConnectorStage.Download, "assets");
    private readonly ProgressThrottle _loading = new(events, ConnectorStage.Load, "assets");
    private long _expected;

    /// <summary>Brings the pages that are not loaded yet.</summary>
    /// <returns>How many were downloaded.</returns>
    public async Task<int> RunAsync(long expected, CancellationToken cancellationToken)
    {
        _expected = expected;
        (_downloading.DoneBefore, _loading.DoneBefore) = (_before.Received, _before.Loaded);
        var channel = Channel.CreateBounded<NumberedPage>(
            new BoundedChannelOptions(PagesAhead) { SingleReader = true, SingleWriter = true });
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
        QualysInventoryQuery query = options.ToQuery(run.LastUpdatedAfter);
        AssetReader assets = database.CreateReader();
        (ulong lastSeen, bool hasMore, long received) = (_before.LastSeen, _before.HasMore, _before.Received);
        int downloaded = 0;
        bool isOnDisk = true;
        for (int number = _before.Pages + 1; hasMore; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Behind a page that was asked for anew no older file is trusted: it may start elsewhere.
            InventoryPage? page = isOnDisk ? files.TryReadPage(number, lastSeen, assets, cancellationToken) : null;
            if (page is null)
            {
                isOnDisk = false;
                var place = new PagePlace(number, lastSeen, ExpectsMore: received < _expected);
                page = await client.SearchAsync(query, place, assets, cancellationToken).ConfigureAwait(false);
                if (page is null)
                {
                    break;
                }

                files.WritePage(number, page, cancellationToken);
                downloaded++;
            }

            ulong askedAfter = lastSeen;
            (lastSeen, hasMore) = (page.LastSeenAssetId ?? lastSeen, page.HasMore == true);
            received += page.Assets ?? 0;
            if (hasMore && received > (2 * _expected) + MostBeyondTheCount)
            {
                page.Dispose();
                throw QualysConnectionException.WithoutEnd(client.Gateway, received, _expected);
            }

            Report(_downloading, received, isLast: !hasMore, "downloaded");
            var numbered = new NumberedPage(number, askedAfter, files.PageName(number), page);
            await pages.WriteAsync(numbered, cancellationToken).ConfigureAwait(false);
        }

        return downloaded;
    }

    private async Task LoadAsync(ChannelReader<NumberedPage> pages, CancellationToken cancellationToken)
    {
        long loaded = _before.Loaded;
        var notes = new LoadNotes(database, events);
        await foreach (NumberedPage next in pages.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            using InventoryPage page = next.Page;
            loaded += notes.Note(next.FileName, database.Load(run, next, options.IsPartial, cancellationToken)).Loaded;
            Report(_loading, loaded, isLast: page.HasMore != true, "loaded");
        }

        notes.End();
    }

    private void Report(ProgressThrottle progress, long done, bool isLast, string what)
    {
        if (isLast || progress.IsDue)
        {
            progress.Report(done, _expected, $"{Counted.Of(done, "asset")} {what}");
        }
    }
}
