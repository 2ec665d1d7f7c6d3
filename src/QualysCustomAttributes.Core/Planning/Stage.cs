using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// A stage of a run: it takes objects one at a time, or everything the stage before left in the run database, and writes
/// what it makes there before it passes it on.
/// </summary>
internal abstract class Stage : IDisposable
{
    private bool _isDisposed;
    private bool _takesObjects;
    private bool _takesDatabase;

    private readonly ConnectorStage _stage;

    private protected Stage(
        RunDatabase database,
        ConnectorStage stage,
        StageCaller caller,
        string options,
        IProgress<ConnectorEvent>? events,
        bool isContinued = false)
    {
        Database = database;
        Events = events;
        Caller = caller;
        _stage = stage;
        if (!database.StagesAtWork.TryBegin(stage, caller))
        {
            throw RunDatabaseException.StageAtWork(database.Path, stage, database.StagesAtWork.Find(stage)!.Command);
        }

        try
        {
            Run = StageRun.Begin(database, stage, caller, options, isContinued);
        }
        catch
        {
            database.StagesAtWork.End(stage);
            throw;
        }
    }

    /// <summary>The run database the stage writes to.</summary>
    public string DatabasePath => Database.Path;

    internal RunDatabase Database { get; }

    private protected StageRun Run { get; }

    /// <summary>Who runs the stage.</summary>
    private protected StageCaller Caller { get; }

    private protected IProgress<ConnectorEvent>? Events { get; }

    /// <summary>Ends the stage; one that was not completed is on record as incomplete.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the stage, once.</summary>
    /// <param name="disposing">Whether this is not a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (_isDisposed || !disposing)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            EndWriting();
            Run.EndEarly();
        }
        finally
        {
            try
            {
                Release();
            }
            finally
            {
                Database.StagesAtWork.End(_stage);
                Database.Dispose();
            }
        }
    }

    /// <summary>Opens the database for a stage, and gives it back where the stage cannot begin.</summary>
    private protected static T Open<T>(string databasePath, StageCaller caller, Func<RunDatabase, T> begin)
    {
        RunDatabase database = RunDatabase.Open(databasePath, caller);
        try
        {
            return begin(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The first object has come, by itself.</summary>
    private protected virtual void TakeObjects()
    {
        if (!_takesDatabase)
        {
            Run.TakesObjects();
        }
    }

    /// <summary>Writes what is not written yet.</summary>
    private protected virtual void EndWriting()
    {
    }

    /// <summary>Gives back what the stage holds besides its database.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Refuses an object of another database, or of one that had this path before.</summary>
    private protected void RequireSame(string path, AttributeSet set) => RequireSame(path, set.DatabaseId);

    /// <summary>Refuses an object of another database, or of one that had this path before.</summary>
    private protected void RequireSame(string path, string databaseId)
    {
        if (!_takesObjects)
        {
            _takesObjects = true;
            TakeObjects();
        }

        if (!string.Equals(Database.Path, path, StringComparison.Ordinal))
        {
            throw RunDatabaseException.Mixed(Database.Path, path);
        }

        if (!string.Equals(Database.Id, databaseId, StringComparison.Ordinal))
        {
            throw RunDatabaseException.Outdated(Database.Path);
        }
    }

    /// <summary>Refuses an object that an earlier run of its stage gave: the numbers it goes by mean something else by now.</summary>
    private protected void RequireCurrent(ConnectorStage stage, long runId)
    {
        if (Database.Runs.FindCurrent(stage)?.RunId != runId)
        {
            throw RunDatabaseException.Outdated(Database.Path);
        }
    }

    /// <summary>
    /// Takes everything that the stage before wrote. A database in which that never ran is refused, and so is one in which it is
    /// still at work or failed; where it was cut short a warning says so.
    /// </summary>
    private protected void RequireStage(ConnectorStage stage)
    {
        if (Database.StagesAtWork.Find(stage) is { } caller)
        {
            throw RunDatabaseException.StageAtWork(Database.Path, stage, caller.Command);
        }

        _takesDatabase = true;
        Run.TakesDatabase();
        string outcome = Database.Runs.FindCurrent(stage)?.Outcome ?? throw RunDatabaseException.StageMissing(Database.Path, stage);
        if (outcome == RunOutcome.Failed)
        {
            throw RunDatabaseException.StageFailed(Database.Path, stage);
        }

        if (outcome != RunOutcome.Complete)
        {
            Events?.Report(new ConnectorWarning(
                $"The stage {stage} of '{Database.Path}' was not completed ({outcome}): what it wrote before that is used."));
        }
    }
}
