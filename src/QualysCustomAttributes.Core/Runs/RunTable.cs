using System.Globalization;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>What was run, with which options, and how it ended.</summary>
internal sealed class RunTable(RunDatabase database)
{
    /// <summary>What the record calls the function.</summary>
    public const string FunctionOption = "function";

    /// <summary>What the record of the last stage says of whether nothing is sent.</summary>
    public const string DryRunOption = "dryRun";

    private Statement? _selectLatest;

    public long Begin(ConnectorStage stage, string command, string options, StageInput input)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            using Statement insert = database.Prepare(
                "INSERT INTO run (stage, command, options, started_at, outcome, input) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING run_id");
            insert.Bind(1, stage.ToString()).Bind(2, command).Bind(3, options).Bind(4, Now()).Bind(5, RunOutcome.Running)
                .Bind(6, input.ToString());
            insert.Step();
            long runId = insert.Int64(0);
            insert.Reset();
            database.Commit();
            return runId;
        }
    }

    public void End(long runId, string outcome, string? message, long rowsIn, long rowsOut)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            using Statement update = database.Prepare(
                "UPDATE run SET ended_at = ?2, outcome = ?3, message = ?4, rows_in = ?5, rows_out = ?6 WHERE run_id = ?1");
            update.Bind(1, runId).Bind(2, Now()).Bind(3, outcome).Bind(4, message).Bind(5, rowsIn).Bind(6, rowsOut).Execute();
            database.Commit();
        }
    }

    /// <summary>Notes how what the stage takes comes to it, where that turned out to be otherwise.</summary>
    public void NoteInput(long runId, StageInput input)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            using Statement update = database.Prepare("UPDATE run SET input = ?2 WHERE run_id = ?1");
            update.Bind(1, runId).Bind(2, input.ToString()).Execute();
            database.Commit();
        }
    }

    /// <summary>Notes beside the options of a run what turned out later.</summary>
    public void Note(long runId, string name, string value)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            using Statement update = database.Prepare("UPDATE run SET options = json_set(options, '$.' || ?2, ?3) WHERE run_id = ?1");
            update.Bind(1, runId).Bind(2, name).Bind(3, value).Execute();
            database.Commit();
        }
    }

    /// <summary>
    /// Finds the run of a stage whose output the database holds, or <see langword="null"/> where there is none: the stage
    /// never ran, or a stage before it ran again since and took that output away.
    /// </summary>
    public RunRow? FindCurrent(ConnectorStage stage)
    {
        lock (database.Gate)
        {
            RunRow current = default;
            foreach (RunStage each in RunStage.UpTo(stage))
            {
                RunRow? latest = FindLatest(each.Stage);
                if (latest is null && each.IsOptional && each.Stage != stage)
                {
                    continue;
                }

                if (latest is null || latest.Value.RunId <= current.RunId)
                {
                    return null;
                }

                current = latest.Value;
            }

            return current;
        }
    }

    /// <summary>Finds the export that was imported, or <see langword="null"/> where the record does not say it.</summary>
    public string? FindExportPath() => FindCurrent(ConnectorStage.Import) is { } import ? StageOptions.Find<string>(import.Options, "path") : null;

    /// <summary>A moment as the tables have it: UTC, in a form that SQLite's date functions take.</summary>
    public static string Format(DateTimeOffset moment) => StoredTime.Format(moment);

    /// <summary>Reads what <see cref="Format"/> writes; <see langword="null"/> for everything else.</summary>
    public static DateTimeOffset? TryParse(string text) => StoredTime.TryParse(text);

    /// <summary>Whether a text is a moment as <see cref="Format"/> writes one.</summary>
    public static bool IsTime(string text) => TryParse(text) is not null;

    /// <summary>
    /// Finds the latest run of the last stage that took something, before another run: one that was refused before that chose nothing.
    /// </summary>
    public RunRow? FindLatestChoice(long before)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                """
                SELECT run_id, outcome, options, input FROM run WHERE stage = 'Update' AND run_id < ?1 AND input <> 'None'
                ORDER BY run_id DESC LIMIT 1
                """);
            return select.Bind(1, before).Step() ? RowOf(select) : null;
        }
    }

    /// <summary>Finds the latest run of the last stage that was to send and took something; none that a brake held.</summary>
    public RunRow? FindLatestSending()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                $"""
                SELECT run_id, outcome, options, input FROM run
                WHERE stage = 'Update' AND input <> 'None' AND outcome <> '{RunOutcome.Held}' ORDER BY run_id DESC
                """);
            while (select.Step())
            {
                if (StageOptions.Find<bool?>(select.Text(2), DryRunOption) == false)
                {
                    return RowOf(select);
                }
            }

            return null;
        }
    }

    /// <summary>Whether anybody began to send: a dry run alone does not, nor what a brake held, nor a choice that a new plan took away.</summary>
    public bool HasBegunToSend()
    {
        lock (database.Gate)
        {
            return FindLatestSending() is not null || database.Calls.Count() > 0;
        }
    }

    /// <summary>Reads every run of every stage, in their order.</summary>
    /// <exception cref="RunDatabaseException">A row is not as this product writes it.</exception>
    public IReadOnlyList<RecordedStage> ReadAll()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                "SELECT stage, outcome, command, started_at, ended_at, rows_in, rows_out, message FROM run ORDER BY run_id");
            var stages = new List<RecordedStage>();
            while (select.Step())
            {
                stages.Add(new RecordedStage(
                    StoredName.Read<ConnectorStage>(select, 0, database), select.Text(1), select.Text(2), Moment(select.Text(3)))
                {
                    EndedAt = select.TextOrNull(4) is { } ended ? Moment(ended) : null,
                    RowsIn = select.IsNull(5) ? null : select.Int64(5),
                    RowsOut = select.IsNull(6) ? null : select.Int64(6),
                    Message = select.TextOrNull(7),
                });
            }

            return stages;
        }

        DateTimeOffset Moment(string text) =>
            TryParse(text) ?? throw RunDatabaseException.NotTrusted(database.Path, $"{ShownText.Name(text)} is no moment");
    }

    private RunRow? FindLatest(ConnectorStage stage)
    {
        lock (database.Gate)
        {
            _selectLatest ??= database.Prepare(
                "SELECT run_id, outcome, options, input FROM run WHERE stage = ?1 ORDER BY run_id DESC LIMIT 1");
            _selectLatest.Bind(1, stage.ToString());
            RunRow? latest = _selectLatest.Step() ? RowOf(_selectLatest) : null;
            _selectLatest.Reset();
            return latest;
        }
    }

    private RunRow RowOf(Statement row) => new(row.Int64(0), row.Text(1))
    {
        Options = row.Text(2),
        Input = StoredName.Read<StageInput>(row, 3, database),
    };

    private static string Now() => Format(DateTimeOffset.UtcNow);
}

/// <summary>A run of a stage.</summary>
/// <param name="RunId">Its number; a later run has a higher one.</param>
/// <param name="Outcome">How it ended, as <see cref="RunOutcome"/> names it.</param>
internal readonly record struct RunRow(long RunId, string Outcome)
{
    /// <summary>Its options, as <see cref="StageOptions"/> writes them.</summary>
    public string Options { get; init; } = "";

    /// <summary>How what it took came to it.</summary>
    public StageInput Input { get; init; }
}

/// <summary>A run of a stage, as it is on record.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Outcome">How it ended, as <see cref="RunOutcome"/> names it.</param>
/// <param name="Command">What ran it.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record RecordedStage(ConnectorStage Stage, string Outcome, string Command, DateTimeOffset StartedAt)
{
    /// <summary>When it ended; <see langword="null"/> where that is not on record.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many rows it took; <see langword="null"/> where that is not on record.</summary>
    public long? RowsIn { get; init; }

    /// <summary>How many rows it passed on; <see langword="null"/> where that is not on record.</summary>
    public long? RowsOut { get; init; }

    /// <summary>What was said of its end.</summary>
    public string? Message { get; init; }
}
