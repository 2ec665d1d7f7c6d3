using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>What reading a run back came to.</summary>
internal sealed record VerificationSummary
{
    /// <summary>The run database.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>How many assets were read back.</summary>
    public required long Assets { get; init; }

    /// <summary>How many of them are not as wanted.</summary>
    public required long AssetsNotAsWanted { get; init; }

    /// <summary>How many attributes have which verdict.</summary>
    public required IReadOnlyDictionary<VerificationVerdict, long> Verdicts { get; init; }

    /// <summary>How many attributes are not as wanted.</summary>
    public long AttributesNotAsWanted => Verdicts.Values.Sum() - CountOf(VerificationVerdict.AsWanted);

    /// <summary>How often was looked.</summary>
    public required int Looks { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What the ledger learnt of it, where the run has one.</summary>
    public LedgerCorrected? Ledger { get; init; }

    /// <summary>That of a run which sent nothing, so that there was nothing to read back.</summary>
    public static VerificationSummary OfNothing(string databasePath) => new()
    {
        DatabasePath = databasePath,
        Assets = 0,
        AssetsNotAsWanted = 0,
        Verdicts = new Dictionary<VerificationVerdict, long>(),
        Looks = 0,
        Elapsed = TimeSpan.Zero,
    };

    /// <summary>How many attributes have a verdict.</summary>
    public long CountOf(VerificationVerdict verdict) => Verdicts.GetValueOrDefault(verdict);

    /// <summary>What is not as wanted, as an error that is told and does not end anything; <see langword="null"/> where all is.</summary>
    public VerificationException? Failure => AssetsNotAsWanted == 0 ? null : VerificationException.NotAsWanted(this);
}
