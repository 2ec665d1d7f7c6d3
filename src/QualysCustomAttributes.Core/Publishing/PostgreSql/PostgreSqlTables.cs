using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>
/// The tables of an inventory database as PostgreSQL is to have them. A column is a bigint where SQLite was told so and no
/// cell says otherwise, else text: SQLite's cells have types of their own, whatever the column's is.
/// </summary>
internal sealed class PostgreSqlTables(InventoryReading inventory)
{
    public const string AssetId = "assetid";
    public const string Version = "q_asset_inventory_version";
    public const string Software = "q_asset_inventory_software";
    public const string SoftwareName = "q_asset_inventory_software_name";

    // Numbers by their nature, though SQLite was not told: it would have made inexact ones of those beyond 64 bits. Ids of assets
    // are numbers always, for those whose id is no bigint are not sent.
    private static readonly string[] Numbers = ["hostId"];

    private static readonly PostgreSqlColumn AssetNumber = new("asset_id", PostgreSqlTable.Integer);
    private static readonly PostgreSqlColumn SoftwareNumber = new("software_id", PostgreSqlTable.Integer);

    /// <summary>How many assets have an id beyond a bigint, which PostgreSQL does not get.</summary>
    public long CountWithoutBigint() => inventory.File.Scalar("SELECT count(*) FROM Q_Asset_Inventory WHERE typeof(assetId) <> 'integer'");

    /// <summary>Assets: as in the inventory.</summary>
    public PostgreSqlTable Assets() => FromInventory(InventoryTables.Assets, [AssetId], true, "(agent_lastcheckedindate)");

    /// <summary>
    /// Versions of assets: the milliseconds by which the newer one wins, and the number of the last column that the table of assets
    /// had when the row was written; NULL where not all of its values could be.
    /// </summary>
    public static PostgreSqlTable Versions() =>
        new(
        Version, [AssetNumber, new("modified_milliseconds", PostgreSqlTable.Integer), new("filled", PostgreSqlTable.Integer)],
        [AssetNumber.Name], true);

    /// <summary>Names of software; a hash index takes names of every length.</summary>
    public static PostgreSqlTable SoftwareNames() => new(
        SoftwareName, [SoftwareNumber with { IsNumbered = true }, new("fullname", PostgreSqlTable.Text)], [SoftwareNumber.Name], true,
        "USING hash (fullname)");

    /// <summary>What each asset runs, by the numbers of the names.</summary>
    public static PostgreSqlTable SoftwareOfAssets() =>
        new(Software, [AssetNumber, SoftwareNumber], [AssetNumber.Name, SoftwareNumber.Name], true, "(software_id, asset_id)");

    /// <summary>The catalogue of software. Its names may be longer than a unique index takes.</summary>
    public PostgreSqlTable Catalogue() => FromInventory(InventoryTables.Catalogue, ["fullname", "osname"], false, "USING hash (fullname)");

    /// <summary>Custom attributes: as in the inventory.</summary>
    public PostgreSqlTable Attributes() => FromInventory(InventoryTables.Attributes, [AssetId], false, "(assetid)");

    /// <summary>The load's state, a row a name.</summary>
    public PostgreSqlTable Status() => FromInventory(InventoryTables.Status, ["status_name"], true);

    /// <summary>Runs. Another database may have the same numbers.</summary>
    public PostgreSqlTable Runs() => FromInventory(InventoryTables.Runs, ["gateway", "started_at", "run_id"], true);

    /// <summary>The columns whose names PostgreSQL cannot have as they are, and what they are called there.</summary>
    public static IEnumerable<(string Column, string Name)> Renamed(PostgreSqlTable table) =>
        table.Columns.Select(column => (column.Source, column.Name))
            .Where(pair => pair.Item1.Length != pair.Item2.Length || !pair.Item1.Equals(pair.Item2, StringComparison.OrdinalIgnoreCase));

    private PostgreSqlTable FromInventory(string table, string[] key, bool isKeyUnique, params string[] indexes)
    {
        IReadOnlyList<(string Name, string Type)> columns = inventory.ColumnsOf(table);
        string[] names = PostgreSqlName.FoldColumns(columns.Select(column => column.Name));
        bool[] areIntegers = FindIntegers(table, columns);
        return new PostgreSqlTable(
            PostgreSqlName.Fold(table),
            [.. names.Select((name, place) => new PostgreSqlColumn(name, TypeOf(areIntegers[place])) { Source = columns[place].Name })],
            key, isKeyUnique, indexes);
    }

    private static string TypeOf(bool isInteger) => isInteger ? PostgreSqlTable.Integer : PostgreSqlTable.Text;

    private bool[] FindIntegers(string table, IReadOnlyList<(string Name, string Type)> columns)
    {
        bool[] areIntegers = [.. columns.Select(
            column => column.Type == "INTEGER" || column.Name == InventorySchema.AssetId || Numbers.Contains(column.Name))];
        int[] asked = [.. Enumerable.Range(0, columns.Count)
            .Where(place => areIntegers[place] && columns[place].Name != InventorySchema.AssetId)];
        if (asked.Length > 0)
        {
            IEnumerable<string> others = asked.Select(
                place => $"max(typeof({InventoryReading.List([columns[place].Name])}) NOT IN ('integer', 'null'))");
            using Statement select = inventory.File.Prepare($"SELECT {string.Join(", ", others)} FROM {table}");
            select.Step();
            for (int i = 0; i < asked.Length; i++)
            {
                areIntegers[asked[i]] = select.Int64(i) == 0;
            }

            select.Reset();
        }

        return areIntegers;
    }
}
