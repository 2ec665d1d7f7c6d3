using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>What a run of the inventory does, from options, environment and defaults.</summary>
internal sealed record InventorySettings
{
    /// <summary>Where Qualys is, who calls, and how calls are made.</summary>
    public required QualysConnection Connection { get; init; }

    /// <summary>What is brought, and where to, but for the moment since when.</summary>
    public required InventoryOptions Export { get; init; }

    /// <summary>Since when, or <see langword="null"/> for the default.</summary>
    public Since? Since { get; init; }

    /// <summary>Whether assets are counted and nothing else.</summary>
    public bool IsCountOnly { get; init; }

    /// <summary>The log and its signs of life.</summary>
    public required LogSettings Log { get; init; }
}
