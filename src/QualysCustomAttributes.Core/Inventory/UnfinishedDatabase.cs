using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>A database while it is made: beside the one whose place it takes, which stays as it is until then.</summary>
internal sealed class UnfinishedDatabase : IDisposable
{
    private static readonly string[] Besides = ["-wal", "-shm", "-journal"];

    private const string Aside = ".old";

    private readonly WholeFile _file;
    private readonly NewFiles _files;

    /// <summary>Makes its file, and takes away what a killed command may have left.</summary>
    /// <exception cref="InventoryDatabaseException">It is in use, or the folder cannot be written.</exception>
    public UnfinishedDatabase(string finalPath, NewFiles files)
    {
        _files = files;
        try
        {
            _file = WholeFile.Begin(finalPath, files);
            DeleteBesides(_file.UnfinishedPath);
            _file.Create().Dispose();
        }
        catch (IOException exception) when (WholeFile.IsDiskFull(exception))
        {
            throw InventoryDatabaseException.NoRoom(finalPath, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InventoryDatabaseException.NotMade(finalPath, FileWords.Of(finalPath, exception), exception);
        }
    }

    public InventoryDatabase Open() => InventoryDatabase.Open(_file.UnfinishedPath, _files, new UnfinishedDatabaseErrors(_file.Path));

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
            Replace();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InventoryDatabaseException.NotMade(_file.Path, FileWords.Of(_file.Path, exception), exception);
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

    // What others have committed goes into the old file, and nobody may be writing it: else it would be lost unseen.
    private static void FoldLog(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using SqliteFile old = SqliteFile.Open(path, InventoryDatabaseErrors.Instance);
            old.Execute("BEGIN IMMEDIATE; ROLLBACK; PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (InventoryDatabaseException exception) when (exception.IsDamaged)
        {
            // Nothing of it can be kept.
        }
    }

    // A log that the old one left would be taken for the new one's. It comes back where the file cannot be replaced.
    private void Replace()
    {
        string[] besides = [.. Besides.Select(suffix => _file.Path + suffix).Where(File.Exists)];
        foreach (string beside in besides)
        {
            File.Move(beside, beside + Aside, overwrite: true);
        }

        try
        {
            _file.Finish();
        }
        catch
        {
            foreach (string beside in besides)
            {
                File.Move(beside + Aside, beside);
            }

            throw;
        }

        foreach (string beside in besides)
        {
            File.Delete(beside + Aside);
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
