namespace QualysCustomAttributes.Runs;

/// <summary>
/// One run of one stage: its row in <c>run</c>, and the rule that a stage that is run again replaces what it and the
/// stages after it had written.
/// </summary>
internal sealed class StageRun : IDisposable
{
    private readonly RunDatabase _database;
    private bool _hasEnded;

    private StageRun(RunDatabase database, ConnectorStage stage, string command, string options)
    {
        _database = database;
        Clear(database, stage);
        RunId = database.Runs.Begin(stage, command, options);
    }

    /// <summary>The number of the run.</summary>
    public long RunId { get; }

    /// <summary>How many rows the stage took.</summary>
    public long RowsIn { get; set; }

    /// <summary>How many rows the stage passed on.</summary>
    public long RowsOut { get; set; }

    /// <summary>Begins a stage.</summary>
    /// <exception cref="RunDatabaseException">The database holds calls to Qualys that an earlier stage would part from their batches.</exception>
    public static StageRun Begin(RunDatabase database, ConnectorStage stage, string command, string options) => new(database, stage, command, options);

    /// <summary>Notes that the stage went to its end.</summary>
    public void Complete(string? message = null) => End("complete", message);

    /// <summary>Notes that the stage was ended by an error.</summary>
    public void Fail(string message) => End("failed", message);

    /// <summary>Notes that the stage was stopped by its user.</summary>
    public void Cancel() => End("cancelled", "stopped before its end");

    /// <summary>Notes that the stage was cut short, where nothing else was noted.</summary>
    public void Dispose() => End("incomplete", "cut short before its end");

    private void End(string outcome, string? message)
    {
        if (!_hasEnded)
        {
            _hasEnded = true;
            _database.Runs.End(RunId, outcome, message, RowsIn, RowsOut);
        }
    }

    private static void Clear(RunDatabase database, ConnectorStage stage)
    {
        if (stage is ConnectorStage.Import or ConnectorStage.Update)
        {
            return;
        }

        long calls = database.Scalar("SELECT COUNT(*) FROM api_calls");
        if (calls > 0)
        {
            throw RunDatabaseException.AlreadySent(database.Path, calls);
        }

        lock (database.Gate)
        {
            database.BeginRow();
            database.Execute("DELETE FROM batch_execution; DELETE FROM payload_batch");
            if (stage <= ConnectorStage.Group)
            {
                database.Execute("DELETE FROM payload_group; DELETE FROM duplicate_record; DELETE FROM stage_range WHERE stage = 'Group'; DELETE FROM rejected_rows WHERE stage = 'Group'");
            }

            if (stage <= ConnectorStage.Payload)
            {
                database.Execute("DELETE FROM stage_range WHERE stage = 'Payload'");
            }
        }
    }
}
