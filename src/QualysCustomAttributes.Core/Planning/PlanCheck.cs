using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// Makes sure, before anything of it is sent, that a run database which was closed since is sound, that its record of calls is
/// whole, and that its plan is the one that was made.
/// </summary>
internal static class PlanCheck
{
    private static readonly (string Problem, string Sql)[] Records =
    [
        ("it has more leases than one, or none", "SELECT COUNT(*) <> 1 FROM lease"),
        ("it counts other calls than it has on record", "SELECT (SELECT SUM(calls) FROM lease) <> (SELECT COUNT(*) FROM api_calls)"),
        ("batches have other attempts than calls on record",
            """
            SELECT EXISTS (
                SELECT 1 FROM batch_execution e WHERE e.attempts <> (
                    SELECT COUNT(*) FROM api_calls c WHERE c.group_number = e.group_number AND c.batch_number = e.batch_number))
            """),
        ("calls are on record whose batches are not",
            """
            SELECT EXISTS (
                SELECT 1 FROM api_calls c LEFT JOIN batch_execution e
                    ON e.group_number = c.group_number AND e.batch_number = c.batch_number WHERE e.execution_id IS NULL)
            """),
        ("batches are called done that no call was made for",
            "SELECT EXISTS (SELECT 1 FROM batch_execution WHERE outcome IN ('Succeeded', 'Partial') AND attempts = 0)"),
        ("batches are called done whose calls say something else",
            """
            SELECT EXISTS (
                SELECT 1 FROM batch_execution e JOIN payload_batch b
                    ON b.group_number = e.group_number AND b.batch_number = e.batch_number
                WHERE e.outcome IN ('Succeeded', 'Partial') AND NOT EXISTS (
                    SELECT 1 FROM api_calls c
                    WHERE c.group_number = e.group_number AND c.batch_number = e.batch_number AND c.answered_at IS NOT NULL
                        AND c.http_status BETWEEN 200 AND 299 AND c.response_code = 'SUCCESS'
                        AND c.confirmed_count IS e.confirmed_count AND c.count_asset_ids = b.count_asset_ids
                        AND (e.outcome = 'Partial') = (COALESCE(c.confirmed_count, c.count_asset_ids) < c.count_asset_ids)))
            """),
        ("batches are on record that are not planned",
            """
            SELECT EXISTS (
                SELECT 1 FROM batch_execution e LEFT JOIN payload_batch b
                    ON b.group_number = e.group_number AND b.batch_number = e.batch_number WHERE b.batch_id IS NULL)
            """),
        // The last run is the one that asks.
        .. RunStage.InOrder.SelectMany(each => each.Writes.Select(written => (each.Stage, Written: written)))
            .GroupBy(each => each.Written, each => each.Stage).Select(writers => (
                $"it has what the stage {string.Join(" or ", writers)} writes, and no run of that",
                $"SELECT EXISTS (SELECT 1 FROM {writers.Key}) AND NOT EXISTS ("
                    + $"SELECT 1 FROM run WHERE stage IN ({string.Join(", ", writers.Select(stage => $"'{stage}'"))}) "
                    + "AND run_id < (SELECT MAX(run_id) FROM run))")),
    ];

    /// <summary>Checks the file and its record of calls.</summary>
    /// <exception cref="RunDatabaseException">They cannot be trusted.</exception>
    public static void RequireSoundRecord(RunDatabase database)
    {
        lock (database.Gate)
        {
            if (database.Sqlite.FindDamage("payload_batch", "batch_execution", "api_calls") is { } damage)
            {
                throw RunDatabaseException.RecordNotTrusted(database.Path, $"the file is damaged ({damage})", CountCalls(database));
            }

            string keys = string.Join(" OR ", database.Contract.Keys.Select(key => $"typeof({SqlName.Quote(key)}) <> 'text'"));
            if (database.Scalar($"SELECT EXISTS (SELECT 1 FROM attribute_set WHERE {keys})") == 1)
            {
                throw RunDatabaseException.NotTrusted(database.Path, "values of attributes are no text");
            }

            if (Records.FirstOrDefault(each => database.Scalar(each.Sql) != 0).Problem is { } problem)
            {
                throw RunDatabaseException.RecordNotTrusted(database.Path, problem, CountCalls(database));
            }
        }
    }

