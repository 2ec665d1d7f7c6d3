using System.Globalization;
using System.Text;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>What came of each batch that was handed to the update stage, dry run included.</summary>
internal sealed class ExecutionTable(RunDatabase database)
{
    private const int BatchesAtATime = 50_000;

    private Statement? _plan;
    private Statement? _select;
    private Statement? _body;
    private Statement? _mark;
    private Statement? _count;
    private Statement? _end;

    /// <summary>
    /// Plans a batch: it stands in the log with status <c>none</c>. One that is on record already stays as it is, unless
    /// it was never sent.
    /// </summary>
    public void Plan(QualysBatch batch, QualysFunction function)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _plan ??= database.Prepare(
                """
                INSERT INTO batch_execution (group_number, batch_number, function, outcome) VALUES (?1, ?2, ?3, 'NotSent')
                ON CONFLICT (group_number, batch_number) DO UPDATE SET function = excluded.function WHERE outcome = 'NotSent'
                """);
            _plan.Bind(1, batch.GroupNumber).Bind(2, batch.BatchNumber).Bind(3, function.ToRequestName()).Execute();
        }
    }

    /// <summary>Plans every batch of the database, as <see cref="Plan"/> does one.</summary>
    public void PlanAll(QualysFunction function, CancellationToken cancellationToken)
    {
        long last = database.Scalar("SELECT MAX(batch_id) FROM payload_batch");
        using Statement plan = database.Prepare(
            """
            INSERT INTO batch_execution (group_number, batch_number, function, outcome)
                SELECT group_number, batch_number, ?1, 'NotSent' FROM payload_batch WHERE batch_id > ?2 AND batch_id <= ?3 ORDER BY batch_id
            ON CONFLICT (group_number, batch_number) DO UPDATE SET function = excluded.function WHERE outcome = 'NotSent'
            """);
        for (long done = 0; done < last; done += BatchesAtATime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (database.Gate)
            {
                database.BeginRow();
                plan.Bind(1, function.ToRequestName()).Bind(2, done).Bind(3, done + BatchesAtATime).Execute();
                database.Commit();
            }
        }
    }

    /// <summary>Gives for each outcome on record how many batches have it, the assets confirmed, and the assets of batches without a count.</summary>
    public IReadOnlyList<(UpdateOutcome Outcome, int Batches, long Confirmed, long WithoutCount)> CountOutcomes()
    {
        lock (database.Gate)
        {
            // Assets are looked up only where Qualys gave no count; a plan has none such.
            using Statement select = database.Prepare(
                """
                SELECT e.outcome, COUNT(*), CAST(TOTAL(e.confirmed_count) AS INTEGER), CAST(TOTAL(iif(
                    e.outcome = 'Succeeded' AND e.confirmed_count IS NULL,
                    (SELECT b.count_asset_ids FROM payload_batch b WHERE b.group_number = e.group_number AND b.batch_number = e.batch_number), 0)) AS INTEGER)
                FROM batch_execution e GROUP BY e.outcome
                """);
            var counts = new List<(UpdateOutcome Outcome, int Batches, long Confirmed, long WithoutCount)>();
            while (select.Step())
            {
                counts.Add((Enum.Parse<UpdateOutcome>(select.Text(0)), (int)select.Int64(1), select.Int64(2), select.Int64(3)));
            }

            return counts;
        }
    }

    /// <summary>Gives what is on record of a batch, or <see langword="null"/> where it was never planned.</summary>
    public QualysUpdateResult? Find(QualysBatch batch)
    {
        lock (database.Gate)
        {
            _select ??= database.Prepare(
                """
                SELECT function, status, outcome, response_code, confirmed_count, not_confirmed_asset_ids, attempts, error
                FROM batch_execution WHERE group_number = ?1 AND batch_number = ?2
                """);
            _select.Bind(1, batch.GroupNumber).Bind(2, batch.BatchNumber);
            if (!_select.Step())
            {
                return null;
            }

            var result = new QualysUpdateResult(batch, QualysFunctions.Parse(_select.Text(0)), Enum.Parse<UpdateOutcome>(_select.Text(2)))
            {
                Status = int.TryParse(_select.Text(1), NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? status : null,
                ResponseCode = _select.TextOrNull(3),
                ConfirmedCount = _select.IsNull(4) ? null : (int)_select.Int64(4),
                NotConfirmedAssetIds = _select.IsNull(5) ? [] : AssetIdList.Parse(_select.Utf8(5)),
                Attempts = (int)_select.Int64(6),
                Error = _select.TextOrNull(7),
            };
            _select.Reset();
            return result;
        }
    }

    /// <summary>Gives the request's body: the very text that the table shows.</summary>
    public string GetBody(QualysBatch batch)
    {
        lock (database.Gate)
        {
            _body ??= database.Prepare(
                "SELECT payload FROM qualys_attribute_payloads_transformed WHERE group_number = ?1 AND batch_number = ?2");
            _body.Bind(1, batch.GroupNumber).Bind(2, batch.BatchNumber);
            _body.Step();
            string body = _body.Text(0);
            _body.Reset();
            return body;
        }
    }

    /// <summary>
    /// Notes what is known of the batch between its calls: in doubt from before a call is sent until it has ended, and what
    /// it was before where the call was turned away.
    /// </summary>
    public void MarkAs(UpdateOutcome outcome, QualysCall call)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _mark ??= database.Prepare("UPDATE batch_execution SET outcome = ?3 WHERE group_number = ?1 AND batch_number = ?2");
            _mark.Bind(1, call.GroupNumber).Bind(2, call.BatchNumber).Bind(3, outcome.ToString()).Execute();
        }
    }

    /// <summary>Counts a call that is about to be sent.</summary>
    public void CountAttempt(QualysCall call)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _count ??= database.Prepare("UPDATE batch_execution SET attempts = attempts + 1 WHERE group_number = ?1 AND batch_number = ?2");
            _count.Bind(1, call.GroupNumber).Bind(2, call.BatchNumber).Execute();
        }
    }

    /// <summary>Notes what came of the batch.</summary>
    public void End(QualysUpdateResult result, string? executionLog)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _end ??= database.Prepare(
                """
                UPDATE batch_execution SET status = ?3, execution_log = ?4, outcome = ?5, response_code = ?6, confirmed_count = ?7,
                    not_confirmed_asset_ids = ?8, error = ?9, ended_at = ?10 WHERE group_number = ?1 AND batch_number = ?2
                """);
            string? notConfirmed = result.NotConfirmedAssetIds.Count == 0 ? null : Encoding.ASCII.GetString(AssetIdList.Format(result.NotConfirmedAssetIds));
            _end.Bind(1, result.GroupNumber).Bind(2, result.BatchNumber)
                .Bind(3, result.Status?.ToString(CultureInfo.InvariantCulture) ?? "none").Bind(4, executionLog ?? "none").Bind(5, result.Outcome.ToString())
                .Bind(6, result.ResponseCode).Bind(7, result.ConfirmedCount).Bind(8, notConfirmed).Bind(9, result.Error)
                .Bind(10, RunTable.Format(DateTimeOffset.UtcNow)).Execute();
        }
    }

    /// <summary>Gives the function that was planned or sent, and whether it was sent; none where nothing is on record.</summary>
    public (string? Function, bool WasSent) FunctionOnRecord()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                "SELECT function, 1 FROM (SELECT function FROM api_calls LIMIT 1) UNION ALL SELECT function, 0 FROM (SELECT function FROM batch_execution LIMIT 1)");
            return select.Step() ? (select.Text(0), select.Int64(1) == 1) : (null, false);
        }
    }
}
