using System.Diagnostics;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Sqlite;
using SQLitePCL;

namespace QualysCustomAttributes.Publishing.Snapshot;

/// <summary>A folder that gets a compacted copy of the database, which needs no other file beside it. No copy is ever replaced.</summary>
internal sealed class SnapshotTarget : PublicationTarget
{
    private readonly NewFiles _files;

    /// <summary>Names the folder. Nothing is written yet.</summary>
    /// <param name="folder">The folder; it is made where it does not exist.</param>
    /// <param name="sharedRead">Whether others may read what is made, as far as the umask lets them.</param>
    public SnapshotTarget(string folder, bool sharedRead = false)
    {
        _files = NewFiles.For(sharedRead);
        Location = Path.GetFullPath(folder);
    }

    /// <inheritdoc/>
    public override string Kind => "Snapshot";

    /// <summary>The folder; what was published has the copy's file.</summary>
    public override string Location { get; }

    /// <inheritdoc/>
    public override string Manner => "as a snapshot";

    /// <inheritdoc/>
    public override string Label => "snapshot";

    /// <inheritdoc/>
    public override string ToString() => $"snapshot in {Location}";

    internal override Task<PublishedTarget> PublishAsync(
        string databasePath, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken) =>
        Task.FromResult(Publish(databasePath, events, cancellationToken));

    private PublishedTarget Publish(string databasePath, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        var progress = new ProgressThrottle(events, ConnectorStage.Publish, "snapshots");
        using InventoryReading inventory = InventoryReading.Open(databasePath);
        var folder = new PublicationFolder(Location, _files);
        string name = Path.GetFileNameWithoutExtension(InventoryFiles.DatabaseName);
        using WholeFile file = folder.Begin($"{name}_{InventoryTime.ForFileName(DateTimeOffset.UtcNow)}.db");
        progress.Report(0, null, "Copying the database");
        // Made before SQLite would, with a mode of its own; into an empty file it copies as well.
        folder.Do(() => file.Create().Dispose());
        Copy(inventory, folder, file.UnfinishedPath, cancellationToken);
        PublishedTable[] tables = Count(file.UnfinishedPath);
        string path = folder.Do(file.FinishBeside);
        progress.Report(1, 1, "Database copied");
        var published = new PublishedTarget
        {
            Kind = Kind,
            Location = path,
            DatabasePath = databasePath,
            Tables = tables,
            Files = new[] { path },
            Elapsed = Stopwatch.GetElapsedTime(started),
        };
        published.Line = $"{Counted.Of(published.Assets, "asset")} copied to {path}";
        return published;
    }

    // VACUUM reads within a transaction of its own: the copy is of one moment. It takes no part of a transaction that is
    // not committed.
    private static void Copy(InventoryReading inventory, PublicationFolder folder, string path, CancellationToken cancellationToken)
    {
        sqlite3 handle = inventory.File.Connection.Handle!;
        using (cancellationToken.Register(() => raw.sqlite3_interrupt(handle)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int result = raw.sqlite3_exec(handle, $"VACUUM INTO '{path.Replace("'", "''", StringComparison.Ordinal)}'");
            cancellationToken.ThrowIfCancellationRequested();
            if (result != raw.SQLITE_OK)
            {
                throw Failure(inventory.File, folder, result);
            }
        }

        folder.Do(() =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        });
    }

    // SQLite does not say which of the two files it failed on; a full disk and a file that cannot be made are the copy's.
    private static ConnectorException Failure(SqliteFile file, PublicationFolder folder, int result)
    {
        string text = raw.sqlite3_errmsg(file.Connection.Handle).utf8_to_string();
        return (result & 0xFF) switch
        {
            raw.SQLITE_FULL => PublicationException.DiskFull(folder.Path, null),
            raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_PERM =>
                PublicationException.FolderNotWritable(folder.Path, new IOException(text)),
            _ => file.Failure(result),
        };
    }

    private static PublishedTable[] Count(string path)
    {
        using InventoryReading copy = InventoryReading.Open(path);
        return [.. InventoryTables.All.Select(table => new PublishedTable(table.Name, copy.Count(table.Counted)))];
    }
}
