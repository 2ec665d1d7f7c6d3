using System.Collections.Immutable;
using System.Globalization;
using QualysSandbox.Hosting;
using QualysSandbox.Inventory;
using QualysSandbox.Limits;

namespace QualysSandbox.Faults;

/// <summary>
/// Something that goes wrong with a request to Qualys. A factory method says what; the other methods give a changed copy
/// that says to whom, how often and with which headers.
/// </summary>
public sealed partial class Fault
{
    private const string RetryAfterHeader = "Retry-After";

    private readonly Func<FaultContext, Answer> _answer;
    private ImmutableDictionary<string, string> _headers = ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);
    private TimeSpan? _retryAfterDate;
    private int? _status;

    private Fault(string name, ChangeMoment moment, Func<FaultContext, Answer> answer)
    {
        Name = name;
        Moment = moment;
        _answer = answer;
    }

    /// <summary>What goes wrong, by the name that the JSON script uses.</summary>
    public string Name { get; }

    /// <summary>Whether and when the request changes the assets.</summary>
    public ChangeMoment Moment { get; private set; }

    /// <summary>How long the request is held.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>The asset that a request must name, or a page hold, for the fault to strike; null for any request.</summary>
    public ulong? AssetId { get; private set; }

    /// <summary>The endpoint whose requests the fault strikes.</summary>
    public QualysEndpoint Endpoint { get; private set; }

    /// <summary>How many requests the fault strikes, or null for all from now on.</summary>
    public int? Times { get; private set; } = 1;

    /// <summary>How many of the request's assets are changed, or null for all.</summary>
    internal int? ChangedAssets { get; private init; }

    /// <summary>How late the gateway shows what the request changed, or null for as the sandbox does.</summary>
    internal Showing? Showing { get; private init; }

    /// <summary>What is wrong with the page that a search answers with.</summary>
    internal PageFault PageFault { get; private init; } = PageFault.None;

    /// <summary>Whether no token is valid any more.</summary>
    internal bool ExpiresTokens { get; private init; }

    /// <summary>Whether nothing goes wrong at all.</summary>
    internal bool Passes { get; private init; }

    /// <summary>The endpoints that the fault makes sense for, or null for all.</summary>
    private QualysEndpoint[]? Endpoints { get; init; }

    /// <summary>Which share of the assets that the answer counts is changed in truth.</summary>
    private double AppliedShare { get; init; } = 1;

    /// <summary>Strikes only requests that name this asset; searches only if their page holds it.</summary>
    public Fault ForAsset(ulong id) => Changed(copy => copy.AssetId = id);

    /// <summary>Strikes the requests to this endpoint; that of updates unless the fault is one of the gateway's.</summary>
    /// <exception cref="ArgumentException">The fault makes no sense there.</exception>
    public Fault On(QualysEndpoint endpoint) =>
        Endpoints?.Contains(endpoint) == false
            ? throw new ArgumentException($"There is no {Name} at the endpoint '{endpoint}'.", nameof(endpoint))
            : Changed(copy => copy.Endpoint = endpoint);

    /// <summary>Strikes this many requests.</summary>
    public Fault Repeated(int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        return Changed(copy => copy.Times = times);
    }

    /// <summary>Strikes all requests from now on; faults queued behind it for the same requests never come up.</summary>
    public Fault Always() => Changed(copy => copy.Times = null);

    /// <summary>Holds the request this long, at most a day.</summary>
    public Fault After(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, TimeSpan.FromDays(1));
        return Changed(copy => copy.Delay = delay);
    }

    /// <summary>The request changes the assets and the fault spoils only the answer.</summary>
    public Fault Applied() => Moment == ChangeMoment.Never ? Changed(copy => copy.Moment = ChangeMoment.BeforeDelay) : this;

    /// <summary>The request changes nothing.</summary>
    public Fault NotApplied() => Changed(copy => copy.Moment = ChangeMoment.Never);

    /// <summary>Answers with another status.</summary>
    public Fault WithStatus(int status) => Changed(copy => copy._status = status);

    /// <summary>Adds a header to the answer; the value may be empty.</summary>
    public Fault WithHeader(string name, string value) => Changed(copy => copy._headers = copy._headers.SetItem(name, value));

    /// <summary>Adds <c>X-RateLimit-ToWait-Sec</c>.</summary>
    public Fault ToWait(TimeSpan time) => WithHeader(LimitHeaders.RateToWait, LimitHeaders.Seconds(time));

    /// <summary>Adds <c>Retry-After</c> as seconds.</summary>
    public Fault RetryAfter(TimeSpan time) => WithHeader(RetryAfterHeader, LimitHeaders.Seconds(time));

    /// <summary>Adds <c>Retry-After</c> as an HTTP date, this long after the answer.</summary>
    public Fault RetryAfterDate(TimeSpan fromNow) => Changed(copy => copy._retryAfterDate = fromNow);

    /// <summary>Adds every limit header, and <c>Retry-After</c>, with a blank value.</summary>
    public Fault WithBlankLimitHeaders()
    {
        string[] names =
        [
            LimitHeaders.RateLimit,
            LimitHeaders.RateWindow,
            LimitHeaders.RateRemaining,
            LimitHeaders.RateToWait,
            LimitHeaders.ConcurrencyLimit(ConcurrencyHeaderSpelling.Hyphenated),
            LimitHeaders.ConcurrencyRunning(ConcurrencyHeaderSpelling.Hyphenated),
            RetryAfterHeader,
        ];
        return Changed(copy => copy._headers = copy._headers.SetItems(names.Select(name => KeyValuePair.Create(name, ""))));
    }

    /// <summary>The fault as it is called in logs.</summary>
    public override string ToString() => AssetId is null ? Name : $"{Name} for asset {AssetId}";

    internal int AppliedTo(int assets) => (int)(assets * AppliedShare);

    internal Answer Answer(FaultContext context)
    {
        Answer answer = _answer(context);
        answer = _status is { } status ? answer with { Status = status } : answer;
        ImmutableDictionary<string, string> headers = _retryAfterDate is { } fromNow
            ? _headers.SetItem(RetryAfterHeader, (context.Now + fromNow).ToString("R", CultureInfo.InvariantCulture))
            : _headers;
        return (answer with { Headers = headers }).WithHeadersBehind(answer.Headers);
    }

    private Fault Changed(Action<Fault> change)
    {
        var copy = (Fault)MemberwiseClone();
        change(copy);
        return copy;
    }
}
