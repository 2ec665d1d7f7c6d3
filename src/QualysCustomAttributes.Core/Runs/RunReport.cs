using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>What a run came to, in numbers, as its database has it on record.</summary>
internal sealed record RunReport
{
    /// <summary>The run database.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>Whether the batches are all there, so that they can be sent.</summary>
    public bool AreBatchesComplete { get; init; }

    /// <summary>
    /// What was done, or would be, with the attributes; <see langword="null"/> where the run ended before that was known.
    /// </summary>
    public PlanFunction? Function { get; init; }

    /// <summary>How many rows were read under the export's header.</summary>
    public long RowsRead { get; init; }

    /// <summary>How many assets came out; a row with several ids gives several.</summary>
    public long Assets { get; init; }

    /// <summary>How many rows, or ids of rows, were rejected, by reason, the most frequent first.</summary>
    public IReadOnlyList<RejectedCount> Rejected { get; init; } = [];

    /// <summary>How many rows belong to an asset id that stands in several rows.</summary>
    public long DuplicateRows { get; init; }

    /// <summary>How many asset ids stand in several rows.</summary>
    public long DuplicateAssets { get; init; }

    /// <summary>How many asset ids were left out as duplicates.</summary>
    public long ExcludedAssets { get; init; }

    /// <summary>How many assets have no value for any attribute and are not sent.</summary>
    public long AssetsWithoutValues { get; init; }

    /// <summary>How many groups there are.</summary>
    public long Groups { get; init; }

    /// <summary>How many batches there are.</summary>
    public long Batches { get; init; }

    /// <summary>How many assets are in batches, each once however many it is in.</summary>
    public long AssetsPlanned { get; init; }

    /// <summary>How many assets all batches have together: one that is in several counts for each.</summary>
    public long AssetsInBatches { get; init; }

    /// <summary>How many assets Qualys confirmed; one that is in several batches counts for each.</summary>
    public long AssetsConfirmed { get; init; }

    /// <summary>How many assets are in batches that Qualys accepted without giving a count.</summary>
    public long AssetsAcceptedWithoutCount { get; init; }

    /// <summary>How many batches have which outcome on record; a batch that the run never came to has none.</summary>
    public IReadOnlyDictionary<UpdateOutcome, long> Outcomes { get; init; } = new Dictionary<UpdateOutcome, long>();

    /// <summary>The first batches that failed, are partial or in doubt.</summary>
    public IReadOnlyList<TroubledBatch> Troubled { get; init; } = [];

    /// <summary>The number of the last call on record; 0 where none is.</summary>
    public long LastCallId { get; init; }

    /// <summary>How many batches have this outcome on record.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>How many.</returns>
    public long CountOf(UpdateOutcome outcome) => Outcomes.GetValueOrDefault(outcome);

    /// <summary>How many batches failed, are partial or in doubt.</summary>
    public long TroubledCount => CountOf(UpdateOutcome.Failed) + CountOf(UpdateOutcome.Partial) + CountOf(UpdateOutcome.InDoubt);

    /// <summary>How many batches were chosen to be sent and were not.</summary>
    public long NotSent => CountOf(UpdateOutcome.NotSent);

    /// <summary>How many batches of the plan were never chosen to be sent.</summary>
    public long NotChosen => Batches - Outcomes.Values.Sum();

    /// <summary>The digest of what is chosen of the plan, of all of it where nothing is chosen yet; <see langword="null"/> where the plan or the function is not known yet.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>Reads the report of a run database.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="troubledAtMost">How many batches that failed, are partial or in doubt are named at most.</param>
    /// <returns>The report.</returns>
    /// <exception cref="RunDatabaseException">The database is missing, is no run database, or cannot be read.</exception>
    public static RunReport Read(string databasePath, int troubledAtMost = 0)
    {
        using RunDatabase database = RunDatabase.OpenForReading(databasePath);
        return Read(database, troubledAtMost);
    }

    /// <summary>Reads the report of an open run database.</summary>
    /// <inheritdoc cref="Read(string, int)"/>
    public static RunReport Read(RunDatabase database, int troubledAtMost = 0)
    {
        lock (database.Gate)
        {
            return ReadNumbers(database, troubledAtMost);
        }
    }

