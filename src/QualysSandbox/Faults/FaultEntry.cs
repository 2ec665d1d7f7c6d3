using System.Text.Json;

namespace QualysSandbox.Faults;

/// <summary>A fault as it is written in JSON: its name, and what it needs to know.</summary>
internal sealed record FaultEntry
{
    public required string Fault { get; init; }

    /// <summary>The endpoint that it strikes; left out, that of updates, or of searches where only they can suffer it.</summary>
    public QualysEndpoint? Endpoint { get; init; }

    public int? Status { get; init; }

    public string? Body { get; init; }

    public string? ContentType { get; init; }

    public string? ResponseCode { get; init; }

    public string? ErrorMessage { get; init; }

    public string? ErrorResolution { get; init; }

    public int? Count { get; init; }

    public bool? WithData { get; init; }

    public bool? WithHasMore { get; init; }

    public string? Field { get; init; }

    public JsonElement? Value { get; init; }

    public int? Lines { get; init; }

    public Uri? Location { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    public double? ToWaitSeconds { get; init; }

    public double? RetryAfterSeconds { get; init; }

    public double? RetryAfterDateSeconds { get; init; }

    public bool BlankLimitHeaders { get; init; }

    public int? Looks { get; init; }

    public double? AfterMs { get; init; }

    public double? DelayMs { get; init; }

    public bool? Applied { get; init; }

    public ulong? AssetId { get; init; }

    /// <summary>How many requests it strikes; 0 for all from now on.</summary>
    public int Times { get; init; } = 1;

    public Fault ToFault()
    {
        Fault fault = Times == 0 ? Named().Always() : Named().Repeated(Times);
        fault = Endpoint is { } endpoint ? fault.On(endpoint) : fault;
        fault = BlankLimitHeaders ? fault.WithBlankLimitHeaders() : fault;
        fault = ToWaitSeconds is { } toWait ? fault.ToWait(TimeSpan.FromSeconds(toWait)) : fault;
        fault = RetryAfterSeconds is { } retryAfter ? fault.RetryAfter(TimeSpan.FromSeconds(retryAfter)) : fault;
        fault = RetryAfterDateSeconds is { } fromNow ? fault.RetryAfterDate(TimeSpan.FromSeconds(fromNow)) : fault;
        fault = DelayMs is { } delay ? fault.After(TimeSpan.FromMilliseconds(delay)) : fault;
        fault = AssetId is { } id ? fault.ForAsset(id) : fault;
        fault = Applied is { } applied ? applied ? fault.Applied() : fault.NotApplied() : fault;
        return Headers.Aggregate(fault, (changed, header) => changed.WithHeader(header.Key, header.Value));
    }

    private Fault Named() => Fault switch
    {
        "rateLimited" => Faults.Fault.RateLimited(),
        "concurrencyLimited" => Faults.Fault.ConcurrencyLimited(),
        "tooManyRequests" => Faults.Fault.TooManyRequests(),
        "status" => Anything(),
        "serviceUnavailable" => Faults.Fault.ServiceUnavailable(),
        "unauthorized" => Faults.Fault.Unauthorized(),
        "forbidden" => Faults.Fault.Forbidden(),
        "droppedBeforeChange" => Faults.Fault.DroppedBeforeChange(),
        "droppedAfterChange" => Faults.Fault.DroppedAfterChange(),
        "cutAnswer" => Faults.Fault.CutAnswer(),
        "lateAnswer" => Faults.Fault.LateAnswer(Needed(Delay, "delayMs")),
        "lateChange" => Faults.Fault.LateChange(Needed(Delay, "delayMs")),
        "malformedJson" => Faults.Fault.MalformedJson(),
        "refused" => Faults.Fault.Refused(ResponseCode ?? "INVALID_REQUEST", ErrorMessage ?? "Refused by the script.", ErrorResolution),
        "otherError" => Faults.Fault.OtherError(),
        "shortCount" => Faults.Fault.ShortCount(Needed(Count, "count"), WithData ?? true),
        "silentlyDropped" => Faults.Fault.SilentlyDropped(),
        "halfApplied" => Faults.Fault.HalfApplied(),
        "shownAfterLooks" => Faults.Fault.ShownAfterLooks(Needed(Looks, "looks")),
        "shownAfter" => Faults.Fault.ShownAfter(TimeSpan.FromMilliseconds(Needed(AfterMs, "afterMs"))),
        "bareSuccess" => Faults.Fault.BareSuccess(),
        "xmlAnswer" => Faults.Fault.XmlAnswer(),
        "proxyPage" => Faults.Fault.ProxyPage(),
        "redirect" => Faults.Fault.Redirect(Location is { IsAbsoluteUri: true } ? Location : throw Missing("an absolute location")),
        "echo" => Status is { } status ? Faults.Fault.Echo(status) : Faults.Fault.Echo(),
        "emptyAnswer" => Faults.Fault.EmptyAnswer(),
        "pass" => Faults.Fault.Pass(),
        "tokenExpired" => Faults.Fault.TokenExpired(),
        "noContent" => Faults.Fault.NoContent(),
        "withoutHasMore" => Faults.Fault.WithoutHasMore(),
        "nullLastSeenAssetId" => Faults.Fault.NullLastSeenAssetId(),
        "emptyPage" => Faults.Fault.EmptyPage(WithHasMore ?? true),
        "unknownField" => NewField(),
        "nullLists" => Faults.Fault.NullLists(),
        "hugeAsset" => Lines is { } lines ? Faults.Fault.HugeAsset(lines) : Faults.Fault.HugeAsset(),
        _ => Faults.Fault.ReportedAnswer(Fault),
    };

    private TimeSpan? Delay => DelayMs is { } delay ? TimeSpan.FromMilliseconds(delay) : null;

    private Fault Anything() => ContentType is null
        ? Faults.Fault.Status(Needed(Status, "status"), Body ?? "")
        : Faults.Fault.Status(Needed(Status, "status"), Body ?? "", ContentType);

    private Fault NewField() => (Field, Value) switch
    {
        (null, null) => Faults.Fault.UnknownField(),
        (null, _) => throw Missing("field"),
        (_, null) => throw Missing("value"),
        _ => Faults.Fault.UnknownField(Field, Value.Value.GetRawText()),
    };

    private T Needed<T>(T? value, string name)
        where T : struct => value ?? throw Missing(name);

    private FormatException Missing(string name) => new($"The fault '{Fault}' needs {name}.");
}
