using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>The SQLite database of the inventory, open for a run. It is merged into and never deleted; others may read meanwhile.</summary>
internal sealed class InventoryDatabase : IDisposable
{
    private readonly SqliteFile _file;
    private readonly AssetFields _fields = new(InventorySchema.Columns, InventorySchema.Members, InventorySchema.Made);
    private PageLoader? _loader;

    private InventoryDatabase(SqliteFile file)
    {
        _file = file;
        Runs = new InventoryRunTable(file);
    }

    public string Path => _file.Path;

    public InventoryRunTable Runs { get; }

    /// <summary>Opens the database, and makes it where there is none.</summary>
    /// <exception cref="LinkRefusedException">It is to be made, and its name is a symbolic link.</exception>
    /// <exception cref="InventoryDatabaseException">It is something else, of a newer version, or cannot be written.</exception>
    public static InventoryDatabase Open(string path, NewFiles files) => Open(path, files, InventoryDatabaseErrors.Instance);

    /// <summary>Opens the database, and makes it where there is none; errors come in other words.</summary>
    public static InventoryDatabase Open(string path, NewFiles files, SqliteErrors errors)
    {
        try
        {
            files.Provide(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw File.Exists(path) || Directory.Exists(path)
                ? InventoryDatabaseException.Of(path, SqliteFailure.NotWritable, 0, FileWords.Of(path, exception), exception)
                : InventoryDatabaseException.FolderNotWritable(System.IO.Path.GetDirectoryName(path)!, exception);
        }

        SqliteFile file = SqliteFile.Open(path, errors);
        try
        {
            // A killed run may have left the file without its tables.
            bool isNew = file.Scalar("PRAGMA application_id") == 0 && file.Scalar("SELECT count(*) FROM sqlite_schema") == 0;
            if (isNew)
            {
                NewFiles.RefuseLink(path);
            }
            else
            {
                file.RequireOwn(errors);
            }

            // Every page of assets touches most pages of the indexes: a log of 128 MB has them written back less often.
            file.Execute("""
                PRAGMA page_size = 16384;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                PRAGMA wal_autocheckpoint = 8000;
                """);
            if (isNew)
            {
                file.Begin();
                file.Execute(InventorySchema.Script());
                file.Commit();
            }

            InventoryMigration.BringOver(file);

            return new InventoryDatabase(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A reader of pages whose assets this database can load; only one thread may use it.</summary>
    public AssetReader CreateReader() => new(_fields);

    /// <summary>Hands out, once, the fields that turned out to have no column of their own.</summary>
    public IReadOnlyList<string> TakeFieldsWithoutColumn() => _fields.TakeWithoutColumn();

    /// <summary>Writes in one transaction.</summary>
    public T Write<T>(Func<T> write)
    {
        _file.Begin();
        try
        {
            T result = write();
            // Else the run would go on into a file that nobody will find.
            if (!File.Exists(Path))
            {
                throw InventoryDatabaseException.Removed(Path);
            }

            _file.Commit();
            return result;
        }
        catch
        {
            _file.RollBack();
            _loader = null;
            throw;
        }
    }

    /// <summary>Writes in one transaction.</summary>
    public void Write(Action write) => Write(() =>
    {
        write();
        return true;
    });

    /// <summary>Loads a page and puts it on record, both or none.</summary>
    /// <returns>What came of it.</returns>
    public PageOutcome Load(InventoryRunRow run, NumberedPage next, bool isPartial, CancellationToken cancellationToken) => Write(() =>
    {
        _loader ??= new PageLoader(_file, _fields);
        string loadedAt = InventoryTime.Format(DateTimeOffset.UtcNow);
        var origin = new PageOrigin(InventoryTime.Format(run.StartedAt), next.Number, next.AskedAfter, loadedAt, isPartial);
        PageOutcome outcome = _loader.Load(next.Page, origin, cancellationToken);
        var row = new InventoryPageRow
        {
            RunId = run.Id,
            Number = next.Number,
            AskedAfter = next.AskedAfter,
            LastSeen = next.Page.LastSeenAssetId,
            HasMore = next.Page.HasMore == true,
            FileName = next.FileName,
            Assets = next.Page.Assets ?? 0,
        };
        Runs.AddPage(row, outcome.Loaded);
        return outcome;
    });

    /// <summary>Loads a page that belongs to no run of this database.</summary>
    /// <returns>What came of it.</returns>
    public PageOutcome Load(PageFileName name, NumberedPage next, CancellationToken cancellationToken) => Write(() =>
    {
        _loader ??= new PageLoader(_file, _fields);
        string startedAt = name.RunStartedAt is { } moment ? InventoryTime.Format(moment) : "";
        // Which fields its run asked for is not known any more: what the page lacks is left as it is.
        var origin = new PageOrigin(startedAt, next.Number, next.AskedAfter, InventoryTime.Format(DateTimeOffset.UtcNow), IsPartial: true);
        return _loader.Load(next.Page, origin, cancellationToken);
    });

    /// <summary>
    /// Brings the custom attributes of assets up to what was seen of them outside of a run. Assets that it does not have stay out: which
    /// of them it is to have is for its runs to say.
    /// </summary>
    /// <returns>The ids of those that it has.</returns>
    public IReadOnlyList<ulong> Update(IEnumerable<QualysAsset> assets, DateTimeOffset seenAt, CancellationToken cancellationToken) => Write(() =>
    {
        using Statement find = _file.Prepare("SELECT 1 FROM asset_version WHERE asset_id = ?1");
        QualysAsset[] known = [.. assets.Where(IsKnown)];
        using Stream json = SeenAttributes.ToPage(known);
        using var page = InventoryPage.Of(json, CreateReader(), cancellationToken);
        _loader ??= new PageLoader(_file, _fields);
        _loader.Load(page, PageOrigin.OfLook(seenAt), cancellationToken);
        return known.Select(asset => asset.AssetId!.Value).ToList();

        bool IsKnown(QualysAsset asset)
        {
            bool isKnown = asset.AssetId is { } assetId && find.BindAssetId(1, assetId).Step();
            find.Reset();
            return isKnown;
        }
    });

    /// <summary>Writes what the log holds into the file itself, which then needs no other beside it.</summary>
    public void WriteBack() => _file.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    public long CountAssets() => _file.Scalar("SELECT count(*) FROM Q_Asset_Inventory");

    public void Dispose() => _file.Dispose();
}
