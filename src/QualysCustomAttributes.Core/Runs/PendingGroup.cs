using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>A group of which something is still to be sent: what a dry run shows.</summary>
/// <param name="GroupNumber">The group's number.</param>
/// <param name="Assets">How many of its assets are still to be sent.</param>
/// <param name="Batches">In how many batches they are.</param>
/// <param name="Attributes">The attributes, in the contract's order.</param>
internal sealed record PendingGroup(int GroupNumber, long Assets, long Batches, IReadOnlyList<CustomAttributeValue> Attributes)
{
    /// <summary>What is done with them, where each group has a function of its own.</summary>
    public QualysFunction? Function { get; init; }

    /// <summary>Reads the first groups of a run database of which something is still to be sent.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="atMost">How many groups are read at most.</param>
    /// <returns>The groups in the order of their numbers, and how many there are in all.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static (IReadOnlyList<PendingGroup> First, long Total) Read(RunDatabase database, int atMost)
    {
        lock (database.Gate)
        {
            long total = database.Scalar("SELECT COUNT(DISTINCT group_number) FROM batch_execution WHERE outcome <> 'Succeeded'");
            using Statement select = database.Prepare(
                """
                SELECT p.group_number, p.assets, p.batches, g.attribute_set_id, g.function
                FROM (SELECT e.group_number, SUM(b.count_asset_ids) AS assets, COUNT(*) AS batches
                      FROM batch_execution e
                      CROSS JOIN payload_batch b ON b.group_number = e.group_number AND b.batch_number = e.batch_number
                      WHERE e.outcome <> 'Succeeded' GROUP BY e.group_number ORDER BY e.group_number LIMIT ?1) p
                JOIN payload_group g ON g.group_number = p.group_number ORDER BY p.group_number
                """);
            select.Bind(1, atMost);
            var groups = new List<PendingGroup>();
            while (select.Step())
            {
                groups.Add(new PendingGroup(
                    select.Int32(0), select.Int64(1), select.Int64(2), database.Records.LoadSet(select.Int32(3)).NonEmpty)
                {
                    Function = StoredName.ReadGroupFunction(select, 4, database),
                });
            }

            return (groups, total);
        }
    }
}
