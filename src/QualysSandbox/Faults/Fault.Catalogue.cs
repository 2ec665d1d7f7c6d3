using QualysSandbox.Hosting;
using QualysSandbox.Inventory;
using QualysSandbox.Limits;
using QualysSandbox.Updating;

namespace QualysSandbox.Faults;

/// <content>Everything that can go wrong.</content>
public sealed partial class Fault
{
    private const string PlainText = "text/plain; charset=utf-8";
    private const string Html = "text/html; charset=utf-8";

    /// <summary>409 with code 1965, the classic host's rate limit, without headers unless given with <see cref="ToWait"/>.</summary>
    public static Fault RateLimited() =>
        Instead("rateLimited", context => SimpleReturn.For(LimitCode.Rate, "This API cannot be run again yet.", context.Now));

    /// <summary>409 with code 1960, the classic host's concurrency limit, without headers.</summary>
    public static Fault ConcurrencyLimited() =>
        Instead("concurrencyLimited", context => SimpleReturn.For(
            LimitCode.Concurrency, "This API cannot be run again until 2 currently running instances have finished.", context.Now));

    /// <summary>429 with an empty body, the gateway's limit, without headers.</summary>
    public static Fault TooManyRequests() => Instead("tooManyRequests", _ => new Answer(StatusCodes.Status429TooManyRequests));

