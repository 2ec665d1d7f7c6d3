using System.Globalization;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>The calls to Qualys.</summary>
internal sealed record ReportedCalls
{
    /// <summary>How many there are.</summary>
    public required long Count { get; init; }

    /// <summary>How many of them Qualys answered without an error.</summary>
    public required long Succeeded { get; init; }

    /// <summary>The time that half of the answers took at most.</summary>
    public TimeSpan? MedianElapsed { get; init; }

    /// <summary>The time that 19 of 20 answers took at most.</summary>
    public TimeSpan? SlowElapsed { get; init; }

    /// <summary>How many calls had which answer.</summary>
    public required IReadOnlyList<ReportedAnswer> Answers { get; init; }

    /// <summary>The waits, by who named them.</summary>
    public required IReadOnlyList<ReportedWait> Waits { get; init; }

    /// <summary>The calls that did not succeed.</summary>
    public required ReportList<ReportedCall> Unsuccessful { get; init; }

    /// <summary>When calls were made, for each time that somebody sent.</summary>
    internal required IReadOnlyList<SendingTime> Times { get; init; }

    /// <summary>Reads them, or nothing where none is on record.</summary>
    public static ReportedCalls? Read(RunDatabase database, QualysRun run, CancellationToken cancellationToken)
    {
        var tally = new CallTally(
            [.. run.Stages.Where(stage => stage.Name == nameof(ConnectorStage.Update)).Select(stage => stage.StartedAt)]);
        foreach (QualysApiCall call in QualysApiCall.ReadAll(database))
        {
            cancellationToken.ThrowIfCancellationRequested();
            tally.Add(call);
        }

        return tally.Count == 0 ? null : tally.ToReport();
    }
}

/// <summary>How many calls had an answer.</summary>
/// <param name="Status">The HTTP status; <see langword="null"/> where none came.</param>
/// <param name="ResponseCode">The response code.</param>
/// <param name="Calls">How many.</param>
internal sealed record ReportedAnswer(int? Status, string? ResponseCode, long Calls);

/// <summary>How often a wait was asked for.</summary>
/// <param name="Cause">Who named it.</param>
/// <param name="Words">That in words.</param>
/// <param name="Waits">How often.</param>
/// <param name="Longest">The longest of them.</param>
internal sealed record ReportedWait(WaitCause Cause, string Words, long Waits, TimeSpan Longest);

/// <summary>A call that did not succeed.</summary>
/// <param name="Batch">Its batch, as <c>6.1</c>.</param>
/// <param name="Attempt">The how-manieth of its batch.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Status">The HTTP status; <see langword="null"/> where none came.</param>
/// <param name="ResponseCode">The response code.</param>
/// <param name="Wait">The wait that followed.</param>
/// <param name="WaitCause">Who named it, in words.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record ReportedCall(
    string Batch, int Attempt, DateTimeOffset SentAt, int? Status, string? ResponseCode, TimeSpan? Wait, string? WaitCause, string? Error)
{
    internal static ReportedCall Of(QualysApiCall call) => new(
        string.Create(CultureInfo.InvariantCulture, $"{call.GroupNumber}.{call.BatchNumber}"), call.Attempt, call.SentAt, call.Status,
        call.ResponseCode, call.Wait, call.Cause is { } cause ? CallTally.Words(cause) : null,
        call.Error ?? (call.Elapsed is null ? "Its end is not on record." : null));
}
