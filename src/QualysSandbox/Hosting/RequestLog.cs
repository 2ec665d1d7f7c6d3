namespace QualysSandbox.Hosting;

/// <summary>Every request to Qualys in order of arrival. Safe for many threads.</summary>
internal sealed class RequestLog(TimeProvider time)
{
    private readonly Lock _gate = new();
    private List<RecordedRequest> _requests = [];
    private int _inProgress;
    private int _mostAtOnce;

    /// <summary>The most requests that were in progress at one time.</summary>
    public int MostAtOnce
    {
        get
        {
            lock (_gate)
            {
                return _mostAtOnce;
            }
        }
    }

    public IReadOnlyList<RecordedRequest> Snapshot()
    {
        lock (_gate)
        {
            return [.. _requests];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            // A new list: requests still in progress then complete in the old one, not under a number given anew.
            _requests = [];
            _mostAtOnce = _inProgress;
        }
    }

    public LogEntry Begin(ReceivedRequest request)
    {
        lock (_gate)
        {
            _mostAtOnce = Math.Max(_mostAtOnce, ++_inProgress);
            _requests.Add(new RecordedRequest
            {
                Number = _requests.Count + 1,
                Method = request.Method,
                Path = request.Path,
                QueryString = request.QueryString,
                Headers = request.Headers,
                Authenticated = request.Authenticated,
                Body = request.Body,
                ReceivedAt = time.GetUtcNow(),
            });

            return new LogEntry(_requests, _requests.Count - 1);
        }
    }

    public RecordedRequest Complete(LogEntry entry, Reply reply, long bytes)
    {
        bool dropped = reply.Answer.Delivery == Delivery.Dropped;
        lock (_gate)
        {
            _inProgress--;
            return entry.Requests[entry.Index] = entry.Requests[entry.Index] with
            {
                AnsweredAt = time.GetUtcNow(),
                AnswerStatus = dropped ? null : reply.Answer.Status,
                AnswerBody = dropped || !reply.Answer.IsRecorded ? null : reply.Answer.SentBody,
                AnswerBytes = dropped ? null : bytes,
                AnswerSummary = reply.Answer.Summary,
                Fault = reply.Fault,
                What = reply.What,
                AssetIds = reply.AssetIds,
            };
        }
    }

    /// <summary>The place of one request.</summary>
    internal readonly record struct LogEntry(List<RecordedRequest> Requests, int Index);
}
