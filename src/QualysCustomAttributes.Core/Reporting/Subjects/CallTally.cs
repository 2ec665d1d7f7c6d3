using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>How a call ended.</summary>
internal enum CallEnd
{
    /// <summary>Qualys did what was asked.</summary>
    Succeeded,

    /// <summary>Qualys asked to wait.</summary>
    Limited,

    /// <summary>It failed, or no answer came.</summary>
    Failed,
}

/// <summary>Calls that were made in one go.</summary>
/// <param name="Calls">When each was sent, and how it ended.</param>
/// <param name="Waits">When each wait began, how long it was, and who named it.</param>
internal sealed record SendingTime(
    List<(DateTimeOffset SentAt, CallEnd End)> Calls, List<(DateTimeOffset From, TimeSpan Wait, WaitCause Cause)> Waits);

/// <summary>Counts calls.</summary>
/// <param name="begunAt">When sending began, each time.</param>
internal sealed class CallTally(IReadOnlyList<DateTimeOffset> begunAt)
{
    private readonly List<SendingTime> _times = [];
    private readonly List<double> _elapsed = [];
    private readonly List<ReportedCall> _unsuccessful = [];
    private readonly Dictionary<(int? Status, string? Code), long> _answers = [];
    private readonly Dictionary<WaitCause, (long Waits, TimeSpan Longest)> _waits = [];
    private long _succeeded;
    private int _begun;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Who named a wait, in words.</summary>
    public static string Words(WaitCause cause) => cause switch
    {
        WaitCause.RateLimit => "Qualys's rate limit",
        WaitCause.RetryAfter => "Retry-After of the answer",
        WaitCause.Body => "the answer's body",
        _ => "our own back-off",
    };

    /// <summary>Adds a call; they come in the order in which they were made.</summary>
    public void Add(QualysApiCall call)
    {
        Count++;
        CallEnd end = EndOf(call);
        FindTime(call.SentAt).Calls.Add((call.SentAt, end));
        (int?, string?) answer = (call.Status, call.ResponseCode);
        _answers[answer] = _answers.GetValueOrDefault(answer) + 1;
        if (call is { Status: not null, Elapsed: { } elapsed })
        {
            _elapsed.Add(elapsed.TotalSeconds);
        }

        if (call is { Wait: { } wait, Cause: { } cause })
        {
            (long waits, TimeSpan longest) = _waits.GetValueOrDefault(cause);
            _waits[cause] = (waits + 1, wait > longest ? wait : longest);
            _times[^1].Waits.Add((call.SentAt + (call.Elapsed ?? TimeSpan.Zero), wait, cause));
        }

        if (end == CallEnd.Succeeded)
        {
            _succeeded++;
        }
        else if (_unsuccessful.Count < ReportList.Longest)
        {
            _unsuccessful.Add(ReportedCall.Of(call));
        }
    }

    /// <summary>What was counted.</summary>
    public ReportedCalls ToReport()
    {
        _elapsed.Sort();
        return new ReportedCalls
        {
            Count = Count,
            Succeeded = _succeeded,
            MedianElapsed = Quantile(0.5),
            SlowElapsed = Quantile(0.95),
            Answers =
            [
                .. _answers.OrderByDescending(each => each.Value)
                    .Select(each => new ReportedAnswer(each.Key.Status, each.Key.Code, each.Value)),
            ],
            Waits =
            [
                .. _waits.OrderBy(each => each.Key)
                    .Select(each => new ReportedWait(each.Key, Words(each.Key), each.Value.Waits, each.Value.Longest)),
            ],
            Unsuccessful = ReportList.FirstOf(_unsuccessful, Count - _succeeded, call => [call.ResponseCode, call.Error]),
            Times = _times,
        };
    }

    private static CallEnd EndOf(QualysApiCall call) =>
        call is { Cause: WaitCause.RateLimit or WaitCause.RetryAfter or WaitCause.Body } or { Status: 409 or 429 } ? CallEnd.Limited
            : call is { Status: >= 200 and < 300, Error: null } ? CallEnd.Succeeded
            : CallEnd.Failed;

    private SendingTime FindTime(DateTimeOffset sentAt)
    {
        bool isNew = _times.Count == 0;
        for (; _begun < begunAt.Count && begunAt[_begun] <= sentAt; _begun++)
        {
            isNew = true;
        }

        if (isNew)
        {
            _times.Add(new SendingTime([], []));
        }

        return _times[^1];
    }

    private TimeSpan? Quantile(double share) =>
        _elapsed.Count == 0 ? null : TimeSpan.FromSeconds(_elapsed[Math.Min(_elapsed.Count - 1, (int)(share * _elapsed.Count))]);
}