    /// <summary>
    /// Says whether Qualys acted, or may have acted, on a call of this run after a given one. A call that it refused for the
    /// account, or that found no host, leaves its batch as not sent.
    /// </summary>
    /// <param name="database">The run database.</param>
    /// <param name="callId">The last call that does not count.</param>
    /// <returns>Whether it did.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static bool HasChangedQualysSince(RunDatabase database, long callId)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                """
                SELECT EXISTS (
                    SELECT 1 FROM api_calls c JOIN batch_execution e
                        ON e.group_number = c.group_number AND e.batch_number = c.batch_number
                    WHERE c.call_id > ?1 AND e.outcome <> 'NotSent')
                """);
            return select.Bind(1, callId).Step() && select.Int64(0) == 1;
        }
    }

    // From the tables below the views: a view's joins would be made for each of a million batches.
    private static RunReport ReadNumbers(RunDatabase database, int troubledAtMost)
    {
        using Statement numbers = database.Prepare(
            """
            SELECT
                (SELECT rows_in FROM run WHERE stage = 'Import' ORDER BY run_id DESC LIMIT 1),
                (SELECT rows_out FROM run WHERE stage = 'Import' ORDER BY run_id DESC LIMIT 1),
                (SELECT outcome FROM run WHERE stage = 'Split' ORDER BY run_id DESC LIMIT 1),
                d.copies, d.assets, d.excluded,
                (SELECT COUNT(*) FROM rejected_rows WHERE stage = 'Group'),
                (SELECT COUNT(*) FROM payload_group),
                b.batches, b.assets,
                (SELECT COALESCE(MAX(call_id), 0) FROM api_calls)
            FROM
                (SELECT CAST(TOTAL(copies) AS INTEGER) AS copies, COUNT(*) AS assets, CAST(TOTAL(is_kept = 0) AS INTEGER) AS excluded
                 FROM (SELECT COUNT(*) AS copies, MAX(d.is_kept) AS is_kept
                       FROM duplicate_record d JOIN axonius_record r ON r.record_id = d.record_id GROUP BY r.qualys_id)) d,
                (SELECT COUNT(*) AS batches, CAST(TOTAL(count_asset_ids) AS INTEGER) AS assets FROM payload_batch) b
            """);
        numbers.Step();
        IReadOnlyList<OutcomeRow> outcomes = database.Executions.CountOutcomes();
        PlanFunction? function = database.Executions.FindFunction().Function;
        return new RunReport
        {
            DatabasePath = database.Path,
            Function = function,
            PlanDigest = function is { } known ? Runs.PlanDigest.FindChosen(database, known) : null,
            RowsRead = numbers.Int64(0),
            Assets = numbers.Int64(1),
            AreBatchesComplete = numbers.TextOrNull(2) == RunOutcome.Complete,
            DuplicateRows = numbers.Int64(3),
            DuplicateAssets = numbers.Int64(4),
            ExcludedAssets = numbers.Int64(5),
            AssetsWithoutValues = numbers.Int64(6),
            Groups = numbers.Int64(7),
            Batches = numbers.Int64(8),
            AssetsInBatches = numbers.Int64(9),
            AssetsPlanned = CountAssets(database, inBatches: numbers.Int64(9)),
            LastCallId = numbers.Int64(10),
            Rejected = ReadRejected(database),
            AssetsConfirmed = outcomes.Sum(row => row.AssetsConfirmed),
            AssetsAcceptedWithoutCount = outcomes.Sum(row => row.AssetsAcceptedWithoutCount),
            Outcomes = outcomes.ToDictionary(row => row.Outcome, row => (long)row.Batches),
            Troubled = ReadTroubled(database, troubledAtMost),
        };
    }

    // Where calls were counted both ways, an asset may be in several groups.
    private static long CountAssets(RunDatabase database, long inBatches) => inBatches > 0 && GroupCalls.Read(database).Count > 0
        ? Math.Min(inBatches, PayloadRows.CountAssets(database))
        : inBatches;

    private static List<RejectedCount> ReadRejected(RunDatabase database)
    {
        using Statement select = database.Prepare(
            "SELECT reason, COUNT(*) FROM rejected_rows WHERE stage = 'Import' GROUP BY reason ORDER BY 2 DESC, 1");
        var rejected = new List<RejectedCount>();
        while (select.Step())
        {
            rejected.Add(new RejectedCount(StoredName.Read<RejectionReason>(select, 0, database), select.Int64(1)));
        }

        return rejected;
    }

    private static List<TroubledBatch> ReadTroubled(RunDatabase database, int atMost)
    {
        using Statement select = database.Prepare(
            """
            SELECT group_number, batch_number, outcome, error FROM batch_execution
            WHERE outcome IN ('Failed', 'Partial', 'InDoubt') ORDER BY group_number, batch_number LIMIT ?1
            """);
        select.Bind(1, atMost);
        var troubled = new List<TroubledBatch>();
        while (select.Step())
        {
            troubled.Add(new TroubledBatch(
                select.Int32(0), select.Int32(1), StoredName.Read<UpdateOutcome>(select, 2, database), select.TextOrNull(3)));
        }

        return troubled;
    }
}

/// <summary>A batch that Qualys did not confirm in full.</summary>
/// <param name="GroupNumber">The number of its group.</param>
/// <param name="BatchNumber">Its number in the group.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Error">Why, or <see langword="null"/> where nothing is on record.</param>
internal sealed record TroubledBatch(int GroupNumber, int BatchNumber, UpdateOutcome Outcome, string? Error);
