using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>Every call to Qualys: written before it is sent and again when it has ended.</summary>
internal sealed class CallTable(RunDatabase database)
{
    private Statement? _insert;
    private Statement? _end;
    private Statement? _wait;

    public long Insert(QualysCall call)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insert ??= database.Prepare(
                """
                INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING call_id
                """);
            _insert.Bind(1, call.GroupNumber).Bind(2, call.BatchNumber).Bind(3, call.Function.ToRequestName()).Bind(4, call.Attempt)
                .Bind(5, call.Address.ToString()).Bind(6, call.Assets).Bind(7, RunTable.Format(call.SentAt));
            _insert.Step();
            long callId = _insert.Int64(0);
            _insert.Reset();
            return callId;
        }
    }

    /// <summary>How many calls are on record.</summary>
    public long Count() => database.Scalar("SELECT COUNT(*) FROM api_calls");

    /// <summary>How many batches have had an answer.</summary>
    public long CountAnswered() => database.Scalar(
        "SELECT COUNT(*) FROM (SELECT DISTINCT group_number, batch_number FROM api_calls WHERE answered_at IS NOT NULL)");

    /// <summary>Finds when the first call was sent, and the address of the latest one; nothing where there is none.</summary>
    public (DateTimeOffset FirstSentAt, Uri Address)? FindSpan()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                "SELECT (SELECT MIN(sent_at) FROM api_calls), url FROM api_calls ORDER BY call_id DESC LIMIT 1");
            if (!select.Step())
            {
                return null;
            }

            (string sentAt, string url) = (select.Text(0), select.Text(1));
            select.Reset();
            return RunTable.TryParse(sentAt) is { } moment && Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
                ? (moment, address)
                : throw RunDatabaseException.NotTrusted(database.Path, "a call on record has no time or no address");
        }
    }

    public void End(long callId, QualysCall call)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _end ??= database.Prepare("""
                UPDATE api_calls
                SET answered_at = ?2, elapsed_ms = ?3, http_status = ?4, response_code = ?5, confirmed_count = ?6, error = ?7
                WHERE call_id = ?1
                """);
            string? answeredAt = call.Status is null ? null : RunTable.Format(call.SentAt + call.Elapsed);
            _end.Bind(1, callId).Bind(2, answeredAt).Bind(3, (long)call.Elapsed.TotalMilliseconds).Bind(4, call.Status)
                .Bind(5, call.Code).Bind(6, call.Answer?.Count).Bind(7, call.Error ?? call.Told).Execute();
        }
    }

    /// <summary>Notes the wait after a batch's latest call.</summary>
    public void NoteWait(QualysCall call, TimeSpan wait, WaitCause cause)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _wait ??= database.Prepare(
                """
                UPDATE api_calls SET wait_seconds = ?3 / 1000.0, wait_cause = ?4
                WHERE call_id = (SELECT MAX(call_id) FROM api_calls WHERE group_number = ?1 AND batch_number = ?2)
                """);
            _wait.Bind(1, call.GroupNumber).Bind(2, call.BatchNumber)
                .Bind(3, (long)wait.TotalMilliseconds).Bind(4, cause.ToString()).Execute();
            database.Commit();
        }
    }
}
