using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>The options of a run that sends what differs from what Qualys is known to hold.</summary>
internal sealed class ReconcileOptions
{
    public Option<bool> Reconcile { get; } = new("--reconcile")
    {
        Description = "Compare the export with what Qualys is known to hold, and send what differs: add, update and remove as each asset needs it.",
    };

    public Setting<string> Inventory { get; } = new("--inventory")
    {
        HelpName = "PATH",
        Meaning = "The inventory to compare with: its database, or the folder it was exported into.",
        Otherwise = "the ledger alone says what Qualys holds",
        Read = Paths.Full,
    };

    public Setting<string> Ledger { get; } = new("--ledger")
    {
        HelpName = "FILE",
        Meaning = "The ledger of the subscription: what Qualys has confirmed to earlier runs. It is made where there is none.",
        Variable = EnvironmentNames.Ledger,
        Otherwise = "qualys_attribute_ledger_{host}.sqlite in the current folder",
        Read = Paths.Full,
    };

    public Option<bool> RemoveStale { get; } = new("--remove-stale")
    {
        Description = "Remove an attribute whose cell the export has empty.",
    };

    public Setting<AssetLeavesAction> WhenAssetLeaves { get; } = new("--when-asset-leaves")
    {
        HelpName = "keep|remove",
        Meaning = "What happens to the attributes of an asset that the export no longer has.",
        Default = "keep",
        Read = (text, source) => One<AssetLeavesAction>(text, source),
    };

    public Setting<DriftAction> WhenDrifted { get; } = new("--when-drifted")
    {
        HelpName = "overwrite|keep",
        Meaning = "What happens to an attribute that somebody else has changed since it was written.",
        Default = "overwrite",
        Read = (text, source) => One<DriftAction>(text, source),
    };

    public Setting<TimeSpan> MaximumInventoryAge { get; } = new("--maximum-inventory-age")
    {
        HelpName = "TIME",
        Meaning = "How old the inventory may be, as 36:00:00 or in seconds, up to seven days.",
        Default = "1.00:00:00",
        Read = Numbers.Wait,
    };

    public Setting<double> MaximumChange { get; } = new("--maximum-change")
    {
        HelpName = "PERCENT",
        Meaning = "Of the assets that hold attributes: if more than this are changed, or lose them, in all or under one key, nothing is sent. "
            + $"Fewer than {PlanBrakes.FewestAssets} assets never count.",
        Default = Numbers.Write(PlanBrakes.DefaultMaximumChange * 100),
        Read = Numbers.Percent,
    };

    public Option<bool> AllowMassChange { get; } = new("--allow-mass-change")
    {
        Description = "Send a plan although it changes more than --maximum-change, or was made of an export that lacks much of the last one.",
    };

    /// <summary>The options that say what is compared and how.</summary>
    public IEnumerable<Option> ThatShapeThePlan => [Inventory, Ledger, RemoveStale, WhenAssetLeaves, WhenDrifted, MaximumInventoryAge];

    /// <summary>The options of the brake, which a plan made earlier takes too.</summary>
    public IEnumerable<Option> OfTheBrake => [MaximumChange, AllowMassChange];

    /// <summary>Reads what the export is compared with.</summary>
    /// <param name="given">What stands on the command line.</param>
    /// <param name="api">The API host.</param>
    /// <param name="gateway">The gateway, where it is named.</param>
    public ComparisonOptions Of(ParseResult given, QualysAddress api, QualysAddress? gateway) =>
        ComparisonOptions.Of(api, gateway, Inventory.Find(given), Ledger.Find(given), Directory.GetCurrentDirectory()) with
        {
            MaximumInventoryAge = MaximumInventoryAge.Of(given),
            Rules = new ComparisonRules
            {
                RemoveStale = given.GetValue(RemoveStale),
                WhenAssetLeaves = WhenAssetLeaves.Of(given),
                WhenDrifted = WhenDrifted.Of(given),
            },
        };

    /// <summary>Reads what the plan that undoes a run is compared with.</summary>
    /// <param name="given">What stands on the command line.</param>
    /// <param name="api">The API host, where it is named.</param>
    /// <param name="gateway">The gateway, where it is named.</param>
    public ComparisonOptions OfUndo(ParseResult given, QualysAddress? api, QualysAddress? gateway) =>
        ComparisonOptions.OfRun(api, gateway, Inventory.Find(given), Ledger.Find(given)) with { MaximumInventoryAge = MaximumInventoryAge.Of(given) };

    private static T One<T>(string text, string source)
        where T : struct, Enum => Enum.GetNames<T>().Any(name => name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
        ? Enum.Parse<T>(text.Trim(), ignoreCase: true)
        : throw new FormatException($"{source} must be {string.Join(" or ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}, not '{text}'.");
}
