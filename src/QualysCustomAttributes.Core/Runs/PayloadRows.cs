using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>Reads the payloads that came to the grouping, in the order in which they came.</summary>
internal static class PayloadRows
{
    /// <summary>Those of the plan, whichever way it was made.</summary>
    public static IEnumerable<GroupedPayload> Of(RunDatabase database, CancellationToken cancellationToken) =>
        database.IsReconciled ? OfChanges(database, cancellationToken) : OfRecords(database, cancellationToken);

    /// <summary>Counts the assets among them.</summary>
    public static long CountAssets(RunDatabase database)
    {
        if (!database.IsReconciled)
        {
            return Of(database, CancellationToken.None).LongCount();
        }

        // Where the grouping got all changes, the pairs of the plan have counted their assets.
        bool isWhole = database.Scalar(
            """
            SELECT COUNT(*) = 1 AND MIN(first_record_id) <= (SELECT MIN(payload_id) FROM payload_change)
                AND MAX(last_record_id) >= (SELECT MAX(payload_id) FROM payload_change)
            FROM stage_range WHERE stage = 'Group'
            """) == 1;
        return database.Scalar(isWhole
            ? """
            SELECT CAST(TOTAL(count_assets) AS INTEGER) FROM plan_pair
            WHERE add_set_id IS NOT NULL OR update_set_id IS NOT NULL OR remove_set_id IS NOT NULL
            """
            : """
            SELECT COUNT(DISTINCT c.qualys_id)
            FROM stage_range g CROSS JOIN payload_change c ON c.payload_id BETWEEN g.first_record_id AND g.last_record_id WHERE g.stage = 'Group'
            """);
    }

    private static IEnumerable<GroupedPayload> OfChanges(RunDatabase database, CancellationToken cancellationToken)
    {
        using Statement select = database.Prepare(
            """
            SELECT c.attribute_set_id, c.function, c.qualys_id
            FROM stage_range g CROSS JOIN payload_change c ON c.payload_id BETWEEN g.first_record_id AND g.last_record_id
            WHERE g.stage = 'Group' ORDER BY c.payload_id
            """);
        for (long row = 0; select.Step(); row++)
        {
            if ((row & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            yield return new GroupedPayload(select.Int32(0), StoredName.ReadFunction(select, 1, database), select.AssetId(2));
        }
    }

    // Without duplicates and assets that have no value: what was compared has neither.
    private static IEnumerable<GroupedPayload> OfRecords(RunDatabase database, CancellationToken cancellationToken)
    {
        int empty = database.Records.FindSetWithoutValues() ?? 0;
        using Statement select = database.Prepare(
            """
            SELECT r.attribute_set_id, r.qualys_id
            FROM stage_range g CROSS JOIN axonius_record r ON r.record_id BETWEEN g.first_record_id AND g.last_record_id
            WHERE g.stage = 'Group' AND r.attribute_set_id <> ?1
                AND r.record_id NOT IN (SELECT record_id FROM duplicate_record WHERE is_kept = 0)
            ORDER BY g.sequence, r.record_id
            """);
        select.Bind(1, empty);
        for (long row = 0; select.Step(); row++)
        {
            if ((row & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            yield return new GroupedPayload(select.Int32(0), null, select.AssetId(1));
        }
    }
}
