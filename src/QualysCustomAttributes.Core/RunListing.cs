namespace QualysCustomAttributes;

/// <summary>Where what is told in short stands row by row; each front has its own command that lists it.</summary>
/// <param name="What">Which rows.</param>
/// <param name="DatabasePath">The run database that has them.</param>
internal sealed record RunListing(RunList What, string DatabasePath)
{
    /// <summary>The same, where a database is known.</summary>
    public static RunListing? Of(RunList what, string? databasePath) => databasePath is null ? null : new RunListing(what, databasePath);
}

/// <summary>What of a run is listed row by row.</summary>
internal enum RunList
{
    /// <summary>Rows of the export, and ids of rows, that were not used.</summary>
    Rejected,

    /// <summary>Rows of assets that stand in several.</summary>
    Duplicates,

    /// <summary>What is done with each key of each asset, and why.</summary>
    Plan,

    /// <summary>What reading back found.</summary>
    Verification,

    /// <summary>What the run came to, stage by stage.</summary>
    Run,
}
