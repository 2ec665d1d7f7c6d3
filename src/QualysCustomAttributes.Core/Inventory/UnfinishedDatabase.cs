using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>A database while it is made: beside the one whose place it takes, which stays as it is until then.</summary>
internal sealed class UnfinishedDatabase : IDisposable
{
    private static readonly string[] Besides = ["-wal", "-shm", "-journal"];

    private readonly WholeFile _file;

    /// <summary>Takes away what a killed command may have left.</summary>
    /// <exception cref="InventoryDatabaseException">It is in use, or the folder cannot be written.</exception>
    public UnfinishedDatabase(string finalPath)
    {
        try
        {
            _file = WholeFile.Begin(finalPath);
            DeleteBesides(_file.UnfinishedPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InventoryDatabaseException.NotMade(finalPath, exception.Message, exception);
        }
    }

    public InventoryDatabase Open() => InventoryDatabase.Open(_file.UnfinishedPath, new UnfinishedDatabaseErrors(_file.Path));

    /// <summary>Refuses to replace a file that is no inventory, or is of a newer release. A damaged one may go.</summary>
    public static void RequireReplaceable(string path)
    {
        try
        {
            using SqliteFile file = SqliteFile.OpenForReading(path, InventoryDatabaseErrors.Instance);
            bool isEmpty = file.Scalar("PRAGMA application_id") == 0 && file.Scalar("SELECT count(*) FROM sqlite_schema") == 0;
            if (!isEmpty)
            {
                file.CheckKind(InventorySchema.ApplicationId, InventorySchema.Version);
            }
        }
        catch (InventoryDatabaseException exception) when (exception.IsDamaged)
        {
            // That is what a restoration is for.
        }
    }

    /// <summary>Moves the database, which nobody has open any more, to its place.</summary>
    /// <exception cref="InventoryDatabaseException">The one that is there is open elsewhere, or the folder cannot be written.</exception>
    public void Finish()
    {
        try
        {
            FoldLog(_file.Path);
            _file.Finish();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InventoryDatabaseException.NotMade(_file.Path, exception.Message, exception);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        try
        {
            DeleteBesides(_file.UnfinishedPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What stopped the work is the news, not what is left of it; the next command takes it away.
        }
    }

    // A log that the old one left would be taken for the new one's. SQLite folds it into its file and takes it away, but only
    // where nobody else has the file open: so nothing is lost where the file cannot be replaced, nor what others are writing.
    private static void FoldLog(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using SqliteFile old = SqliteFile.Open(path, InventoryDatabaseErrors.Instance);
            old.Execute("PRAGMA journal_mode = DELETE");
        }
        catch (InventoryDatabaseException exception) when (exception.IsDamaged)
        {
            DeleteBesides(path);
        }

        if (File.Exists($"{path}-wal"))
        {
            throw new IOException("another program has the one that is there open");
        }
    }

    private static void DeleteBesides(string path)
    {
        foreach (string suffix in Besides)
        {
            File.Delete(path + suffix);
        }
    }
}
