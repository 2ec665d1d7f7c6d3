using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// Finishes the plan of a run that was cut short, as far as it is known from the record: stages that took everything, or stood
/// next to each other in one pipeline, left nothing out, so that what they had not come to can be made of what is there.
/// </summary>
internal static class PlanCompletion
{
    /// <summary>Finishes the plan.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="all">Whether what a command in the pipeline may have left out is planned too.</param>
    /// <param name="caller">Who goes on with the run.</param>
    /// <param name="events">Takes what happens.</param>
    /// <param name="cancellationToken">Stops it; what was made stays.</param>
    /// <exception cref="RunDatabaseException">Nothing was planned yet that could be finished, or the record cannot be trusted.</exception>
    public static void Finish(
        RunDatabase database, bool all, StageCaller caller, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken)
    {
        if (database.IsPlannedHere)
        {
            return;
        }

        PlanCheck.RequireSoundRecord(database);
        PlanCheck.RequireSameComparison(database, cancellationToken);
        if (IsComplete(database, ConnectorStage.Split))
        {
            PlanCheck.RequireSamePlan(database, cancellationToken);
            if (!all || !database.Groups.AnyWithoutBatches())
            {
                return;
            }
        }

        bool areGroupsMade = IsComplete(database, ConnectorStage.Group);
        GroupingOptions? options = areGroupsMade ? null : RequireGroupingOptions(database);

        // Before groups are made, which takes away what an earlier split has on record.
        int batchSize = FindBatchSize(database);
        if (options is not null)
        {
            MakeGroups(database, options, caller, events, cancellationToken);
        }

        PlanCheck.RequireUnchanged(database, ConnectorStage.Group, cancellationToken);
        Split(database, batchSize, all, caller, events, cancellationToken);
    }

    /// <summary>How many batches the plan has when it is made to its end.</summary>
    public static long CountBatches(RunDatabase database)
    {
        long size = FindBatchSize(database);
        return database.Batches.Count() + database.Scalar(
            $"""
            SELECT SUM((count_asset_ids + {size - 1}) / {size}) FROM payload_group
            WHERE group_number NOT IN (SELECT group_number FROM payload_batch)
            """);
    }

    /// <summary>How many batches of the plan were not chosen; none where a resume takes them anyway, or that is not known yet.</summary>
    public static long CountNotChosen(RunDatabase database)
    {
        bool isLeftOut = IsComplete(database, ConnectorStage.Split)
            || database.Runs.FindLatestChoice(before: long.MaxValue)?.Input == StageInput.Pipeline
            || MayHaveLeftOut(database);
        return isLeftOut && IsComplete(database, ConnectorStage.Group) ? CountBatches(database) - database.Choices.Count() : 0;
    }

    /// <summary>Whether a plan is not made to its end, and <see cref="Finish"/> can do that without leaving anything out.</summary>
    public static bool CanBeFinished(RunDatabase database)
    {
        if (IsComplete(database, ConnectorStage.Split))
        {
            return false;
        }

        if (FindOption<int?>(database, ConnectorStage.Split, SplitStage.BatchSizeOption) is null)
        {
            return false;
        }

        ConnectorStage[] needed = database.IsReconciled ? [ConnectorStage.Import, ConnectorStage.Compare] : [ConnectorStage.Import];
        return IsComplete(database, ConnectorStage.Group) ? !MayHaveLeftOut(database)
            : Array.TrueForAll(needed, stage => IsComplete(database, stage))
                && FindOption<string>(database, ConnectorStage.Group, GroupStage.DuplicateOption) is not null
                && !MayHaveLeftOut(database, database.Runs.FindCurrent(ConnectorStage.Payload))
                && !MayHaveLeftOut(database, database.Runs.FindCurrent(ConnectorStage.Group));
    }

    /// <summary>Whether a command in the pipeline may have left groups out before they were split.</summary>
    public static bool MayHaveLeftOut(RunDatabase database) => MayHaveLeftOut(database, database.Runs.FindCurrent(ConnectorStage.Split));

    /// <summary>Whether a command in the pipeline may have left out something of what was planned, before batches were made of it.</summary>
    public static bool IsOfPart(RunDatabase database) => Array.Exists(
        [ConnectorStage.Payload, ConnectorStage.Group, ConnectorStage.Split],
        stage => database.Runs.FindCurrent(stage)?.Input == StageInput.Pipeline);

    /// <summary>
    /// How many changes of a plan that was made by comparison are in no batch, because a command in the pipeline left them out, and how many
    /// it has; none where the plan is not made to its end.
    /// </summary>
    public static (long LeftOut, long All) CountLeftOut(RunDatabase database)
    {
        if (!database.IsReconciled || !IsComplete(database, ConnectorStage.Split) || !IsOfPart(database))
        {
            return (0, 0);
        }

        long all = database.Plan.CountChanges();
        return (Math.Max(0, all - database.Batches.CountChanges()), all);
    }

