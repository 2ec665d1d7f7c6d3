using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>What an export is compared with, and how.</summary>
internal sealed record ComparisonOptions
{
    /// <summary>Who compares.</summary>
    public StageCaller Caller { get; init; } = "";

    /// <summary>The inventory, or the folder it was exported into; <see langword="null"/> where the ledger alone says what is known.</summary>
    public string? InventoryPath { get; init; }

    /// <summary>The ledger; it need not be there. <see langword="null"/> where the inventory alone says what is known.</summary>
    public string? LedgerPath { get; init; }

    /// <summary>The API host of the subscription, where it is known: inventory and ledger must be its.</summary>
    public string? ApiHost { get; init; }

    /// <summary>The gateway of the subscription, where it is known, with its scheme.</summary>
    public string? Gateway { get; init; }

    /// <summary>How old the inventory may be.</summary>
    public TimeSpan MaximumInventoryAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What happens to an asset id that stands in several rows.</summary>
    public DuplicateAction DuplicateAction { get; init; }

    /// <summary>What is asked for beside the desired values themselves.</summary>
    public ComparisonRules Rules { get; init; } = new();

    /// <summary>Tells the time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
