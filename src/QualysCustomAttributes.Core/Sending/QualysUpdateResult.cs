using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>What came of sending a batch.</summary>
public sealed record QualysUpdateResult
{
    internal QualysUpdateResult(QualysBatch batch, QualysFunction function, UpdateOutcome outcome)
    {
        Batch = batch;
        Function = function;
        Outcome = outcome;
    }

    /// <summary>The number of the group.</summary>
    public int GroupNumber => Batch.GroupNumber;

    /// <summary>The number of the batch in its group.</summary>
    public int BatchNumber => Batch.BatchNumber;

    /// <summary>The batch.</summary>
    public QualysBatch Batch { get; }

    /// <summary>What was done with the attributes.</summary>
    public QualysFunction Function { get; }

    /// <summary>What came of it.</summary>
    public UpdateOutcome Outcome { get; init; }

    /// <summary>How many assets were sent.</summary>
    public int AssetCount => Batch.AssetCount;

    /// <summary>How many assets Qualys confirms, or <see langword="null"/> where it gave no count.</summary>
    public int? ConfirmedCount { get; init; }

    /// <summary>
    /// The assets that are not confirmed; where Qualys gave a short count without naming the assets, all of the batch.
    /// Empty unless the outcome is <see cref="UpdateOutcome.Partial"/>.
    /// </summary>
    public IReadOnlyList<ulong> NotConfirmedAssetIds { get; init; } = [];

    /// <summary>The HTTP status of the last answer, or <see langword="null"/> where none came.</summary>
    public int? Status { get; init; }

    /// <summary>The response code of the last answer.</summary>
    public string? ResponseCode { get; init; }

    /// <summary>How many calls were made for the batch.</summary>
    public int Attempts { get; init; }

    /// <summary>What went wrong, or <see langword="null"/>.</summary>
    public string? Error { get; init; }

    /// <summary>The run database in which the result is kept.</summary>
    public string DatabasePath => Batch.DatabasePath;

    internal static QualysUpdateResult Of(QualysBatch batch, ExecutionRow row) => new(batch, row.Function, row.Outcome)
    {
        Status = row.Status,
        ResponseCode = row.ResponseCode,
        ConfirmedCount = row.ConfirmedCount,
        NotConfirmedAssetIds = row.NotConfirmedAssetIds,
        Attempts = row.Attempts,
        Error = row.Error,
    };

    internal ExecutionRow ToRow() =>
        new(Function, Outcome, Status, ResponseCode, ConfirmedCount, NotConfirmedAssetIds, Attempts, Error);
}
