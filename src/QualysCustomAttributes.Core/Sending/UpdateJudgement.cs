using System.Globalization;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// Says what the last call means for its batch: success is the response code SUCCESS and a count that is not short; the
/// HTTP status alone proves nothing (Qualys, update asset).
/// </summary>
internal static class UpdateJudgement
{
    public static QualysUpdateResult Of(QualysBatch batch, QualysFunction function, QualysCall call)
    {
        var result = new QualysUpdateResult(batch, function, UpdateOutcome.Failed)
        {
            Status = call.Status,
            ResponseCode = call.Answer?.ResponseCode,
        };
        if (!call.IsSuccess)
        {
            return result with { Error = DescribeFailure(call) };
        }

        // Either may be missing: then the platform confirms without a number, and none is made up.
        long? confirmed = call.Answer!.Count ?? call.Answer.AssetIds?.Count;
        result = result with { ConfirmedCount = (int?)confirmed };
        return confirmed is null || confirmed >= batch.Count
            ? result with { Outcome = UpdateOutcome.Succeeded }
            : result with
            {
                Outcome = UpdateOutcome.Partial,
                NotConfirmedAssetIds = FindNotConfirmed(batch, call.Answer),
                Error = string.Create(
                    CultureInfo.InvariantCulture,
                    $"Qualys confirms {confirmed} of {Counted.Of(batch.Count, "asset")}; "
                    + $"the others are unknown to it or not visible to the account"),
            };
    }

    private static ulong[] FindNotConfirmed(QualysBatch batch, QualysAnswer answer)
    {
        HashSet<ulong> named = [.. answer.AssetIds ?? []];
        return batch.AssetIds.Where(id => !named.Contains(id)).ToArray();
    }

    private static string DescribeFailure(QualysCall call)
    {
        string status = call.Status is { } number ? FormattableString.Invariant($"HTTP {number}") : "no answer";
        string code = call.Answer?.ResponseCode is { } responseCode ? $" {responseCode}" : "";
        string? why = call.Answer?.Error ?? call.Error;
        return $"{status}{code}{(why is null ? "" : $": {why}")} (attempt {call.Attempt})";
    }
}
