namespace QualysCustomAttributes.Publishing;

/// <summary>What an inventory database is distributed as.</summary>
public enum PublicationKind
{
    /// <summary>CSV files, one a table.</summary>
    Csv,

    /// <summary>A compacted copy of the database.</summary>
    Snapshot,

    /// <summary>Tables in a PostgreSQL database.</summary>
    PostgreSql,
}

/// <summary>A table that was distributed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows were written; in PostgreSQL only those that are new or changed.</param>
/// <param name="Path">Its file, where it has one of its own.</param>
public sealed record PublishedTable(string Name, long Rows, string? Path = null);

/// <summary>What came of one target.</summary>
public sealed record PublishedTarget
{
    /// <summary>What it is.</summary>
    public required PublicationKind Kind { get; init; }

    /// <summary>Where it is: the folder of the CSV files, the copy's file, or the PostgreSQL database.</summary>
    public required string Location { get; init; }

    /// <summary>The inventory database that was read.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>The tables.</summary>
    public required IReadOnlyList<PublishedTable> Tables { get; init; }

    /// <summary>The assets that PostgreSQL had already, just so.</summary>
    public long AssetsUnchanged { get; init; }

    /// <summary>The assets that are newer in PostgreSQL, and stayed as they are there.</summary>
    public long AssetsNewer { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How many assets were written.</summary>
    public long Assets => Tables.FirstOrDefault(table => table.Name == InventoryTables.Assets)?.Rows ?? 0;

    /// <summary>How many rows were written.</summary>
    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>The files that were written.</summary>
    public IReadOnlyList<string> Files => Kind == PublicationKind.Snapshot ? [Location] : [.. Tables.Select(table => table.Path).OfType<string>()];

    /// <summary>Gives the target in a line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => Kind switch
    {
        PublicationKind.Csv => $"{Counted.Of(Tables.Count, "table")} with {Counted.Of(Rows, "row")} written as CSV to {Location}",
        PublicationKind.Snapshot => $"{Counted.Of(Assets, "asset")} copied to {Location}",
        _ => $"{Counted.Of(Assets, "asset")} merged into {Location}, {AssetsUnchanged:N0} unchanged"
            + (AssetsNewer > 0 ? $", {AssetsNewer:N0} newer there" : ""),
    };
}

/// <summary>What came of a publication.</summary>
/// <param name="DatabasePath">The inventory database that was read.</param>
/// <param name="Targets">What came of each target.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record PublicationSummary(string DatabasePath, IReadOnlyList<PublishedTarget> Targets, TimeSpan Elapsed);
