using Microsoft.Data.Sqlite;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>A batch that Qualys did not confirm in full.</summary>
internal sealed record TroubledBatch(long Group, long Batch, string Outcome, string Error);

/// <summary>A run in numbers, as its database has them on record.</summary>
internal sealed record RunReport
{
    /// <summary>Whether the batches are all there, so that they can be sent.</summary>
    public bool IsPlanComplete { get; private init; }

    public long RowsRead { get; private init; }

    public long Assets { get; private init; }

    /// <summary>Rejected rows and ids by reason, the most frequent first.</summary>
    public IReadOnlyList<(string Reason, long Count)> Rejected { get; private init; } = [];

    public long DuplicateRows { get; private init; }

    public long DuplicateAssets { get; private init; }

    public long ExcludedAssets { get; private init; }

    public long AssetsWithoutValues { get; private init; }

    public long Groups { get; private init; }

    public long Batches { get; private init; }

    public long AssetsPlanned { get; private init; }

    public long AssetsConfirmed { get; private init; }

    public long AssetsAcceptedWithoutCount { get; private init; }

    /// <summary>How many batches have which outcome on record; a batch that the run never came to has none.</summary>
    public IReadOnlyDictionary<string, long> Outcomes { get; private init; } = new Dictionary<string, long>();

    /// <summary>How many batches were not sent.</summary>
    public long NotSent => Batches - Outcome("Succeeded") - TroubledCount;

    /// <summary>The first batches that failed, are partial or in doubt.</summary>
    public IReadOnlyList<TroubledBatch> Troubled { get; private init; } = [];

    /// <summary>How many batches failed, are partial or in doubt.</summary>
    public long TroubledCount => Outcome("Failed") + Outcome("Partial") + Outcome("InDoubt");

    public long Outcome(string name) => Outcomes.GetValueOrDefault(name);

    /// <summary>Reads the report, from the tables below the views: a view's joins would be made for each of a million batches.</summary>
    /// <exception cref="SqliteException">The database cannot be read.</exception>
    public static RunReport Read(string databasePath, int troubledAtMost)
    {
        using RunQueries queries = RunQueries.Open(databasePath);
        (long rowsRead, long assets) = queries.First(
            "SELECT rows_in, rows_out FROM run WHERE stage = 'Import' ORDER BY run_id DESC LIMIT 1", row => (row.GetInt64(0), row.GetInt64(1)));
        (long duplicateRows, long duplicateAssets, long excluded) = queries.First(
            """
            SELECT TOTAL(copies), COUNT(*), TOTAL(is_kept = 0)
            FROM (SELECT COUNT(*) AS copies, MAX(is_kept) AS is_kept FROM qualys_attribute_payloads_duplicates GROUP BY asset_id)
            """,
            row => ((long)row.GetDouble(0), row.GetInt64(1), (long)row.GetDouble(2)));
        (long batches, long planned) = queries.First(
            "SELECT COUNT(*), TOTAL(count_asset_ids) FROM payload_batch", row => (row.GetInt64(0), (long)row.GetDouble(1)));
        var outcomes = queries.All(
            """
            SELECT e.outcome, COUNT(*), TOTAL(e.confirmed_count), TOTAL(iif(
                e.outcome = 'Succeeded' AND e.confirmed_count IS NULL,
                (SELECT b.count_asset_ids FROM payload_batch b WHERE b.group_number = e.group_number AND b.batch_number = e.batch_number), 0))
            FROM batch_execution e GROUP BY e.outcome
            """,
            row => (Name: row.GetString(0), Count: row.GetInt64(1), Confirmed: (long)row.GetDouble(2), WithoutCount: (long)row.GetDouble(3)));
        return new RunReport
        {
            IsPlanComplete = IsComplete(queries),
            RowsRead = rowsRead,
            Assets = assets,
            Rejected = queries.All(
                "SELECT reason, COUNT(*) FROM rejected_rows WHERE stage = 'Import' GROUP BY reason ORDER BY 2 DESC, 1",
                row => (row.GetString(0), row.GetInt64(1))),
            DuplicateRows = duplicateRows,
            DuplicateAssets = duplicateAssets,
            ExcludedAssets = excluded,
            AssetsWithoutValues = queries.First("SELECT COUNT(*) FROM rejected_rows WHERE stage = 'Group'", row => row.GetInt64(0)),
            Groups = queries.First("SELECT COUNT(*) FROM payload_group", row => row.GetInt64(0)),
            Batches = batches,
            AssetsPlanned = planned,
            AssetsConfirmed = outcomes.Sum(outcome => outcome.Confirmed),
            AssetsAcceptedWithoutCount = outcomes.Where(outcome => outcome.Name == "Succeeded").Sum(outcome => outcome.WithoutCount),
            Outcomes = outcomes.ToDictionary(outcome => outcome.Name, outcome => outcome.Count),
            Troubled = queries.All(
                $"""
                SELECT group_number, batch_number, outcome, COALESCE(error, '')
                FROM batch_execution
                WHERE outcome IN ('Failed', 'Partial', 'InDoubt') ORDER BY group_number, batch_number LIMIT {troubledAtMost}
                """,
                row => new TroubledBatch(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3))),
        };
    }

    /// <summary>Says whether the stage that makes the batches went to its end.</summary>
    public static bool IsComplete(RunQueries queries) =>
        queries.First("SELECT outcome FROM run WHERE stage = 'Split' ORDER BY run_id DESC LIMIT 1", row => row.GetString(0)) == "complete";
}
