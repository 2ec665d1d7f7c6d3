using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys;
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

    /// <summary>What a subscription's export is compared with, where only some of it is named.</summary>
    /// <param name="api">The API host of the subscription.</param>
    /// <param name="gateway">Its gateway, where that is named; else it is told from the API host where that can be.</param>
    /// <param name="inventoryPath">The inventory, or <see langword="null"/>.</param>
    /// <param name="ledgerPath">The ledger, or <see langword="null"/> for the subscription's own.</param>
    /// <param name="folder">Where the subscription's own ledger lies.</param>
    public static ComparisonOptions Of(QualysAddress api, QualysAddress? gateway, string? inventoryPath, string? ledgerPath, string folder)
    {
        ArgumentNullException.ThrowIfNull(api);
        return OfRun(api, gateway, inventoryPath, ledgerPath ?? AttributeLedger.DefaultPath(folder, api.Authority));
    }

    /// <summary>What a run is compared with that says itself which ledger it wrote into.</summary>
    /// <param name="api">The API host of the subscription, where it is known.</param>
    /// <param name="gateway">Its gateway, where that is named; else it is told from the API host where that can be.</param>
    /// <param name="inventoryPath">The inventory, or <see langword="null"/>.</param>
    /// <param name="ledgerPath">The ledger, or <see langword="null"/> for the one that the run wrote into.</param>
    public static ComparisonOptions OfRun(QualysAddress? api, QualysAddress? gateway, string? inventoryPath, string? ledgerPath) => new()
    {
        InventoryPath = inventoryPath,
        LedgerPath = ledgerPath,
        ApiHost = api?.Authority,
        Gateway = (gateway ?? (api is null ? null : QualysPlatform.FindGatewayOf(api)))?.ToString(),
    };

    /// <summary>Tells the time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
