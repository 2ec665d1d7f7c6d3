using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>A request to Qualys as a run database has it; each attempt of a batch is one.</summary>
public sealed class QualysApiCall
{
    private QualysApiCall(long callNumber, int groupNumber, int batchNumber, QualysFunction function, int attempt, string databasePath)
    {
        CallNumber = callNumber;
        GroupNumber = groupNumber;
        BatchNumber = batchNumber;
        Function = function;
        Attempt = attempt;
        DatabasePath = databasePath;
    }

    /// <summary>The call's number, from 1 in the order in which they were sent.</summary>
    public long CallNumber { get; }

    /// <summary>The number of the batch's group.</summary>
    public int GroupNumber { get; }

    /// <summary>The batch's number in its group.</summary>
    public int BatchNumber { get; }

    /// <summary>What was asked for.</summary>
    public QualysFunction Function { get; }

    /// <summary>The how-manieth attempt at the batch it was, from 1.</summary>
    public int Attempt { get; }

    /// <summary>How many assets it had.</summary>
    public int AssetCount { get; private init; }

    /// <summary>Where it was sent.</summary>
    public string Address { get; private init; } = "";

    /// <summary>When it was sent, in UTC.</summary>
    public DateTimeOffset SentAt { get; private init; }

    /// <summary>When its answer had come, in UTC; <see langword="null"/> where none is on record.</summary>
    public DateTimeOffset? AnsweredAt { get; private init; }

    /// <summary>How long it took; <see langword="null"/> where its end is not on record.</summary>
    public TimeSpan? Elapsed { get; private init; }

    /// <summary>The status of HTTP; <see langword="null"/> where there was no answer.</summary>
    public int? Status { get; private init; }

    /// <summary>Qualys's own code, such as SUCCESS.</summary>
    public string? ResponseCode { get; private init; }

    /// <summary>What it was answered, in a few words: the code, and how many assets are confirmed or what went wrong.</summary>
    public string Answer => Status is null && Error is null ? "none on record"
        : string.Join(": ", new[] { ResponseCode, Error ?? Confirmed }.OfType<string>());

    private string? Confirmed => ConfirmedCount is { } count ? FormattableString.Invariant($"{count:N0} of {AssetCount:N0}") : null;

    /// <summary>How many assets Qualys has confirmed.</summary>
    public long? ConfirmedCount { get; private init; }

    /// <summary>How long was waited after it.</summary>
    public TimeSpan? Wait { get; private init; }

    /// <summary>Who asked for the wait: RateLimit, RetryAfter, Body or BackOff.</summary>
    public string? WaitCause => Cause?.ToString();

    /// <summary>What went wrong.</summary>
    public string? Error { get; private init; }

    /// <summary>The run database.</summary>
    public string DatabasePath { get; }

    internal WaitCause? Cause { get; private init; }

    /// <summary>Reads the calls of a run, in the order in which they were sent.</summary>
    /// <param name="databasePath">The run database, which is opened to be read alone.</param>
    /// <param name="groupNumbers">The groups that are asked for; all where none is.</param>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static IEnumerable<QualysApiCall> Read(string databasePath, params int[] groupNumbers) =>
        RunRows.Read(databasePath, Query(RunRows.IsIn("group_number", groupNumbers)), Of);

    /// <summary>Reads every call of a database that is open.</summary>
    internal static IEnumerable<QualysApiCall> ReadAll(RunDatabase database) => RunRows.Read(database, Query("1"), Of, long.MaxValue);

    /// <summary>Reads the calls of a batch, in the order in which they were sent.</summary>
    internal static IEnumerable<QualysApiCall> ReadOf(RunDatabase database, BatchKey key) => RunRows.Read(
        database, Query($"group_number = {key.GroupNumber} AND batch_number = {key.BatchNumber}"), Of, long.MaxValue);

    private static string Query(string isAsked) => $"""
        SELECT call_id, group_number, batch_number, function, attempt, count_asset_ids, url, sent_at, answered_at, elapsed_ms,
            http_status, response_code, confirmed_count, CAST(wait_seconds * 1000 AS INTEGER), wait_cause, error
        FROM api_calls WHERE call_id > ?1 AND {isAsked} ORDER BY call_id LIMIT ?2
        """;

    private static QualysApiCall Of(RunDatabase database, Statement row) => new(
        row.Int64(0), row.Int32(1), row.Int32(2), StoredName.ReadFunction(row, 3, database), row.Int32(4), database.Path)
    {
        AssetCount = row.Int32(5),
        Address = row.Text(6),
        SentAt = RunTable.TryParse(row.Text(7)) ?? throw RunDatabaseException.NotTrusted(database.Path, "a call on record has no time"),
        AnsweredAt = row.IsNull(8) ? null : RunTable.TryParse(row.Text(8)),
        Elapsed = row.IsNull(9) ? null : TimeSpan.FromMilliseconds(row.Int64(9)),
        Status = row.IsNull(10) ? null : row.Int32(10),
        ResponseCode = row.TextOrNull(11),
        ConfirmedCount = row.IsNull(12) ? null : row.Int64(12),
        Wait = row.IsNull(13) ? null : TimeSpan.FromMilliseconds(row.Int64(13)),
        Cause = row.IsNull(14) ? null : StoredName.Read<WaitCause>(row, 14, database),
        Error = row.TextOrNull(15),
    };

    /// <summary>The call in a sentence.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ShownText.Line(
        $"call {CallNumber}, group {GroupNumber} batch {BatchNumber}, attempt {Attempt}: "
        + $"{(Status is { } status ? $"{status} {ResponseCode}".TrimEnd() : "no answer")}{(Error is { } error ? $", {error}" : "")}");
}
