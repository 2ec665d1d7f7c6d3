using QualysCustomAttributes.Qualys;
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

    /// <summary>The inventory that the run was planned against and that knows now what was read; <see langword="null"/> where there is none.</summary>
    public string? InventoryPath { get; init; }

    /// <summary>How many of its assets were brought up to what was read.</summary>
    public long AssetsOfInventory { get; init; }

    /// <summary>What the plan was made of, for whoever compares again; <see langword="null"/> where the run sent everything.</summary>
    public PlanOrigin? Origin { get; init; }

    /// <summary>Where the run was sent to.</summary>
    public UpdateTarget? SentTo { get; init; }

    /// <summary>What ledger and inventory learnt, a line each.</summary>
    public IEnumerable<string> Learnt =>
    [
        .. Ledger is { } ledger ? [ledger.ToString()] : Array.Empty<string>(),
        .. InventoryPath is { } path
            ? [$"The inventory '{path}': {Counted.Of(AssetsOfInventory, "asset")} brought up to what was read."] : Array.Empty<string>(),
    ];

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
