using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>On which asset functions are tried, and where the answers go.</summary>
internal sealed record FunctionTrialOptions
{
    /// <summary>The asset. It gets two keys of the trial's own, which are removed again.</summary>
    public required ulong AssetId { get; init; }

    /// <summary>The ledger of the subscription, which keeps the answers; it is made where there is none.</summary>
    public required string LedgerPath { get; init; }

    /// <summary>Who tries.</summary>
    public StageCaller Caller { get; init; } = "";

    /// <summary>How long is waited for another run of the subscription to end.</summary>
    public TimeSpan LeaseTimeout { get; init; }

    /// <summary>How long is waited for a change to show.</summary>
    public TimeSpan Timeout { get; init; } = VerificationOptions.DefaultTimeout;
}
