using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>The batches that groups were split into.</summary>
internal sealed class BatchTable(RunDatabase database)
{
    private Statement? _insert;

    public void Insert(int groupNumber, int batchNumber, int count, ReadOnlySpan<byte> assetIds)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insert ??= database.Prepare(
                "INSERT INTO payload_batch (group_number, batch_number, count_asset_ids, asset_ids) VALUES (?1, ?2, ?3, ?4)");
            _insert.Bind(1, groupNumber).Bind(2, batchNumber).Bind(3, count).Bind(4, assetIds).Execute();
        }
    }

    /// <summary>Reads the batches in the order of the split.</summary>
    public IEnumerable<BatchRow> Read()
    {
        using Statement select = database.Prepare(
            """
            SELECT b.group_number, b.batch_number, g.attribute_set_id, b.asset_ids
            FROM payload_batch b CROSS JOIN payload_group g ON g.group_number = b.group_number ORDER BY b.batch_id
            """);
        while (select.Step())
        {
            yield return new BatchRow(
                (int)select.Int64(0), (int)select.Int64(1), (int)select.Int64(2), AssetIdList.Parse(select.Utf8(3)));
        }
    }

    public long Count() => database.Scalar("SELECT COUNT(*) FROM payload_batch");
}

/// <summary>A batch as the database has it.</summary>
/// <param name="GroupNumber">The number of its group.</param>
/// <param name="BatchNumber">Its number in the group.</param>
/// <param name="AttributeSetId">The number of its attribute set.</param>
/// <param name="AssetIds">Its assets, in the order of the export.</param>
internal readonly record struct BatchRow(int GroupNumber, int BatchNumber, int AttributeSetId, ulong[] AssetIds);
