namespace QualysCustomAttributes.Publishing;

/// <summary>What came of one target.</summary>
public sealed class PublishedTarget
{
    /// <summary>The format: that of the target.</summary>
    public string Kind { get; internal init; } = "";

    /// <summary>Where it is: the folder of the CSV files, the copy's file, or the PostgreSQL database.</summary>
    public string Location { get; internal init; } = "";

    /// <summary>The inventory database that was read.</summary>
    public string DatabasePath { get; internal init; } = "";

    /// <summary>The tables.</summary>
    public IReadOnlyList<PublishedTable> Tables { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<PublishedTable>([]);

    /// <summary>The assets that the target had already, just so; where it is not merged into there are none.</summary>
    public long AssetsUnchanged { get; internal init; }

    /// <summary>The assets that are newer in the target, and stayed as they are there.</summary>
    public long AssetsNewer { get; internal init; }

    /// <summary>The assets that the target does not take, such as those with too many fields for a row; a warning names them.</summary>
    public long AssetsLeftOut { get; internal init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; internal init; }

    /// <summary>How many assets were written.</summary>
    public long Assets => Tables.FirstOrDefault(table => table.Name == InventoryTables.Assets)?.Rows ?? 0;

    /// <summary>How many rows were written.</summary>
    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>The full paths of the files that were written; none where the target is no folder.</summary>
    public IReadOnlyList<string> Files { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<string>([]);

    /// <summary>All of it in a line, in the words of the target.</summary>
    internal string Line { get; set; } = "";

    /// <summary>Words what was written and where: "6 tables with 45 rows written as CSV to /srv/inventory".</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Line;
}