    /// <summary>
    /// Checks that a whole plan is the one that was made, and that what people look at says the same: records, groups and batches.
    /// </summary>
    /// <exception cref="RunDatabaseException">It is not, or they do not.</exception>
    public static void RequireSamePlan(RunDatabase database, CancellationToken cancellationToken)
    {
        RequireUnchanged(database, ConnectorStage.Group, cancellationToken);
        RequireUnchanged(database, ConnectorStage.Split, cancellationToken);
        string groups = PlanDigest.FindStored(database, ConnectorStage.Group)!.Digest;
        if (PlanDigest.OfRecords(database, cancellationToken).Digest != groups)
        {
            throw RunDatabaseException.PlanChanged(database.Path, "its records are not those that its groups are made of");
        }

        if (!database.Groups.AnyWithoutBatches() && PlanDigest.FindStored(database, ConnectorStage.Split)!.Digest != groups)
        {
            throw RunDatabaseException.PlanChanged(database.Path, "its groups and its batches do not hold the same");
        }
    }

    /// <summary>Checks that a plan which was made by comparison says what it said: what is looked at, and what an undo brings back.</summary>
    /// <exception cref="RunDatabaseException">It was changed since.</exception>
    public static void RequireSameComparison(RunDatabase database, CancellationToken cancellationToken)
    {
        if (database.Runs.FindCurrent(ConnectorStage.Compare)?.Outcome == RunOutcome.Complete
            && ComparisonDigest.Read(database, cancellationToken) != PlanDigest.FindStored(database, ConnectorStage.Compare))
        {
            throw RunDatabaseException.PlanChanged(database.Path, "what was compared, or what is done for it, was changed since");
        }
    }

    /// <summary>Checks that groups, or batches, are those that were made.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="stage">The stage that made them.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="RunDatabaseException">They are not.</exception>
    public static void RequireUnchanged(RunDatabase database, ConnectorStage stage, CancellationToken cancellationToken)
    {
        PlanContent? made = PlanDigest.FindStored(database, stage);
        PlanContent found = stage == ConnectorStage.Group
            ? PlanDigest.OfGroups(database, cancellationToken)
            : PlanDigest.OfBatches(database, cancellationToken);
        if (found != made)
        {
            string what = stage == ConnectorStage.Group ? "its groups" : "its batches";
            throw RunDatabaseException.PlanChanged(database.Path, $"{what}, their assets or their attributes were changed since");
        }

        if (stage == ConnectorStage.Split
            && database.Scalar($"SELECT EXISTS (SELECT 1 FROM payload_batch WHERE count_asset_ids > {PlanCompletion.FindBatchSize(database)})") == 1)
        {
            throw RunDatabaseException.PlanChanged(database.Path, "a batch has more assets than one was to have");
        }
    }

    /// <summary>Checks the same where they are made to their end: those who look see what would be sent, or that it was changed.</summary>
    /// <exception cref="RunDatabaseException">They are not.</exception>
    public static void RequireUnchangedIfMade(RunDatabase database, ConnectorStage stage, CancellationToken cancellationToken)
    {
        if (PlanDigest.FindStored(database, stage) is not null)
        {
            RequireUnchanged(database, stage, cancellationToken);
        }
    }

    /// <summary>Checks that batches hold what their groups hold and nothing else, of a plan that is not made to its end.</summary>
    /// <exception cref="RunDatabaseException">They hold something else.</exception>
    public static void RequireBatchesOfGroups(RunDatabase database, CancellationToken cancellationToken)
    {
        HashSet<int> withoutGroup = [.. database.Batches.ReadGroupNumbers()];
        ILookup<int, BatchRow> batches = database.Batches.Read().ToLookup(batch => batch.GroupNumber);
        foreach (GroupRow group in database.Groups.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (withoutGroup.Remove(group.GroupNumber))
            {
                HashSet<ulong> ids = [.. group.AssetIds];
                if (!batches[group.GroupNumber].All(batch => Array.TrueForAll(batch.AssetIds, ids.Remove)))
                {
                    throw RunDatabaseException.PlanChanged(database.Path, $"a batch of group {group.GroupNumber} holds other assets");
                }

                // A group is split in whole or not at all: the rest of it would never be sent.
                if (ids.Count > 0)
                {
                    throw RunDatabaseException.PlanChanged(database.Path, $"group {group.GroupNumber} has assets that none of its batches holds");
                }
            }
        }

        if (withoutGroup.Count > 0)
        {
            throw RunDatabaseException.PlanChanged(database.Path, "batches are there whose groups are not");
        }
    }

    private static long CountCalls(RunDatabase database)
    {
        try
        {
            return database.Calls.Count();
        }
        catch (RunDatabaseException)
        {
            return 0;
        }
    }
}
