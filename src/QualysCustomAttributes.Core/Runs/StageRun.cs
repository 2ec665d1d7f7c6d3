namespace QualysCustomAttributes.Runs;

/// <summary>
/// One run of one stage: its row in <c>run</c>, and the rule that a stage that is run again replaces what it and the
/// stages after it had written.
/// </summary>
internal sealed class StageRun
{
    private readonly RunDatabase _database;
    private (string Outcome, string Message)? _ending;
    private bool _hasEnded;
    private StageInput _input;

    private StageRun(RunDatabase database, ConnectorStage stage, StageCaller caller, string options, bool isContinued)
    {
        _database = database;
        if (!isContinued)
        {
            Clear(database, stage);
        }

        _input = InputOf(database, stage, caller);
        RunId = database.Runs.Begin(stage, caller.Command, options, _input);
    }

    /// <summary>The number of the run.</summary>
    public long RunId { get; }

    /// <summary>How many rows the stage took.</summary>
    public long RowsIn { get; set; }

    /// <summary>How many rows the stage passed on.</summary>
    public long RowsOut { get; set; }

    /// <summary>Begins a stage, anew or where an earlier run of it was cut short.</summary>
    /// <exception cref="RunDatabaseException">
    /// The database holds calls to Qualys that an earlier stage would part from their batches.
    /// </exception>
    public static StageRun Begin(
        RunDatabase database, ConnectorStage stage, StageCaller caller, string options, bool isContinued = false) =>
        new(database, stage, caller, options, isContinued);

    /// <summary>Notes that the stage takes everything that the one before wrote.</summary>
    public void TakesDatabase() => Take(StageInput.Database);

    /// <summary>Notes that the stage takes a part of what the one before wrote, which somebody chose.</summary>
    public void TakesChoice() => Take(StageInput.Pipeline);

    /// <summary>Notes that the stage takes one object after the other.</summary>
    public void TakesObjects() => Take(_input == StageInput.Direct ? StageInput.Direct : StageInput.Pipeline);

    /// <summary>Notes that the stage went to its end.</summary>
    public void Complete(string? message = null) => End(RunOutcome.Complete, message);

    /// <summary>Says that an error ends the stage. It ends when its work does: calls under way are finished first.</summary>
    public void Fail(string message) => _ending ??= (RunOutcome.Failed, message);

    /// <summary>Says that its user stopped the stage. It ends when its work does.</summary>
    public void Cancel() => _ending ??= (RunOutcome.Cancelled, "stopped before its end");

    /// <summary>Says that a brake holds the plan: nothing of it is sent.</summary>
    public void Hold(string message) => _ending ??= (RunOutcome.Held, message);

    /// <summary>Notes beside the options of the stage what turned out later.</summary>
    public void Note(string name, string value) => _database.Runs.Note(RunId, name, value);

    /// <summary>Notes how the stage ended: as was said, else it was cut short.</summary>
    public void EndEarly() => End(_ending?.Outcome ?? RunOutcome.Incomplete, _ending?.Message ?? "cut short before its end");

    private void End(string outcome, string? message)
    {
        if (!_hasEnded)
        {
            _hasEnded = true;
            _database.Runs.End(RunId, outcome, message, RowsIn, RowsOut);
        }
    }

    private void Take(StageInput input)
    {
        if (input != _input)
        {
            _input = input;
            _database.Runs.NoteInput(RunId, input);
        }
    }

    private static StageInput InputOf(RunDatabase database, ConnectorStage stage, StageCaller caller) =>
        RunStage.Before(stage).Select(database.StagesAtWork.Find).OfType<StageCaller>().FirstOrDefault() is { } other && caller.StandsBehind(other)
            ? StageInput.Direct
            : StageInput.None;

    private static void Clear(RunDatabase database, ConnectorStage stage)
    {
        // Of a plan that was made by comparison duplicates were taken out by that.
        bool keepsDuplicates = stage != ConnectorStage.Compare && stage != ConnectorStage.Import && database.IsReconciled;
        string[] replaced = [.. RunStage.ReplacedBy(stage).Where(table => !keepsDuplicates || table != RunStage.Duplicates)];
        if (replaced.Length == 0)
        {
            return;
        }

        database.IsPlannedHere = false;
        long calls = database.Calls.Count();
        if (calls > 0)
        {
            throw RunDatabaseException.AlreadySent(database.Path, calls);
        }

        lock (database.Gate)
        {
            database.BeginRow();
            foreach (string table in replaced)
            {
                database.Execute($"DELETE FROM {table}");
            }

            // What was chosen of the plan that goes with it was chosen of no other.
            database.Execute($"UPDATE run SET input = '{StageInput.None}' WHERE stage = '{ConnectorStage.Update}'");
        }
    }
}
