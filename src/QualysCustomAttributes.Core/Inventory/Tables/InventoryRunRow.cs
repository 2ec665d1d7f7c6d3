namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>A run, as it stands in <c>inventory_run</c>.</summary>
internal sealed record InventoryRunRow
{
    /// <summary>Its number; 0 before it is written.</summary>
    public long Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset LastUpdatedAfter { get; init; }

    /// <summary>How that moment was chosen.</summary>
    public required string SinceRule { get; init; }

    public required int PageSize { get; init; }

    /// <summary>Fields and filters.</summary>
    public required string Selection { get; init; }

    public required string Gateway { get; init; }

    /// <summary>How many assets Qualys counted, or <see langword="null"/> before it did.</summary>
    public long? Expected { get; init; }

    /// <summary>One of <see cref="InventoryOutcome"/>.</summary>
    public string Outcome { get; init; } = InventoryOutcome.Running;
}

/// <summary>How a run ended, in the words of the table.</summary>
internal static class InventoryOutcome
{
    public const string Running = "running";
    public const string Complete = "complete";
    public const string Short = "short";
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";
}

/// <summary>A page that is loaded, as it stands in <c>inventory_page</c>.</summary>
internal sealed record InventoryPageRow
{
    public required long RunId { get; init; }

    public required int Number { get; init; }

    /// <summary>The id after which it starts.</summary>
    public required ulong AskedAfter { get; init; }

    /// <summary>The id after which the next one starts.</summary>
    public required ulong? LastSeen { get; init; }

    public required bool HasMore { get; init; }

    public required string FileName { get; init; }

    /// <summary>How many assets it holds.</summary>
    public required int Assets { get; init; }
}

/// <summary>How far the pages of a run are loaded.</summary>
/// <param name="Pages">How many there are.</param>
/// <param name="Received">How many assets they hold.</param>
/// <param name="Loaded">How many of these are loaded.</param>
/// <param name="LastSeen">The id after which the next page starts.</param>
/// <param name="HasMore">Whether a page is to come.</param>
internal readonly record struct LoadedPages(int Pages, long Received, long Loaded, ulong LastSeen, bool HasMore);
