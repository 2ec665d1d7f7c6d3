namespace QualysCustomAttributes.Runs;

/// <summary>What a stage that is run again would throw away of what the stages behind it made.</summary>
internal static class StageReplacement
{
    private static readonly Dictionary<string, (string One, string Several)> Words = new()
    {
        ["payload_group"] = ("group", "groups"),
        ["payload_batch"] = ("batch", "batches"),
        ["batch_execution"] = ("batch in the execution log", "batches in the execution log"),
    };

    /// <summary>Says what would be thrown away.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="stage">The stage that is to be run.</param>
    /// <param name="caller">Who would run it.</param>
    /// <returns>The loss in words, or <see langword="null"/> where there is none.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or has calls to Qualys on record.</exception>
    public static string? Find(string databasePath, ConnectorStage stage, StageCaller caller)
    {
        using RunDatabase database = RunDatabase.Open(databasePath, caller);
        if (database.Calls.Count() is > 0 and var calls)
        {
            throw RunDatabaseException.AlreadySent(databasePath, calls);
        }

        string[] lost =
        [
            .. RunStage.Behind(stage).SelectMany(each => each.Writes).Where(Words.ContainsKey)
                .Select(table => (Count: database.Scalar($"SELECT COUNT(*) FROM {table}"), Table: table))
                .Where(each => each.Count > 0)
                .Select(each => Counted.Of(each.Count, Words[each.Table].One, Words[each.Table].Several)),
        ];
        return lost.Length == 0 ? null : string.Join(", ", lost);
    }
}
