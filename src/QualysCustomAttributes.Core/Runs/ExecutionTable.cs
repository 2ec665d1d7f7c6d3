using System.Globalization;
using System.Text;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>What came of each batch that was handed to the update stage, dry run included.</summary>
internal sealed class ExecutionTable(RunDatabase database)
{
    private Statement? _select;
    private Statement? _body;
    private Statement? _mark;
    private Statement? _count;
    private Statement? _failure;
    private Statement? _end;

    /// <summary>Counts the batches on record by outcome.</summary>
    public IReadOnlyList<OutcomeRow> CountOutcomes()
    {
        lock (database.Gate)
        {
            // Assets are looked up only where Qualys gave no count; a dry run has none such. What is in doubt is not confirmed,
            // whatever Qualys said of it.
            using Statement select = database.Prepare(
                """
                SELECT e.outcome, COUNT(*), CAST(TOTAL(iif(e.outcome = 'InDoubt', 0, e.confirmed_count)) AS INTEGER), CAST(TOTAL(iif(
                    e.outcome = 'Succeeded' AND e.confirmed_count IS NULL,
                    (SELECT b.count_asset_ids FROM payload_batch b
                     WHERE b.group_number = e.group_number AND b.batch_number = e.batch_number), 0)) AS INTEGER)
                FROM batch_execution e GROUP BY e.outcome
                """);
            var counts = new List<OutcomeRow>();
            while (select.Step())
            {
                var outcome = StoredName.Read<UpdateOutcome>(select, 0, database);
                counts.Add(new OutcomeRow(outcome, select.Int32(1), select.Int64(2), select.Int64(3)));
            }

            return counts;
        }
    }

