using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>What is read back, and for how long.</summary>
internal sealed record VerificationOptions
{
    /// <summary>How long assets are read again that are not as wanted yet, where nobody says it.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The run database.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>The assets that are read back; <see langword="null"/> for all that were sent.</summary>
    public IReadOnlyCollection<ulong>? AssetIds { get; init; }

    /// <summary>The lease of the ledger, where the run holds it that reads back.</summary>
    public LedgerLease? Lease { get; init; }

    /// <summary>Who reads back.</summary>
    public StageCaller Caller { get; init; } = "";

    /// <summary>How long assets are read again that are not as wanted yet, for platforms show changes late; zero reads each once.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;
}
