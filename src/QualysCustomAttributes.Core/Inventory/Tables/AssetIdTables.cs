using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>
/// Makes room for ids that exceed SQLite's 64 bits with a sign. A table's key is an integer, as the database has it fastest and
/// those who query it expect it; with the first id that is none, the tables are made anew with ids that are integers or text.
/// </summary>
internal sealed class AssetIdTables
{
    private const string Old = "_before";

    private readonly SqliteFile _file;
    private bool _isWide;

    public AssetIdTables(SqliteFile file)
    {
        _file = file;
        _isWide = file.Scalar("SELECT count(*) FROM pragma_table_info('asset_version') WHERE name = 'asset_id' AND type = ''") > 0;
    }

    /// <summary>Makes the tables anew, within the transaction at hand, where an id needs it.</summary>
    /// <param name="assetId">The id.</param>
    /// <param name="columns">The columns that <c>Q_Asset_Inventory</c> has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the transaction is gone.</exception>
    public void MakeRoomFor(ulong assetId, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        if (_isWide || assetId <= long.MaxValue)
        {
            return;
        }

        // Else SQLite would have the view follow the table to its other name.
        _file.Execute("PRAGMA legacy_alter_table = ON", cancellationToken);
        IEnumerable<string> newColumns = columns.Skip(InventorySchema.Columns.Length).Select(SqlName.Quote);
        foreach ((string table, string[] statements) in InventorySchema.TablesOfIds(isWide: true, newColumns))
        {
            _file.Execute($"ALTER TABLE {table} RENAME TO {table}{Old}", cancellationToken);
            _file.Execute(statements[0], cancellationToken);
            _file.Execute($"INSERT INTO {table} SELECT * FROM {table}{Old}", cancellationToken);
            _file.Execute($"DROP TABLE {table}{Old}", cancellationToken);
            _file.Execute(string.Concat(statements.Skip(1)), cancellationToken);
        }

        _file.Execute("PRAGMA legacy_alter_table = OFF", cancellationToken);
        _isWide = true;
    }
}
