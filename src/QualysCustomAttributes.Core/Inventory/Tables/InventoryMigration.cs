using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>Brings a database of an earlier release to what this one makes: version 1 had a row for each attribute of an asset.</summary>
internal static class InventoryMigration
{
    /// <summary>Brings it over, in one transaction, where it is of an earlier release.</summary>
    public static void BringOver(SqliteFile file)
    {
        if (file.Scalar("PRAGMA user_version") == InventorySchema.Version)
        {
            return;
        }

        // Another program may have done it meanwhile.
        file.Begin();
        try
        {
            if (file.Scalar("PRAGMA user_version") != InventorySchema.Version)
            {
                MakeSets(file);
            }

            file.Commit();
        }
        catch
        {
            file.RollBack();
            throw;
        }
    }

    private static void MakeSets(SqliteFile file)
    {
        const string before = "custom_attribute_before";
        bool isWide = file.Scalar("SELECT count(*) FROM pragma_table_info('asset_version') WHERE name = 'asset_id' AND type = ''") > 0;
        file.Execute($"""
            DROP INDEX custom_attribute_by_asset;
            DROP INDEX custom_attribute_by_key;
            ALTER TABLE {InventorySchema.CustomAttributes} RENAME TO {before};
            """);
        file.Execute(InventorySchema.AttributeSets);
        file.Execute(string.Concat(InventorySchema.TablesOfIds(isWide, []).Single(
            table => table.Name == InventorySchema.AttributesOfAssets).Statements));
        var sets = new CustomAttributeSets(file);
        file.Execute($"""
            INSERT INTO {InventorySchema.AttributesOfAssets} (asset_id, set_id, seen_at)
            SELECT {InventorySchema.AssetId}, NULL, COALESCE(unixepoch({InventorySchema.BatchDate}), 0) FROM Q_Asset_Inventory
            """);
        using (Statement update = file.Prepare($"UPDATE {InventorySchema.AttributesOfAssets} SET set_id = ?2 WHERE asset_id = ?1"))
        using (Statement select = file.Prepare($"SELECT assetId, key, value, connectorName FROM {before} ORDER BY assetId, rowid"))
        {
            ulong? asset = null;
            while (select.Step())
            {
                ulong next = select.AssetId(0);
                if (next != asset)
                {
                    End();
                    asset = next;
                    sets.Begin();
                }

                for (int cell = 1; cell <= 3; cell++)
                {
                    if (select.IsNull(cell))
                    {
                        sets.AddNull();
                    }
                    else
                    {
                        sets.Add(select.Utf8(cell));
                    }
                }
            }

            End();

            void End()
            {
                if (asset is { } id && sets.End() is { } set)
                {
                    update.BindAssetId(1, id).Bind(2, set).Execute();
                }
            }
        }

        file.Execute($"DROP TABLE {before}; PRAGMA user_version = {InventorySchema.Version}");
    }
}
