namespace QualysCustomAttributes.Publishing;

/// <summary>A table that was published.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows were written; in PostgreSQL only those that are new or changed.</param>
/// <param name="Path">Its file, where it has one of its own.</param>
public sealed record PublishedTable(string Name, long Rows, string? Path = null);
