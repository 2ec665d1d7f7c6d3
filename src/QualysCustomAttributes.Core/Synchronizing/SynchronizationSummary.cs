using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Synchronizing;

/// <summary>A synchronization in numbers: what its run came to, and what this command sent.</summary>
public sealed class SynchronizationSummary
{
    private readonly RunReport _report;

    private readonly VerificationSummary? _verification;

    internal SynchronizationSummary(
        RunReport report, UpdateCounts update, IReadOnlyList<PlannedChangeCount> changes, VerificationSummary? verification = null)
    {
        _verification = verification;
        Changes = changes;
        _report = report;
        Update = update;
    }

    /// <summary>The run database.</summary>
    public string DatabasePath => _report.DatabasePath;

    /// <summary>How many rows were read under the header.</summary>
    public long RowsRead => _report.RowsRead;

    /// <summary>How many assets came out; a row with several ids gives several.</summary>
    public long Assets => _report.Assets;

    /// <summary>How many rows, or ids of rows, were rejected.</summary>
    public long Rejected => _report.Rejected.Sum(rejected => rejected.Count);

    /// <summary>How many rows belong to an asset id that stands in several rows.</summary>
    public long DuplicateRows => _report.DuplicateRows;

    /// <summary>How many asset ids were left out as duplicates.</summary>
    public long ExcludedAssets => _report.ExcludedAssets;

    /// <summary>How many assets have no value for any attribute and are not sent.</summary>
    public long AssetsWithoutValues => _report.AssetsWithoutValues;

    /// <summary>How many assets are to be sent, each once however many batches it is in.</summary>
    public long AssetsPlanned => _report.AssetsPlanned;

    /// <summary>How many groups there are.</summary>
    public long Groups => _report.Groups;

    /// <summary>How many batches there are.</summary>
    public long Batches => _report.Batches;

    /// <summary>How many batches of the plan were never chosen to be sent.</summary>
    public long BatchesNotChosen => _report.Outcomes.Count == 0 ? 0 : _report.NotChosen;

    /// <summary>
    /// The digest of the plan's requests: SHA-256 in 64 hexadecimal digits. Given to <c>-PlanDigest</c>, it has this very plan sent
    /// or none. <see langword="null"/> until the function is on record.
    /// </summary>
    public string? PlanDigest => _report.PlanDigest;

    /// <summary>
    /// What is done under each key, for how many assets and why, where the plan was made by comparison; empty where everything is sent.
    /// </summary>
    public IReadOnlyList<PlannedChangeCount> Changes { get; }

    /// <summary>How many assets were read back at the end; <see langword="null"/> where that was not asked for.</summary>
    public long? AssetsReadBack => _verification?.Assets;

    /// <summary>How many of them are not as wanted; <see langword="null"/> where nothing was read back.</summary>
    public long? AssetsNotAsWanted => _verification?.AssetsNotAsWanted;

    /// <summary>What came of the batches.</summary>
    public UpdateCounts Update { get; }
}