    /// <summary>Any status with any body.</summary>
    public static Fault Status(int status, string body = "", string contentType = PlainText)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        return Instead("status", _ => new Answer(status) { Body = body, ContentType = body.Length > 0 ? contentType : null });
    }

    /// <summary>503 with an HTML body, as a load balancer sends it.</summary>
    public static Fault ServiceUnavailable() =>
        Instead("serviceUnavailable", _ => Page(StatusCodes.Status503ServiceUnavailable, "503 Service Temporarily Unavailable"));

    /// <summary>401, whatever the credentials.</summary>
    public static Fault Unauthorized() =>
        Instead("unauthorized", context =>
            context.Refusal(ServiceResponse.InvalidCredentials, "The account is locked.", null, StatusCodes.Status401Unauthorized));

    /// <summary>403: the account may not do this.</summary>
    public static Fault Forbidden() =>
        Instead("forbidden", context =>
            context.Refusal("UNAUTHORIZED", "The account has no permission to do this.", null, StatusCodes.Status403Forbidden));

    /// <summary>The connection is dropped and nothing was changed.</summary>
    public static Fault DroppedBeforeChange() => Instead("droppedBeforeChange", Dropped);

    /// <summary>The assets are changed, then the connection is dropped without an answer.</summary>
    public static Fault DroppedAfterChange() => Afterwards("droppedAfterChange", Dropped);

    /// <summary>The assets are changed, then the connection is dropped in the middle of the answer.</summary>
    public static Fault CutAnswer() => Afterwards("cutAnswer", context => context.Usual with { Delivery = Delivery.CutShort });

    /// <summary>The assets are changed at once and the answer comes late.</summary>
    public static Fault LateAnswer(TimeSpan delay) => Afterwards("lateAnswer", context => context.Usual).After(delay);

    /// <summary>The assets are changed late, even if the client no longer waits, and then answered.</summary>
    public static Fault LateChange(TimeSpan delay) =>
        new Fault("lateChange", ChangeMoment.AfterDelay, context => context.Usual).After(delay);

    /// <summary>The assets are changed and the answer, a 200, is JSON that ends in the middle.</summary>
    public static Fault MalformedJson() =>
        Afterwards("malformedJson", context => context.Usual.Half());

    /// <summary>200 with a response code that is not SUCCESS, and nothing changed.</summary>
    public static Fault Refused(
        string responseCode = ServiceResponse.InvalidRequest,
        string errorMessage = "Refused by the script.",
        string? errorResolution = null) =>
        Instead("refused", context => context.Refusal(responseCode, errorMessage, errorResolution));

    /// <summary>200 with OTHER_ERROR and nothing changed.</summary>
    public static Fault OtherError() =>
        Instead("otherError", context => context.Refusal(ServiceResponse.OtherError, "An internal error occurred.", null));

    /// <summary>
    /// SUCCESS, but only the first assets of the batch are changed, counted and, unless left out, listed. The gateway gives
    /// this number as its count and is otherwise right.
    /// </summary>
    public static Fault ShortCount(int count, bool withData = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new Fault("shortCount", ChangeMoment.BeforeDelay, context =>
        {
            if (context.Gateway is not null)
            {
                return context.Gateway;
            }

            var response = ServiceResponse.Touched(context.Response.AssetIds ?? []);
            return (withData ? response : response with { AssetIds = null }).ToAnswer(context.Format);
        })
        {
            ChangedAssets = count,
        };
    }

    /// <summary>SUCCESS for every asset, and none of them is changed.</summary>
    public static Fault SilentlyDropped() =>
        new("silentlyDropped", ChangeMoment.BeforeDelay, context => context.Usual) { AppliedShare = 0, Endpoints = [QualysEndpoint.Update] };

    /// <summary>SUCCESS for every asset, and only the first half of them is changed.</summary>
    public static Fault HalfApplied() =>
        new("halfApplied", ChangeMoment.BeforeDelay, context => context.Usual) { AppliedShare = 0.5, Endpoints = [QualysEndpoint.Update] };

    /// <summary>The assets are changed, and this many looks at each of them find it as it was.</summary>
    public static Fault ShownAfterLooks(int looks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(looks, 1);
        return Shown("shownAfterLooks", new Showing(TimeSpan.Zero, looks));
    }

    /// <summary>The assets are changed, and the gateway shows it after this time.</summary>
    public static Fault ShownAfter(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromDays(1));
        return Shown("shownAfter", new Showing(time, 0));
    }

    /// <summary>SUCCESS with neither count nor data; all assets are changed.</summary>
    public static Fault BareSuccess() =>
        Afterwards("bareSuccess", context => context.Gateway is null
            ? new ServiceResponse(ServiceResponse.Success).ToAnswer(context.Format)
            : GatewayResponse.Bare());

    /// <summary>The assets are changed and the answer is XML, whatever the request accepts.</summary>
    public static Fault XmlAnswer() =>
        Afterwards("xmlAnswer", context => context.Response.ToAnswer(AnswerFormat.Xml));

    /// <summary>200 with a proxy's HTML page, and nothing changed.</summary>
    public static Fault ProxyPage() => Instead("proxyPage", _ => Page(StatusCodes.Status200OK, "Please sign in to the proxy"));

    /// <summary>302 to another place, and nothing changed.</summary>
    public static Fault Redirect(Uri location)
    {
        ArgumentNullException.ThrowIfNull(location);
        return Instead("redirect", _ => new Answer(StatusCodes.Status302Found)).WithHeader("Location", location.AbsoluteUri);
    }

    /// <summary>
    /// A refusal that repeats, in message, code and headers, who sent the request: name, password and token, written in every way.
    /// </summary>
    public static Fault Echo(int status = StatusCodes.Status200OK)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        return Instead("echo", context =>
        {
            string echo = string.Join(" | ", context.Credentials);
            string header = string.Join(' ', context.Credentials.Where(form => form.All(char.IsAsciiLetterOrDigit)));
            Answer refusal = context.Refusal(context.Credentials.FirstOrDefault("NOBODY"), echo, echo, status);
            return refusal with
            {
                IsRecorded = false,
                Summary = "credentials repeated",
                Headers = new Dictionary<string, string> { ["X-Echo"] = header, ["Location"] = $"https://{header.Split(' ')[0]}/" },
            };
        });
    }

    /// <summary>200 with an empty body, and nothing changed.</summary>
    public static Fault EmptyAnswer() => Instead("emptyAnswer", _ => new Answer(StatusCodes.Status200OK));

    private static Fault Shown(string name, Showing showing) =>
        new(name, ChangeMoment.BeforeDelay, context => context.Usual) { Showing = showing, Endpoints = [QualysEndpoint.Update] };

    private static Fault Instead(string name, Func<FaultContext, Answer> answer) => new(name, ChangeMoment.Never, answer);

    private static Fault Afterwards(string name, Func<FaultContext, Answer> answer) => new(name, ChangeMoment.BeforeDelay, answer);

    private static Answer Dropped(FaultContext context) =>
        context.Usual with { Delivery = Delivery.Dropped, Summary = "connection dropped" };

    private static Answer Page(int status, string title) => new(status)
    {
        ContentType = Html,
        Body = $"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n",
    };
}