    /// <summary>Finds what is on record of a batch, or <see langword="null"/> where it was never entered.</summary>
    public ExecutionRow? Find(int groupNumber, int batchNumber)
    {
        lock (database.Gate)
        {
            _select ??= database.Prepare(
                """
                SELECT function, outcome, status, response_code, confirmed_count, not_confirmed_asset_ids, attempts, error
                FROM batch_execution WHERE group_number = ?1 AND batch_number = ?2
                """);
            _select.Bind(1, groupNumber).Bind(2, batchNumber);
            if (!_select.Step())
            {
                return null;
            }

            var row = new ExecutionRow(
                StoredName.ReadFunction(_select, 0, database),
                StoredName.Read<UpdateOutcome>(_select, 1, database),
                int.TryParse(_select.Text(2), NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? status : null,
                _select.TextOrNull(3),
                _select.IsNull(4) ? null : _select.Int32(4),
                _select.IsNull(5) ? [] : AssetIdList.Parse(_select.Utf8(5), database),
                _select.Int32(6),
                _select.TextOrNull(7));
            _select.Reset();
            return row;
        }
    }

    /// <summary>Reads the request's body: the very text that the table shows.</summary>
    public string ReadBody(int groupNumber, int batchNumber)
    {
        lock (database.Gate)
        {
            _body ??= database.Prepare(
                "SELECT payload FROM qualys_attribute_payloads_transformed WHERE group_number = ?1 AND batch_number = ?2");
            _body.Bind(1, groupNumber).Bind(2, batchNumber);
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
    public void MarkAs(UpdateOutcome outcome, int groupNumber, int batchNumber)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _mark ??= database.Prepare("UPDATE batch_execution SET outcome = ?3 WHERE group_number = ?1 AND batch_number = ?2");
            _mark.Bind(1, groupNumber).Bind(2, batchNumber).Bind(3, outcome.ToString()).Execute();
        }
    }

    /// <summary>Counts a call that is about to be sent.</summary>
    public void CountAttempt(int groupNumber, int batchNumber)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _count ??= database.Prepare(
                "UPDATE batch_execution SET attempts = attempts + 1 WHERE group_number = ?1 AND batch_number = ?2");
            _count.Bind(1, groupNumber).Bind(2, batchNumber).Execute();
        }
    }

    /// <summary>Notes what the last call of a batch said that did not succeed and may be followed by another.</summary>
    public void NoteFailure(int groupNumber, int batchNumber, int? status, string? code, string error)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _failure ??= database.Prepare(
                """
                UPDATE batch_execution SET status = ?3, response_code = ?4, error = ?5 WHERE group_number = ?1 AND batch_number = ?2
                """);
            _failure.Bind(1, groupNumber).Bind(2, batchNumber)
                .Bind(3, status?.ToString(CultureInfo.InvariantCulture) ?? "none").Bind(4, code).Bind(5, error).Execute();
        }
    }

    /// <summary>Counts the batches in doubt of which no answer of Qualys is on record.</summary>
    public int CountInDoubtWithoutAnswer()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                "SELECT COUNT(*) FROM batch_execution WHERE outcome = ?1 AND coalesce(status, 'none') = 'none'");
            select.Bind(1, nameof(UpdateOutcome.InDoubt)).Step();
            return select.Int32(0);
        }
    }

    /// <summary>Counts what is not sent yet, or in doubt.</summary>
    /// <param name="all">Whether what was never chosen counts, too.</param>
    /// <returns>How many batches, and how many assets are in them.</returns>
    public (long Batches, long Assets) CountLeft(bool all)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                """
                SELECT COUNT(*), CAST(TOTAL(b.count_asset_ids) AS INTEGER)
                FROM payload_batch b LEFT JOIN batch_execution e ON e.group_number = b.group_number AND e.batch_number = b.batch_number
                WHERE e.outcome IN ('NotSent', 'InDoubt') OR (?1 AND e.outcome IS NULL)
                """);
            select.Bind(1, all ? 1 : 0).Step();
            return (select.Int64(0), select.Int64(1));
        }
    }

    /// <summary>Notes what came of the batch. Attempts are counted before each call, and stay as they are.</summary>
    public void End(int groupNumber, int batchNumber, ExecutionRow row, string? executionLog)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _end ??= database.Prepare(
                """
                UPDATE batch_execution SET status = ?3, execution_log = ?4, outcome = ?5, response_code = ?6, confirmed_count = ?7,
                    not_confirmed_asset_ids = ?8, error = ?9, ended_at = ?10 WHERE group_number = ?1 AND batch_number = ?2
                """);
            string? notConfirmed = row.NotConfirmedAssetIds.Count == 0
                ? null
                : Encoding.ASCII.GetString(AssetIdList.Format(row.NotConfirmedAssetIds));
            _end.Bind(1, groupNumber).Bind(2, batchNumber)
                .Bind(3, row.Status?.ToString(CultureInfo.InvariantCulture) ?? "none").Bind(4, executionLog ?? "none")
                .Bind(5, row.Outcome.ToString()).Bind(6, row.ResponseCode).Bind(7, row.ConfirmedCount).Bind(8, notConfirmed)
                .Bind(9, row.Error).Bind(10, RunTable.Format(DateTimeOffset.UtcNow)).Execute();
        }
    }

    /// <summary>Notes that a batch which was confirmed is in doubt, or is not any more.</summary>
    public void Doubt(int groupNumber, int batchNumber, string? why)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            using Statement update = database.Prepare(
                """
                UPDATE batch_execution SET outcome = CASE WHEN ?3 IS NULL THEN 'Succeeded' ELSE 'InDoubt' END, error = ?3
                WHERE group_number = ?1 AND batch_number = ?2
                """);
            update.Bind(1, groupNumber).Bind(2, batchNumber).Bind(3, why).Execute();
        }
    }

    /// <summary>Finds the function on record, or the one that the run began with, and whether it was sent; none where nothing is on record.</summary>
    public (PlanFunction? Function, bool WasSent) FindFunction()
    {
        lock (database.Gate)
        {
            if (database.IsReconciled)
            {
                return (PlanFunction.OfEachGroup, database.Calls.Count() > 0);
            }

            using Statement select = database.Prepare(
                """
                SELECT function, 1 FROM (SELECT function FROM api_calls LIMIT 1)
                UNION ALL SELECT function, 0 FROM (SELECT function FROM batch_execution LIMIT 1)
                """);
            if (select.Step())
            {
                return (StoredName.ReadFunction(select, 0, database), select.Int64(1) == 1);
            }

            // What was asked for is on record before anything of it is chosen: whoever goes on does not do something else.
            string? meant = new[] { ConnectorStage.Update, ConnectorStage.Import }
                .Select(stage => database.Runs.FindCurrent(stage) is { } run ? StageOptions.Find<string>(run.Options, RunTable.FunctionOption) : null)
                .FirstOrDefault(name => name is not null);
            return (meant is null ? null : PlanFunction.Parse(meant), false);
        }
    }
}

/// <summary>What is on record of a batch.</summary>
/// <param name="Function">What is done with the attributes.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Status">The HTTP status of the last answer, or <see langword="null"/> where none came.</param>
/// <param name="ResponseCode">The response code of the last answer.</param>
/// <param name="ConfirmedCount">How many assets Qualys confirms, or <see langword="null"/> where it gave no count.</param>
/// <param name="NotConfirmedAssetIds">The assets that are not confirmed.</param>
/// <param name="Attempts">How many calls were made for it.</param>
/// <param name="Error">What went wrong, or <see langword="null"/>.</param>
internal sealed record ExecutionRow(
    QualysFunction Function,
    UpdateOutcome Outcome,
    int? Status,
    string? ResponseCode,
    int? ConfirmedCount,
    IReadOnlyList<ulong> NotConfirmedAssetIds,
    int Attempts,
    string? Error);

/// <summary>The batches with one outcome, in numbers.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Batches">How many batches have it.</param>
/// <param name="AssetsConfirmed">How many of their assets Qualys confirmed.</param>
/// <param name="AssetsAcceptedWithoutCount">How many assets are in batches that Qualys accepted without giving a count.</param>
internal readonly record struct OutcomeRow(UpdateOutcome Outcome, int Batches, long AssetsConfirmed, long AssetsAcceptedWithoutCount);
