using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>The export of a former run, as its database has it: its rows and assets, and the values under each key.</summary>
internal sealed class RecordedExport : IDisposable
{
    private readonly RunDatabase _database;
    private readonly Dictionary<int, long> _assetsBySet = [];

    private RecordedExport(RunDatabase database)
    {
        _database = database;
        RequireImport();
        RowsRead = database.Scalar("SELECT COALESCE(rows_in, 0) FROM run WHERE stage = 'Import' ORDER BY run_id DESC LIMIT 1");
        using Statement select = database.Prepare("SELECT attribute_set_id, COUNT(*) FROM axonius_record GROUP BY attribute_set_id");
        while (select.Step())
        {
            _assetsBySet.Add(select.Int32(0), select.Int64(1));
        }

        Assets = _assetsBySet.Values.Sum();
    }

    /// <summary>The run database.</summary>
    public string Path => _database.Path;

    /// <summary>The data contract of the run.</summary>
    public AxoniusContract Contract => _database.Contract;

    /// <summary>How many rows were read under the header.</summary>
    public long RowsRead { get; }

    /// <summary>How many assets came out; a row with several ids gives several.</summary>
    public long Assets { get; }

    /// <summary>Opens a run database for a look.</summary>
    /// <exception cref="RunDatabaseException">It cannot be read, or has no export that was read to its end.</exception>
    public static RecordedExport Open(string databasePath)
    {
        RunDatabase database = RunDatabase.OpenForReading(databasePath);
        try
        {
            return new RecordedExport(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Reads the value of each set under a key, with the number of assets that have the set.</summary>
    /// <param name="key">A key of <see cref="Contract"/>.</param>
    /// <param name="take">Takes them.</param>
    public void ReadValues(string key, ValueTaker take)
    {
        using Statement select = _database.Prepare($"SELECT attribute_set_id, {SqlName.Quote(key)} FROM attribute_set");
        while (select.Step())
        {
            if (_assetsBySet.TryGetValue(select.Int32(0), out long assets))
            {
                take(select.Utf8(1), assets);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private void RequireImport()
    {
        RunRow? import = _database.Runs.FindCurrent(ConnectorStage.Import);
        if (import is not { Outcome: RunOutcome.Complete } complete)
        {
            throw RunDatabaseException.NoBaseline(
                Path, import is null ? "nothing was imported into it" : $"its import was not completed ({import.Value.Outcome})");
        }

        if (StageOptions.Find<string>(complete.Options, "path") is null)
        {
            throw RunDatabaseException.NoBaseline(Path, "its plan undoes a run, and goes by no export");
        }
    }
}

/// <summary>Takes a value, which is valid until it returns, and the number of assets that have it.</summary>
internal delegate void ValueTaker(ReadOnlySpan<byte> value, long assets);
