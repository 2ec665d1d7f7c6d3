using System.Diagnostics;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Sqlite;
using SQLitePCL;

namespace QualysCustomAttributes.Publishing.Snapshot;

/// <summary>Copies the database of one moment, compacted, into a file that needs no other beside it.</summary>
internal sealed class SnapshotPublication(string folder, IProgress<ConnectorEvent>? events)
{
    private const string Extension = ".db";

    private readonly ProgressThrottle _progress = new(events, ConnectorStage.Publish, "snapshots");

    public PublishedTarget Run(string databasePath, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using InventoryReading inventory = InventoryReading.Open(databasePath);
        var target = new PublicationFolder(folder);
        string stem = $"{Path.GetFileNameWithoutExtension(InventoryFiles.DatabaseName)}_{InventoryTime.ForFileName(DateTimeOffset.UtcNow)}";
        string unfinished = target.Begin(stem + Extension);
        _progress.Report(0, null, "Copying the database");
        try
        {
            Copy(inventory, target, unfinished, cancellationToken);
            PublishedTable[] tables = Count(unfinished);
            string path = target.FinishBeside(unfinished, stem, Extension);
            _progress.Report(1, 1, "Database copied");
            return new PublishedTarget
            {
                Kind = PublicationKind.Snapshot,
                Location = path,
                DatabasePath = databasePath,
                Tables = tables,
                Elapsed = Stopwatch.GetElapsedTime(started),
            };
        }
        catch
        {
            PublicationFolder.Abandon(unfinished);
            throw;
        }
    }

    // VACUUM reads within a transaction of its own: the copy is of one moment. It takes no part of a transaction that is
    // not committed.
    private static void Copy(InventoryReading inventory, PublicationFolder target, string path, CancellationToken cancellationToken)
    {
        sqlite3 handle = inventory.File.Connection.Handle!;
        using (cancellationToken.Register(() => raw.sqlite3_interrupt(handle)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int result = raw.sqlite3_exec(handle, $"VACUUM INTO '{path.Replace("'", "''", StringComparison.Ordinal)}'");
            cancellationToken.ThrowIfCancellationRequested();
            if (result != raw.SQLITE_OK)
            {
                throw Failure(inventory.File, target, result);
            }
        }

        target.Do(() =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        });
    }

    // SQLite does not say which of the two files it failed on; a full disk and a file that cannot be made are the copy's.
    private static ConnectorException Failure(SqliteFile file, PublicationFolder target, int result)
    {
        string text = raw.sqlite3_errmsg(file.Connection.Handle).utf8_to_string();
        return (result & 0xFF) switch
        {
            raw.SQLITE_FULL => PublicationException.DiskFull(target.Path, null),
            raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_PERM => PublicationException.FolderNotWritable(target.Path, new IOException(text)),
            _ => file.Failure(result),
        };
    }

    private static PublishedTable[] Count(string path)
    {
        using InventoryReading copy = InventoryReading.Open(path);
        return [.. InventoryTables.All.Select(table => new PublishedTable(table.Name, copy.Count(table.Counted)))];
    }
}
