using System.Globalization;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// Says what the last call means for its batch: where Qualys says that it is done (<see cref="AnswerJudgement"/>), its count must
/// not be short.
/// </summary>
internal static class UpdateJudgement
{
    public static QualysUpdateResult Of(QualysBatch batch, QualysFunction function, QualysCall call)
    {
        var result = new QualysUpdateResult(batch, function, UpdateOutcome.Failed)
        {
            Status = call.Status,
            ResponseCode = call.Code,
        };
        if (!call.IsSuccess)
        {
            return new QualysUpdateResult(result) { Error = DescribeFailure(call) };
        }

        // Either may be missing: then the platform confirms without a number, and none is made up.
        // Where assets are named that were not sent, only those count that were.
        QualysAnswer answer = call.Answer!;
        HashSet<ulong> named = [.. answer.AssetIds ?? []];
        int ofBatch = batch.AssetIds.Count(named.Contains);
        // A list that is shorter than the count may be the beginning of one; an empty one, or one of other assets, is none of this batch.
        bool isListed = answer.Entries > ofBatch || (answer.AssetIds is not null && (answer.Count is null || answer.Entries == 0));
        long? confirmed = isListed ? ofBatch : answer.Count;
        result = new QualysUpdateResult(result) { ConfirmedCount = confirmed is { } count ? (int)Math.Min(count, int.MaxValue) : null };
        return confirmed is null || confirmed >= batch.AssetCount
            ? new QualysUpdateResult(result) { Outcome = UpdateOutcome.Succeeded }
            : new QualysUpdateResult(result)
            {
                Outcome = UpdateOutcome.Partial,
                NotConfirmedAssetIds = FindNotConfirmed(batch, answer),
                Error = string.Create(
                    CultureInfo.InvariantCulture,
                    $"Qualys confirms {confirmed} of {Counted.Of(batch.AssetCount, "asset")}; "
                    + $"the others are unknown to it or not visible to the account"),
            };
    }

    private static ulong[] FindNotConfirmed(QualysBatch batch, QualysAnswer answer)
    {
        HashSet<ulong> named = [.. answer.AssetIds ?? []];
        return batch.AssetIds.Where(id => !named.Contains(id)).ToArray();
    }

    internal static string DescribeFailure(QualysCall call)
    {
        string status = call.Status is { } number ? FormattableString.Invariant($"HTTP {number}") : "no answer";
        string code = call.Code is { } responseCode ? $" {responseCode}" : "";
        string? why = call.Why;
        // What others say may be a sentence of its own: nothing of ours stands behind it.
        return $"{status}{code}, attempt {call.Attempt}{(why is null ? "" : $": {why}")}";
    }
}
