using QualysCustomAttributes.Publishing.PostgreSql;

namespace QualysCustomAttributes.Publishing;

/// <summary>Which inventory database is distributed, and where to; at least one target is named.</summary>
public sealed record PublicationOptions
{
    /// <summary>The inventory database, or the folder of the export that holds it.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>The folder of the CSV files, one a table; it is made where it does not exist.</summary>
    public string? CsvFolder { get; init; }

    /// <summary>The folder of compacted copies of the database; it is made where it does not exist.</summary>
    public string? SnapshotFolder { get; init; }

    /// <summary>The PostgreSQL database that is merged into.</summary>
    public PostgreSqlTarget? PostgreSql { get; init; }
}
