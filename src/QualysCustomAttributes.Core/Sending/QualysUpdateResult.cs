using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>What came of sending a batch.</summary>
public sealed class QualysUpdateResult
{
    internal QualysUpdateResult(QualysBatch batch, QualysFunction function, UpdateOutcome outcome)
    {
        Batch = batch;
        Function = function;
        Outcome = outcome;
    }

    /// <summary>The same, of which something is said otherwise.</summary>
    internal QualysUpdateResult(QualysUpdateResult result)
        : this(result.Batch, result.Function, result.Outcome)
    {
        ConfirmedCount = result.ConfirmedCount;
        NotConfirmedAssetIds = result.NotConfirmedAssetIds;
        Status = result.Status;
        ResponseCode = result.ResponseCode;
        Calls = result.Calls;
        Error = result.Error;
    }

    /// <summary>The number of the group.</summary>
    public int GroupNumber => Batch.GroupNumber;

    /// <summary>The number of the batch in its group.</summary>
    public int BatchNumber => Batch.BatchNumber;

    internal QualysBatch Batch { get; }

    /// <summary>The assets' ids, in the order of the export.</summary>
    public IReadOnlyList<ulong> AssetIds => Batch.AssetIds;

    /// <summary>The attributes, in the contract's order.</summary>
    public IReadOnlyDictionary<string, string> Attributes => Batch.Attributes;

    /// <summary>What was done with the attributes.</summary>
    public QualysFunction Function { get; }

    /// <summary>What came of it.</summary>
    public UpdateOutcome Outcome { get; internal init; }

    /// <summary>How many assets were sent.</summary>
    public int AssetCount => Batch.AssetCount;

    /// <summary>How many assets Qualys confirms, or <see langword="null"/> where it gave no count.</summary>
    public int? ConfirmedCount { get; internal init; }

    /// <summary>
    /// The assets that are not confirmed; where Qualys gave a short count without naming the assets, all of the batch.
    /// Empty unless the outcome is <see cref="UpdateOutcome.Partial"/>.
    /// </summary>
    public IReadOnlyList<ulong> NotConfirmedAssetIds { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<ulong>([]);

    /// <summary>The HTTP status of the last answer, or <see langword="null"/> where none came.</summary>
    public int? Status { get; internal init; }

    /// <summary>The response code of the last answer.</summary>
    public string? ResponseCode { get; internal init; }

    /// <summary>How many calls were made for the batch.</summary>
    public int Calls { get; internal init; }

    /// <summary>What went wrong, or <see langword="null"/>.</summary>
    public string? Error { get; internal init; }

    /// <summary>The run database in which the result is kept.</summary>
    public string DatabasePath => Batch.DatabasePath;

    /// <summary>The result in a sentence.</summary>
    /// <returns>As <c>group 6 batch 1: Succeeded, 100 of 100 assets confirmed by 1 call</c>.</returns>
    public override string ToString() => ShownText.Line(FormattableString.Invariant(
        $"{Batch}: {Outcome}, {(ConfirmedCount is { } confirmed ? $"{confirmed:N0} of " : "")}{Counted.Of(AssetCount, "asset")}")
        + $"{(ConfirmedCount is null ? "" : " confirmed")}{(Calls == 0 ? "" : $" by {Counted.Of(Calls, "call")}")}{(Error is { } error ? $": {error}" : "")}");

    internal static QualysUpdateResult Of(QualysBatch batch, ExecutionRow row) => new(batch, row.Function, row.Outcome)
    {
        Status = row.Status,
        ResponseCode = row.ResponseCode,
        ConfirmedCount = row.ConfirmedCount,
        NotConfirmedAssetIds = row.NotConfirmedAssetIds,
        Calls = row.Attempts,
        Error = row.Error,
    };

    internal ExecutionRow ToRow() =>
        new(Function, Outcome, Status, ResponseCode, ConfirmedCount, NotConfirmedAssetIds, Calls, Error);
}
