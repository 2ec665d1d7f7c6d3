namespace QualysCustomAttributes.Runs;

/// <summary>What every stage that goes on in an existing run database checks first.</summary>
internal static class StageOpening
{
    /// <summary>Opens the database for a stage, and gives it back where the stage cannot begin.</summary>
    public static T Open<T>(string databasePath, Func<RunDatabase, T> begin)
    {
        RunDatabase database = RunDatabase.Open(databasePath);
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

    /// <summary>Refuses an object of another database, or of one that had this path before.</summary>
    public static void RequireSame(RunDatabase database, string path, AttributeSet set)
    {
        // Nearly always the very same string.
        if (!ReferenceEquals(database.Path, path) && !string.Equals(database.Path, path, StringComparison.Ordinal))
        {
            throw RunDatabaseException.Mixed(database.Path, path);
        }

        if (!ReferenceEquals(database.Id, set.DatabaseId) && !string.Equals(database.Id, set.DatabaseId, StringComparison.Ordinal))
        {
            throw RunDatabaseException.Outdated(database.Path);
        }
    }

    /// <summary>Refuses an object that an earlier run of its stage gave: the numbers it goes by mean something else by now.</summary>
    public static void RequireCurrent(RunDatabase database, ConnectorStage stage, long runId)
    {
        if (database.Runs.FindCurrent(stage)?.RunId != runId)
        {
            throw RunDatabaseException.Outdated(database.Path);
        }
    }

    /// <summary>Refuses a database in which the stage before never ran, and warns where it was cut short.</summary>
    public static void RequireStage(RunDatabase database, ConnectorStage stage, IProgress<ConnectorEvent>? events)
    {
        string outcome = database.Runs.FindCurrent(stage)?.Outcome ?? throw RunDatabaseException.StageMissing(database.Path, stage);
        if (outcome != "complete")
        {
            events?.Report(new ConnectorWarning(
                $"The stage {stage} of '{database.Path}' was not completed ({outcome}): what it wrote before that is used."));
        }
    }
}