    /// <summary>Says what was left out; <see langword="null"/> where nothing was.</summary>
    public static string? DescribeLeftOut(RunDatabase database) => CountLeftOut(database) is (> 0 and var leftOut, var all)
        ? FormattableString.Invariant($"{leftOut:N0} of {Counted.Of(all, "change")} of the plan in '{database.Path}', of a key of an asset each, {(leftOut == 1 ? "was" : "were")} ")
            + "left out before batches were made of it, and not sent: the next plan has them again."
        : null;

    private static bool IsComplete(RunDatabase database, ConnectorStage stage) =>
        database.Runs.FindCurrent(stage)?.Outcome == RunOutcome.Complete;

    // How the groups are to be made of what is on record, where that is known.
    private static GroupingOptions RequireGroupingOptions(RunDatabase database)
    {
        if (!IsComplete(database, ConnectorStage.Import))
        {
            bool isFailed = database.Runs.FindCurrent(ConnectorStage.Import)?.Outcome == RunOutcome.Failed;
            throw RunDatabaseException.PlanIncomplete(
                database.Path, isFailed ? "the import failed" : "the import was cut short", PlanOrigin.Of(database));
        }

        if (database.IsReconciled && !IsComplete(database, ConnectorStage.Compare))
        {
            throw RunDatabaseException.PlanIncomplete(database.Path, "the comparison with what Qualys holds was cut short", PlanOrigin.Of(database));
        }

        RunRow? payloads = database.Runs.FindCurrent(ConnectorStage.Payload);
        RunRow? groups = database.Runs.FindCurrent(ConnectorStage.Group);
        if (MayHaveLeftOut(database, payloads) || MayHaveLeftOut(database, groups))
        {
            throw RunDatabaseException.PlanIncomplete(
                database.Path, "the pipeline that made it was cut short, and a command in it may have left assets out",
                PlanOrigin.Of(database));
        }

        if (!Enum.TryParse(FindOption<string>(database, ConnectorStage.Group, GroupStage.DuplicateOption), out DuplicateAction action))
        {
            throw RunDatabaseException.PlanIncomplete(
                database.Path, "it was cut short before groups were made, and how they were to be is not on record", PlanOrigin.Of(database));
        }

        return new GroupingOptions
        {
            DuplicateAction = action,
            GroupBy = Enum.TryParse(FindOption<string>(database, ConnectorStage.Group, GroupStage.GroupByOption), out PayloadGrouping groupBy) ? groupBy : null,
            BatchSize = FindOption<int?>(database, ConnectorStage.Group, SplitStage.BatchSizeOption) ?? SplitStage.DefaultBatchSize,
        };
    }

    // Nothing was sent yet: before the last group is written no batch goes down the pipeline.
    private static void MakeGroups(
        RunDatabase database, GroupingOptions options, StageCaller caller, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken)
    {
        using (PayloadStage stage = PayloadStage.Start(database.Path, caller, events))
        {
            stage.AddAll();
            stage.Complete();
        }

        using GroupStage grouping = GroupStage.Start(database.Path, options, caller, events);
        grouping.AddAll(cancellationToken);
        grouping.CompleteAll(cancellationToken);
    }

    private static void Split(
        RunDatabase database, int batchSize, bool all, StageCaller caller, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken)
    {
        PlanCheck.RequireBatchesOfGroups(database, cancellationToken);
        if (!all && MayHaveLeftOut(database, database.Runs.FindCurrent(ConnectorStage.Split)))
        {
            return;
        }

        using SplitStage stage = SplitStage.GoOn(database.Path, batchSize, caller, events);
        stage.AddRest(cancellationToken);
        stage.Complete(cancellationToken);
    }

    // A stage of a job takes everything; one that had not come to anything yet is known to be a job's by the import.
    private static bool MayHaveLeftOut(RunDatabase database, RunRow? stage) => stage?.Input switch
    {
        StageInput.Pipeline => true,
        StageInput.None => FindOption<int?>(database, ConnectorStage.Import, SplitStage.BatchSizeOption) is null,
        _ => false,
    };

    /// <summary>Finds how many assets a batch has at most.</summary>
    /// <exception cref="RunDatabaseException">The record does not say it.</exception>
    public static int FindBatchSize(RunDatabase database) => FindOption<int?>(database, ConnectorStage.Split, SplitStage.BatchSizeOption) switch
    {
        null => throw RunDatabaseException.StageMissing(database.Path, ConnectorStage.Split),
        { } size and >= 1 and <= SplitStage.LargestBatchSize => size,
        _ => throw RunDatabaseException.NotTrusted(database.Path, "it does not say how large its batches are"),
    };

    // A stage that never began is told by the import what it would have been given.
    private static T? FindOption<T>(RunDatabase database, ConnectorStage stage, string name) =>
        new[] { stage, ConnectorStage.Import }
            .Select(each => database.Runs.FindCurrent(each) is { } row ? StageOptions.Find<T>(row.Options, name) : default)
            .FirstOrDefault(value => value is not null);
}
