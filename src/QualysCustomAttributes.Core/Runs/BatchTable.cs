using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>The batches that groups were split into.</summary>
internal sealed class BatchTable(RunDatabase database)
{
    private const int MostLookedFor = 20;

    // A batch that failed without a word of Qualys on one of its calls may have been applied all the same.
    private const string MayBeApplied =
        """
        (e.outcome IN ('Succeeded', 'Partial', 'InDoubt') OR (e.outcome = 'Failed' AND EXISTS (
            SELECT 1 FROM api_calls c WHERE c.group_number = e.group_number AND c.batch_number = e.batch_number
                AND c.response_code IS NULL AND COALESCE(c.http_status, 0) NOT IN (401, 403, 407, 409, 429))))
        """;

    private Statement? _insert;
    private Statement? _select;

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
            SELECT b.group_number, b.batch_number, g.attribute_set_id, b.asset_ids, g.function
            FROM payload_batch b CROSS JOIN payload_group g ON g.group_number = b.group_number ORDER BY b.batch_id
            """);
        while (select.Step())
        {
            yield return RowOf(select);
        }
    }

    /// <summary>Finds the batches that some assets are in, in the order of the split. All are gone through once.</summary>
    public IEnumerable<(ulong AssetId, BatchKey Key)> FindWith(IReadOnlySet<ulong> assetIds)
    {
        // A list in which the digits of none stand need not be taken apart.
        byte[][] few = assetIds.Count > MostLookedFor ? [] : [.. assetIds.Select(id => AssetIdList.Format([id]))];
        using Statement select = database.Prepare("SELECT group_number, batch_number, asset_ids FROM payload_batch ORDER BY batch_id");
        while (select.Step())
        {
            if (few.Length > 0 && !HasAny(select.Utf8(2), few))
            {
                continue;
            }

            foreach (ulong id in AssetIdList.Parse(select.Utf8(2), database))
            {
                if (assetIds.Contains(id))
                {
                    yield return (id, new BatchKey(select.Int32(0), select.Int32(1)));
                }
            }
        }
    }

    private static bool HasAny(ReadOnlySpan<byte> list, byte[][] ids)
    {
        foreach (byte[] id in ids)
        {
            if (list.IndexOf(id) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the batches that Qualys confirmed, in full or in part, or may have applied, each with what was done.</summary>
    public IEnumerable<BatchRow> ReadSent()
    {
        using Statement select = database.Prepare(
            $"""
            SELECT b.group_number, b.batch_number, g.attribute_set_id, b.asset_ids, e.function
            FROM payload_batch b CROSS JOIN batch_execution e ON e.group_number = b.group_number AND e.batch_number = b.batch_number
            CROSS JOIN payload_group g ON g.group_number = b.group_number
            WHERE {MayBeApplied} ORDER BY b.batch_id
            """);
        while (select.Step())
        {
            yield return RowOf(select);
        }
    }

    /// <summary>
    /// Reads the first batches that Qualys did not confirm in full: those in doubt, failed, partial, not sent, and never chosen.
    /// </summary>
    public IEnumerable<UnconfirmedBatchRow> ReadUnconfirmed(int atMost)
    {
        using Statement select = database.Prepare(
            """
            SELECT b.group_number, b.batch_number, g.attribute_set_id, substr(b.asset_ids, 1, 128), b.count_asset_ids,
                COALESCE(e.function, g.function), e.outcome, e.status, e.response_code, e.confirmed_count,
                substr(e.not_confirmed_asset_ids, 1, 128), e.attempts, e.error
            FROM (SELECT b.batch_id, e.execution_id,
                    CASE e.outcome WHEN 'InDoubt' THEN 0 WHEN 'Failed' THEN 1 WHEN 'Partial' THEN 2 WHEN 'NotSent' THEN 3
                        ELSE 4 END AS place
                FROM payload_batch b LEFT JOIN batch_execution e ON e.group_number = b.group_number AND e.batch_number = b.batch_number
                WHERE e.outcome IS NOT 'Succeeded' ORDER BY place, b.batch_id LIMIT ?1) first
            CROSS JOIN payload_batch b ON b.batch_id = first.batch_id CROSS JOIN payload_group g ON g.group_number = b.group_number
            LEFT JOIN batch_execution e ON e.execution_id = first.execution_id
            ORDER BY first.place, b.batch_id
            """);
        select.Bind(1, atMost);
        while (select.Step())
        {
            yield return new UnconfirmedBatchRow(
                new BatchKey(select.Int32(0), select.Int32(1)), select.Int32(2), AssetIdList.Beginning(select.Utf8(3)), select.Int32(4),
                select.IsNull(5) ? null : StoredName.ReadFunction(select, 5, database),
                select.IsNull(6) ? null : StoredName.Read<UpdateOutcome>(select, 6, database),
                select.TextOrNull(7), select.TextOrNull(8), select.IsNull(9) ? null : select.Int32(9),
                select.IsNull(10) ? [] : AssetIdList.Beginning(select.Utf8(10)), select.IsNull(11) ? 0 : select.Int32(11),
                select.TextOrNull(12));
        }
    }

    /// <summary>Counts the batches that Qualys did not apply: those that failed, and those that never came to it.</summary>
    public (long Failed, long NotSent, long Assets) CountNotApplied()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                $"""
                SELECT CAST(TOTAL(e.outcome IS 'Failed') AS INTEGER), CAST(TOTAL(e.outcome IS NOT 'Failed') AS INTEGER),
                    CAST(TOTAL(b.count_asset_ids) AS INTEGER)
                FROM payload_batch b LEFT JOIN batch_execution e ON e.group_number = b.group_number AND e.batch_number = b.batch_number
                WHERE e.outcome IS NULL OR NOT {MayBeApplied}
                """);
            select.Step();
            (long, long, long) counts = (select.Int64(0), select.Int64(1), select.Int64(2));
            select.Reset();
            return counts;
        }
    }

    /// <summary>Reads the batches by their numbers, in the order of the split, with how many assets each has.</summary>
    public IReadOnlyList<(BatchKey Key, int Assets)> ReadCounts()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                "SELECT group_number, batch_number, count_asset_ids FROM payload_batch ORDER BY batch_id");
            var batches = new List<(BatchKey Key, int Assets)>();
            while (select.Step())
            {
                batches.Add((new BatchKey(select.Int32(0), select.Int32(1)), select.Int32(2)));
            }

            return batches;
        }
    }

    /// <summary>Reads one batch.</summary>
    /// <exception cref="RunDatabaseException">There is none of these numbers.</exception>
    public BatchRow Read(BatchKey key)
    {
        lock (database.Gate)
        {
            _select ??= database.Prepare(
                """
                SELECT b.group_number, b.batch_number, g.attribute_set_id, b.asset_ids, g.function
                FROM payload_batch b CROSS JOIN payload_group g ON g.group_number = b.group_number
                WHERE b.group_number = ?1 AND b.batch_number = ?2
                """);
            _select.Bind(1, key.GroupNumber).Bind(2, key.BatchNumber);
            BatchRow row = _select.Step()
                ? RowOf(_select)
                : throw RunDatabaseException.NotTrusted(database.Path, $"it has no group {key.GroupNumber} batch {key.BatchNumber}");
            _select.Reset();
            return row;
        }
    }

    /// <summary>Parts some assets from a batch, as a batch of their own.</summary>
    public BatchKey Part(BatchRow batch, ulong[] assetIds)
    {
        lock (database.Gate)
        {
            HashSet<ulong> parted = [.. assetIds];
            ulong[] rest = [.. batch.AssetIds.Where(id => !parted.Contains(id))];
            database.BeginRow();
            using Statement update = database.Prepare(
                "UPDATE payload_batch SET count_asset_ids = ?3, asset_ids = ?4 WHERE group_number = ?1 AND batch_number = ?2");
            update.Bind(1, batch.GroupNumber).Bind(2, batch.BatchNumber).Bind(3, rest.Length).Bind(4, AssetIdList.Format(rest)).Execute();
            using Statement last = database.Prepare("SELECT MAX(batch_number) FROM payload_batch WHERE group_number = ?1");
            last.Bind(1, batch.GroupNumber).Step();
            var key = new BatchKey(batch.GroupNumber, last.Int32(0) + 1);
            last.Reset();
            Insert(key.GroupNumber, key.BatchNumber, assetIds.Length, AssetIdList.Format(assetIds));
            return key;
        }
    }

    /// <summary>Reads the numbers of the groups that have batches.</summary>
    public IReadOnlyList<int> ReadGroupNumbers()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare("SELECT DISTINCT group_number FROM payload_batch ORDER BY group_number");
            var numbers = new List<int>();
            while (select.Step())
            {
                numbers.Add(select.Int32(0));
            }

            return numbers;
        }
    }

    /// <summary>How many changes of a key of an asset the batches have together.</summary>
    public long CountChanges() => database.Scalar(
        $"""
        SELECT CAST(TOTAL(b.count_asset_ids * ({string.Join(" + ", database.Contract.Keys.Select(key => $"(s.{SqlName.Quote(key)} <> '')"))})) AS INTEGER)
        FROM payload_batch b CROSS JOIN payload_group g ON g.group_number = b.group_number
        CROSS JOIN attribute_set s ON s.attribute_set_id = g.attribute_set_id
        """);

    public long Count() => database.Scalar("SELECT COUNT(*) FROM payload_batch");

    private BatchRow RowOf(Statement row) =>
        new(
            row.Int32(0), row.Int32(1), row.Int32(2), AssetIdList.Parse(row.Utf8(3), database), StoredName.ReadGroupFunction(row, 4, database));
}

/// <summary>A batch as the database has it.</summary>
/// <param name="GroupNumber">The number of its group.</param>
/// <param name="BatchNumber">Its number in the group.</param>
/// <param name="AttributeSetId">The number of its attribute set.</param>
/// <param name="AssetIds">Its assets, in the order of the export.</param>
/// <param name="Function">Its function, where its group has one of its own.</param>
internal readonly record struct BatchRow(int GroupNumber, int BatchNumber, int AttributeSetId, ulong[] AssetIds, QualysFunction? Function);

/// <summary>What a batch goes by.</summary>
/// <param name="GroupNumber">The number of its group.</param>
/// <param name="BatchNumber">Its number in the group.</param>
internal readonly record struct BatchKey(int GroupNumber, int BatchNumber);

/// <summary>A batch that Qualys did not confirm in full.</summary>
/// <param name="Key">Its numbers.</param>
/// <param name="AttributeSetId">The number of its attribute set.</param>
/// <param name="AssetIds">Its first assets.</param>
/// <param name="Assets">How many assets it has.</param>
/// <param name="Function">What is done; <see langword="null"/> where that is not known yet.</param>
/// <param name="Outcome">What came of it; <see langword="null"/> where it was never chosen.</param>
/// <param name="Status">The HTTP status, or that there is none.</param>
/// <param name="ResponseCode">The response code of its last answer.</param>
/// <param name="ConfirmedCount">How many assets Qualys confirmed.</param>
/// <param name="NotConfirmedAssetIds">The first assets that are not confirmed.</param>
/// <param name="Attempts">How many calls were made for it.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record UnconfirmedBatchRow(
    BatchKey Key, int AttributeSetId, IReadOnlyList<string> AssetIds, int Assets, QualysFunction? Function, UpdateOutcome? Outcome,
    string? Status, string? ResponseCode, int? ConfirmedCount, IReadOnlyList<string> NotConfirmedAssetIds, int Attempts, string? Error);
