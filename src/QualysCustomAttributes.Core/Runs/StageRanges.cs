using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// Remembers which records a stage let through, in their order, as ranges of their numbers: a million rows that all go
/// through are one range, and what a filter in the pipeline takes out splits it.
/// </summary>
internal sealed class StageRanges(RunDatabase database, ConnectorStage stage)
{
    private const int LongestOpenRange = 50_000;

    private readonly Statement _write = database.Prepare(
        $"""
         INSERT INTO stage_range (stage, sequence, first_record_id, last_record_id) VALUES ('{stage}', ?1, ?2, ?3)
         ON CONFLICT (stage, sequence) DO UPDATE SET last_record_id = excluded.last_record_id
         """);

    private long _sequence;
    private long _first;
    private long _last;
    private int _unwritten;

    /// <summary>Whether a stage let a record through.</summary>
    public static bool Has(RunDatabase database, ConnectorStage stage, long recordId)
    {
        using Statement select = database.Prepare(
            "SELECT EXISTS (SELECT 1 FROM stage_range WHERE stage = ?1 AND ?2 BETWEEN first_record_id AND last_record_id)");
        return select.Bind(1, stage.ToString()).Bind(2, recordId).Step() && select.Int64(0) == 1;
    }

    /// <summary>Adds a record.</summary>
    public void Add(long recordId)
    {
        if (_sequence > 0 && recordId == _last + 1)
        {
            _last = recordId;
            // A killed process loses at most so many rows of a range that is still growing.
            if (++_unwritten >= LongestOpenRange)
            {
                Flush();
            }

            return;
        }

        Flush();
        _sequence++;
        _first = _last = recordId;
        _unwritten = 1;
    }

    /// <summary>Adds every record of the database at once.</summary>
    public long AddAll()
    {
        long count = database.Records.Count();
        AddUpTo(count);
        return count;
    }

    /// <summary>Adds the numbers from 1 to this one at once.</summary>
    public void AddUpTo(long count)
    {
        if (count > 0)
        {
            Add(1);
            _last = count;
            Flush();
        }
    }

    /// <summary>Writes the range at hand.</summary>
    public void Flush()
    {
        if (_unwritten == 0)
        {
            return;
        }

        lock (database.Gate)
        {
            database.BeginRow();
            _write.Bind(1, _sequence).Bind(2, _first).Bind(3, _last).Execute();
        }

        _unwritten = 0;
    }
}
