namespace QualysCustomAttributes.Publishing;

/// <summary>A table that was published.</summary>
public sealed class PublishedTable
{
    internal PublishedTable(string name, long rows, string? path = null)
    {
        Name = name;
        Rows = rows;
        Path = path;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How many rows were written; in PostgreSQL only those that are new or changed.</summary>
    public long Rows { get; }

    /// <summary>Its file, where it has one of its own.</summary>
    public string? Path { get; }

    /// <summary>The table in a few words.</summary>
    /// <returns>As <c>q_asset_inventory (45 rows)</c>.</returns>
    public override string ToString() => ShownText.Line($"{Name} ({Counted.Of(Rows, "row")})");
}
