using Microsoft.Data.Sqlite;

namespace Bench.Reconciling;

/// <summary>Gives an inventory the assets of a run, each with the attributes that the run's export has for it, as if Qualys had them.</summary>
internal static class MadeUpInventory
{
    /// <summary>Fills an inventory that one complete run has made.</summary>
    /// <param name="inventory">The inventory's database.</param>
    /// <param name="run">The run database.</param>
    public static void Fill(string inventory, string run)
    {
        using var connection = new SqliteConnection($"Data Source={inventory};Pooling=False");
        connection.Open();
        Execute(connection, $"ATTACH '{run}' AS run");
        var keys = new List<string>();
        using (SqliteCommand select = connection.CreateCommand())
        {
            select.CommandText = "SELECT key FROM run.contract WHERE position > 0 ORDER BY position";
            using SqliteDataReader reader = select.ExecuteReader();
            while (reader.Read())
            {
                keys.Add(reader.GetString(0));
            }
        }

        Execute(connection, "BEGIN");
        Execute(connection, "DELETE FROM asset_version; DELETE FROM custom_attribute_asset; DELETE FROM custom_attribute_set; DELETE FROM custom_attribute_entry");
        Execute(connection, "INSERT INTO custom_attribute_set (set_id, content) SELECT attribute_set_id, CAST(attribute_set_id AS BLOB) FROM run.attribute_set");
        for (int place = 0; place < keys.Count; place++)
        {
            string column = $"\"{keys[place]}\"";
            Execute(
                connection,
                $"""
                 INSERT INTO custom_attribute_entry (set_id, place, key, value, connectorName)
                 SELECT attribute_set_id, {place}, '{keys[place]}', {column}, 'Qualys' FROM run.attribute_set WHERE {column} <> ''
                 """);
        }

        const string assets = "SELECT r.qualys_id, MIN(r.attribute_set_id) AS set_id FROM run.axonius_record r GROUP BY r.qualys_id";
        Execute(connection, $"INSERT INTO asset_version SELECT qualys_id, 0 FROM ({assets})");
        Execute(connection, $"INSERT INTO custom_attribute_asset (asset_id, set_id, seen_at) SELECT qualys_id, set_id, unixepoch() FROM ({assets})");
        Execute(connection, "COMMIT");
        Execute(connection, "ANALYZE");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
