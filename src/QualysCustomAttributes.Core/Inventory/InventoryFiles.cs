using QualysCustomAttributes.Files;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Inventory;

/// <summary>The files of a run in the inventory's folder. A file is there whole or not at all.</summary>
internal sealed class InventoryFiles(
    string folder, DateTimeOffset startedAt, DateTimeOffset lastUpdatedAfter, NewFiles newFiles)
{
    public const string DatabaseName = "asset_inventory_sqlite.db";

    private const string LockName = "asset_inventory.lock";
    private const string PagePart = "_batch_";
    private const string CountPart = "_count.json";
    private const long LargestCount = 1 << 20;

    private readonly string _prefix =
        $"asset_inventory_utc_run_datetime_{InventoryTime.ForFileName(startedAt)}"
        + $"_utc_assetLastUpdated_{InventoryTime.ForFileName(lastUpdatedAfter)}";

    /// <summary>Makes the folder and keeps other runs out of it until the lock is disposed of.</summary>
    /// <exception cref="LinkRefusedException">The name of the lock is a symbolic link.</exception>
    /// <exception cref="InventoryDatabaseException">Another run has the lock, or the folder cannot be written.</exception>
    public static FileStream Lock(string folder, NewFiles files)
    {
        try
        {
            files.MakeFolder(folder);
            string path = Path.Combine(folder, LockName);
            while (true)
            {
                try
                {
                    return File.Exists(path) ? TakeLeftLock(path) : files.Create(path, FileShare.None, 1, FileOptions.DeleteOnClose);
                }
                catch (FileNotFoundException)
                {
                    // Whoever had it has ended this very moment.
                }
                catch (IOException) when (File.Exists(path))
                {
                    throw InventoryDatabaseException.InUse(folder);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InventoryDatabaseException.FolderNotWritable(folder, exception);
        }
    }

    public string PageName(int number) => FormattableString.Invariant($"{_prefix}{PagePart}{number:D6}.json.gz");

    /// <summary>Writes the count as received.</summary>
    public void WriteCount(string answer) => Write($"{_prefix}{CountPart}", file => file.Write(System.Text.Encoding.UTF8.GetBytes(answer)));

    /// <summary>Writes a page as received.</summary>
    public void WritePage(int number, InventoryPage page, CancellationToken cancellationToken) =>
        Write(PageName(number), file => page.CopyTo(file, cancellationToken));

    /// <summary>Reads a page that an earlier command left; <see langword="null"/> where it is missing, damaged, or leads nowhere.</summary>
    public InventoryPage? TryReadPage(int number, ulong askedAfter, AssetReader assets, CancellationToken cancellationToken)
    {
        InventoryPage? page = TryReadPage(Path.Combine(folder, PageName(number)), assets, cancellationToken);
        bool isSound = page is { HasMore: false } || (page is { HasMore: true } && page.LastSeenAssetId > askedAfter);
        if (!isSound)
        {
            page?.Dispose();
        }

        return isSound ? page : null;
    }

    /// <summary>Reads a page from its file; <see langword="null"/> where it is missing or damaged.</summary>
    public static InventoryPage? TryReadPage(string path, AssetReader assets, CancellationToken cancellationToken)
    {
        InventoryPage? page = null;
        try
        {
            page = File.Exists(path) ? InventoryPage.ReadFile(path, assets, cancellationToken) : null;
        }
        catch (Exception exception) when (exception
            is PageUnreadableException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }

        bool isSound = page is { Assets: not null, ResponseCode: null or QualysAnswer.Success };
        if (!isSound)
        {
            page?.Dispose();
        }

        return isSound ? page : null;
    }

    /// <summary>Reads the count of a page's run; <see langword="null"/> where it is missing or damaged.</summary>
    public static long? TryReadCount(string folder, string pageName)
    {
        try
        {
            string prefix = pageName[..pageName.LastIndexOf(PagePart, StringComparison.Ordinal)];
            return QualysAnswerReader.Read(ReadableFile.ReadText(Path.Combine(folder, prefix + CountPart), LargestCount))?.Count;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Of a killed run, or of one that works. Nothing is ever written into it.
    private static FileStream TakeLeftLock(string path)
    {
        NewFiles.RefuseLink(path);
        return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    private void Write(string name, Action<Stream> write)
    {
        string path = Path.Combine(folder, name);
        try
        {
            WholeFile.Write(path, newFiles, write);
        }
        catch (IOException exception) when (WholeFile.IsDiskFull(exception))
        {
            throw InventoryDatabaseException.DiskFull(folder, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InventoryDatabaseException.FolderNotWritable(folder, exception);
        }
    }
}
