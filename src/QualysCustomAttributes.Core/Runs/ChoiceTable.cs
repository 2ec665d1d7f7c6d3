using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// Which batches of the plan were chosen to be sent: each has a row in the execution log, and nothing came of it yet. What came of them
/// is in <see cref="ExecutionTable"/>.
/// </summary>
internal sealed class ChoiceTable(RunDatabase database)
{
    private const int BatchesAtATime = 50_000;

    private Statement? _enter;

    /// <summary>
    /// Enters a batch: it stands in the log with status <c>none</c>. One that is on record already stays as it is, unless
    /// it was never sent.
    /// </summary>
    public void Enter(int groupNumber, int batchNumber, QualysFunction function)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _enter ??= database.Prepare(
                """
                INSERT INTO batch_execution (group_number, batch_number, function, outcome) VALUES (?1, ?2, ?3, 'NotSent')
                ON CONFLICT (group_number, batch_number) DO UPDATE SET function = excluded.function WHERE outcome = 'NotSent'
                """);
            _enter.Bind(1, groupNumber).Bind(2, batchNumber).Bind(3, function.ToRequestName()).Execute();
        }
    }

    /// <summary>How many batches are on record: those that were chosen to be sent.</summary>
    public long Count() => database.Scalar("SELECT COUNT(*) FROM batch_execution");

    /// <summary>Whether a batch or a call is on record with another function than this one.</summary>
    public bool HasOtherFunctionThan(string function)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                """
                SELECT EXISTS (
                    SELECT 1 FROM (
                        SELECT group_number, function FROM batch_execution UNION ALL SELECT group_number, function FROM api_calls) e
                    LEFT JOIN payload_group g ON g.group_number = e.group_number WHERE e.function <> COALESCE(g.function, ?1))
                """);
            return select.Bind(1, function).Step() && select.Int64(0) == 1;
        }
    }

    /// <summary>Takes the batches out that were chosen and never sent: another choice takes their place.</summary>
    public void ClearNeverSent()
    {
        lock (database.Gate)
        {
            database.BeginRow();
            database.Execute("DELETE FROM batch_execution WHERE outcome = 'NotSent' AND attempts = 0");
        }
    }

    /// <summary>Takes a batch out that was chosen and never sent: somebody said no to it.</summary>
    public void Withdraw(int groupNumber, int batchNumber)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            using Statement delete = database.Prepare(
                """
                DELETE FROM batch_execution
                WHERE group_number = ?1 AND batch_number = ?2 AND outcome = 'NotSent' AND attempts = 0
                """);
            delete.Bind(1, groupNumber).Bind(2, batchNumber).Execute();
        }
    }

    /// <summary>Enters every batch of the database, as <see cref="Enter"/> does one.</summary>
    public void EnterAll(PlanFunction function, CancellationToken cancellationToken)
    {
        long last = database.Scalar("SELECT MAX(batch_id) FROM payload_batch");
        using Statement enter = database.Prepare(
            """
            INSERT INTO batch_execution (group_number, batch_number, function, outcome)
                SELECT b.group_number, b.batch_number, COALESCE(g.function, ?1), 'NotSent'
                FROM payload_batch b CROSS JOIN payload_group g ON g.group_number = b.group_number
                WHERE b.batch_id > ?2 AND b.batch_id <= ?3 ORDER BY b.batch_id
            ON CONFLICT (group_number, batch_number) DO UPDATE SET function = excluded.function WHERE outcome = 'NotSent'
            """);
        for (long done = 0; done < last; done += BatchesAtATime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (database.Gate)
            {
                database.BeginRow();
                enter.Bind(1, function.Name).Bind(2, done).Bind(3, done + BatchesAtATime).Execute();
                database.Commit();
            }
        }
    }

    /// <summary>Reads the batches on record by their numbers, in the order of the plan.</summary>
    public IReadOnlyList<BatchKey> ReadKeys()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                """
                SELECT b.group_number, b.batch_number
                FROM payload_batch b CROSS JOIN batch_execution e
                    ON e.group_number = b.group_number AND e.batch_number = b.batch_number
                ORDER BY b.batch_id
                """);
            var keys = new List<BatchKey>();
            while (select.Step())
            {
                keys.Add(new BatchKey(select.Int32(0), select.Int32(1)));
            }

            return keys;
        }
    }
}
