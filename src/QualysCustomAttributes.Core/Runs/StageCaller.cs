namespace QualysCustomAttributes.Runs;

/// <summary>Who runs a stage, and where it stands in the pipeline that feeds it.</summary>
/// <param name="Command">The command, for the record.</param>
internal sealed record StageCaller(string Command)
{
    /// <summary>
    /// Whoever shares one open database: the stages of a pipeline, or of a job. Work of another one on the same file is refused,
    /// in this process too. <see langword="null"/> is the process itself.
    /// </summary>
    public object? User { get; init; }

    /// <summary>Its place among the commands of its pipeline, from 1; 0 where it stands in none.</summary>
    public int Position { get; init; }

    /// <summary>How many commands the pipeline has.</summary>
    public int Length { get; init; }

    /// <summary>A caller of which nothing but the command matters.</summary>
    public static implicit operator StageCaller(string command) => new(command);

    /// <summary>Whether what this one takes comes straight from another one, with no command between them.</summary>
    public bool StandsBehind(StageCaller other) =>
        Position > 0 && Equals(User, other.User) && Length == other.Length && Position == other.Position + 1;
}

/// <summary>How what a stage takes comes to it. It tells whether all of it is on record when the stage is cut short.</summary>
internal enum StageInput
{
    /// <summary>Nothing so far.</summary>
    None,

    /// <summary>Everything that the stage before wrote.</summary>
    Database,

    /// <summary>Straight from the stage before, which stands next to it in one pipeline: nothing can have been left out.</summary>
    Direct,

    /// <summary>Object by object, from commands that may have left some out.</summary>
    Pipeline,
}
