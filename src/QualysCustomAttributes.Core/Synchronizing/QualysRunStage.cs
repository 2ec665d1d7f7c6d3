using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Synchronizing;

/// <summary>How a stage of a run ended.</summary>
public enum QualysRunStageOutcome : long
{
    /// <summary>It is at work.</summary>
    Running,

    /// <summary>It went to its end.</summary>
    Complete,

    /// <summary>An error ended it.</summary>
    Failed,

    /// <summary>Its user stopped it.</summary>
    Cancelled,

    /// <summary>It was ended before its end, by another command of its pipeline as a rule.</summary>
    Incomplete,

    /// <summary>Its process ended without a word: it was killed.</summary>
    Killed,

    /// <summary>A brake held the plan: nothing was sent.</summary>
    Held,
}

/// <summary>One stage of a run, as its database has it on record. A stage that was run twice stands there twice.</summary>
public sealed class QualysRunStage
{
    private readonly RecordedStage _stage;

    internal QualysRunStage(RecordedStage stage, QualysRunStageOutcome outcome)
    {
        _stage = stage;
        Outcome = outcome;
    }

    /// <summary>Its name: Import, Compare, Payload, Group, Split, Update or Verify.</summary>
    public string Name => _stage.Stage.ToString();

    /// <summary>How it ended.</summary>
    public QualysRunStageOutcome Outcome { get; }

    /// <summary>How many rows, assets or batches it took; <see langword="null"/> until it ended.</summary>
    public long? RowsIn => _stage.RowsIn;

    /// <summary>How many it passed on; of the update how many batches succeeded. <see langword="null"/> until it ended.</summary>
    public long? RowsOut => _stage.RowsOut;

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset StartedAt => _stage.StartedAt;

    /// <summary>When it ended, UTC; <see langword="null"/> where that is not on record.</summary>
    public DateTimeOffset? EndedAt => _stage.EndedAt;

    /// <summary>The command that ran it.</summary>
    public string Command => _stage.Command;

    /// <summary>What was said of its end, as the error that ended it; <see langword="null"/> where nothing was.</summary>
    public string? Message => _stage.Message;

    /// <summary>The stage in a word or two.</summary>
    /// <returns>As <c>Import Complete</c>.</returns>
    public override string ToString() => $"{Name} {Outcome}";

    /// <summary>Reads the stages of a run.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="isWorkedOn">Whether a living process works on it: else nothing in it is at work, whatever the record says.</param>
    /// <exception cref="RunDatabaseException">The record is not as this product writes it.</exception>
    internal static IReadOnlyList<QualysRunStage> ReadAll(RunDatabase database, bool isWorkedOn) =>
        ReadableList.Of(database.Runs.ReadAll().Select(stage => new QualysRunStage(stage, OutcomeOf(stage, database, isWorkedOn))));

    private static QualysRunStageOutcome OutcomeOf(RecordedStage stage, RunDatabase database, bool isWorkedOn) => stage.Outcome switch
    {
        RunOutcome.Running => isWorkedOn ? QualysRunStageOutcome.Running : QualysRunStageOutcome.Killed,
        RunOutcome.Complete => QualysRunStageOutcome.Complete,
        RunOutcome.Held => QualysRunStageOutcome.Held,
        RunOutcome.Failed => QualysRunStageOutcome.Failed,
        RunOutcome.Cancelled => QualysRunStageOutcome.Cancelled,
        RunOutcome.Incomplete => QualysRunStageOutcome.Incomplete,
        _ => throw RunDatabaseException.NotTrusted(database.Path, $"{ShownText.Name(stage.Outcome)} is no outcome of a stage"),
    };
}
