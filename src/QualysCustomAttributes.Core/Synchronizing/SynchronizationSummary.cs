using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Synchronizing;

/// <summary>A synchronization in numbers: what its run came to, and what this command sent.</summary>
public sealed class SynchronizationSummary
{
    private readonly QualysRun _run;
    private readonly VerificationSummary? _verification;

    internal SynchronizationSummary(QualysRun run, UpdateCounts update, TimeSpan elapsed, VerificationSummary? verification = null)
    {
        _run = run;
        _verification = verification;
        Update = update;
        Elapsed = elapsed;
    }

    /// <summary>What the run came to as a whole.</summary>
    public QualysRunOutcome Outcome => _run.Outcome;

    /// <summary>
    /// Whether all that was to be sent is confirmed, and as wanted where it was read back. A dry run has sent nothing and has not
    /// succeeded; a run that found nothing to be done has.
    /// </summary>
    public bool Succeeded => Outcome is QualysRunOutcome.Complete or QualysRunOutcome.Pilot && _verification?.Failure is null;

    /// <summary>The API host that it was sent to, or was to be; <see langword="null"/> where nothing says it.</summary>
    public string? ApiHost => _run.ApiHost;

    /// <summary>What is done with the attributes: add, update or remove, or reconcile where each group has its own.</summary>
    public string? Function => _run.Function;

    /// <summary>How long the command worked.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The command that goes on; <see langword="null"/> where nothing is left.</summary>
    public string? NextCommand => _run.NextCommand;

    /// <summary>The run database.</summary>
    public string DatabasePath => _run.DatabasePath;

    /// <summary>The export that was imported; <see langword="null"/> where a run was undone.</summary>
    public string? ExportPath => _run.ExportPath;

    /// <summary>How many rows were read under the header.</summary>
    public long RowsRead => _run.RowsRead;

    /// <summary>How many assets came out; a row with several ids gives several.</summary>
    public long Assets => _run.Assets;

    /// <summary>How many rows, or ids of rows, were rejected.</summary>
    public long Rejected => _run.Rejected;

    /// <summary>The same by reason, the most frequent first.</summary>
    public IReadOnlyList<RejectedCount> RejectedByReason => _run.RejectedByReason;

    /// <summary>How many rows belong to an asset id that stands in several rows.</summary>
    public long DuplicateRows => _run.DuplicateRows;

    /// <summary>How many asset ids were left out as duplicates.</summary>
    public long ExcludedAssets => _run.ExcludedAssets;

    /// <summary>How many assets have no value for any attribute and are not sent.</summary>
    public long AssetsWithoutValues => _run.AssetsWithoutValues;

    /// <summary>How many assets are to be sent, each once however many batches it is in.</summary>
    public long AssetsPlanned => _run.AssetsPlanned;

    /// <summary>How many groups there are.</summary>
    public long Groups => _run.Groups;

    /// <summary>How many batches there are.</summary>
    public long Batches => _run.Batches;

    /// <summary>How many batches of the plan were never chosen to be sent.</summary>
    public long BatchesNotChosen => _run.BatchesNotChosen;

    /// <summary>
    /// The digest of the plan's requests: SHA-256 in 64 hexadecimal digits. Given to <c>-PlanDigest</c>, it has this very plan sent
    /// or none. <see langword="null"/> until the function is on record.
    /// </summary>
    public string? PlanDigest => _run.PlanDigest;

    /// <summary>
    /// What is done under each key, for how many assets and why, where the plan was made by comparison; empty where everything is sent.
    /// </summary>
    public IReadOnlyList<PlannedChangeCount> Changes => _run.Changes;

    /// <summary>How many assets were read back at the end; <see langword="null"/> where that was not asked for.</summary>
    public long? AssetsReadBack => _verification?.Assets;

    /// <summary>How many of them are not as wanted; <see langword="null"/> where nothing was read back.</summary>
    public long? AssetsNotAsWanted => _verification?.AssetsNotAsWanted;

    /// <summary>What came of the batches.</summary>
    public UpdateCounts Update { get; }

    /// <summary>The synchronization in a line.</summary>
    /// <returns>As <c>run.db: Complete, 40 batches, 40 succeeded, 3,999 assets confirmed</c>.</returns>
    public override string ToString() => $"{DatabasePath}: {Outcome}, {Update}";
}
