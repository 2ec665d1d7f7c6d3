using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>The batches that groups were split into.</summary>
internal sealed class BatchTable(RunDatabase database)
{
    private Statement? _insert;

    public void Insert(QualysBatch batch) =>
        Insert(batch.GroupNumber, batch.BatchNumber, batch.Count, AssetIdList.Format(batch.AssetIds));

    public void Insert(int groupNumber, int batchNumber, int count, ReadOnlySpan<byte> assetIds)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insert ??= database.Prepare("INSERT INTO payload_batch (group_number, batch_number, count_asset_ids, asset_ids) VALUES (?1, ?2, ?3, ?4)");
            _insert.Bind(1, groupNumber).Bind(2, batchNumber).Bind(3, count).Bind(4, assetIds).Execute();
        }
    }

    public IEnumerable<QualysBatch> Read()
    {
        long runId = database.Runs.FindCurrent(ConnectorStage.Split)?.RunId ?? 0;
        using Statement select = database.Prepare(
            """
            SELECT b.group_number, b.batch_number, g.attribute_set_id, b.asset_ids
            FROM payload_batch b CROSS JOIN payload_group g ON g.group_number = b.group_number ORDER BY b.batch_id
            """);
        while (select.Step())
        {
            AttributeSet set = database.Records.GetSet((int)select.Int64(2));
            yield return new QualysBatch((int)select.Int64(0), (int)select.Int64(1), set, AssetIdList.Parse(select.Utf8(3)), database.Path, runId);
        }
    }

    public long Count() => database.Scalar("SELECT COUNT(*) FROM payload_batch");
}
