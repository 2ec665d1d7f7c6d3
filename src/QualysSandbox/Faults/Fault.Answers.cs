using System.Globalization;
using QualysSandbox.Hosting;

namespace QualysSandbox.Faults;

/// <content>Answers that people report of Qualys and of what stands before it, by name.</content>
public sealed partial class Fault
{
    private const string Xml = "text/xml;charset=UTF-8";
    private const string Json = "application/json;charset=UTF-8";
    private const string Success = """{"ServiceResponse":{"responseCode":"SUCCESS"}}""";

    private static readonly Dictionary<string, (string Meaning, Func<FaultContext, Answer> Answer)> Reported = new()
    {
        ["accountExpired"] = ("200, SIMPLE_RETURN with code 2001", _ => Simple(200, 2001, "This account has expired.")),
        ["badLogin"] = ("200, SIMPLE_RETURN with code 2010", _ => Simple(200, 2010, "Bad Login/Password")),
        ["registrationPending"] = ("409, SIMPLE_RETURN with code 2003", _ => Simple(409, 2003, "Registration must be completed.")),
        ["addressNotAllowed"] = ("200, GENERIC_RETURN with number 2007", _ => Generic(2007, "The address is not allowed.")),
        ["evaluationExpired"] = ("200, EVALUATION_EXPIRED", context => context.Refusal("EVALUATION_EXPIRED", "The evaluation is over.", null)),
        ["unauthorizedUnderOk"] = ("200, UNAUTHORIZED", context => context.Refusal("UNAUTHORIZED", "No API access.", null)),
        ["signInExceptions"] = (
            "200, authentication_exceptions", _ => Text(200, Json, """{"authentication_exceptions":[["InvalidCredentialsException"]]}""")),
        ["unauthorizedInBody"] = (
            "200, a body that says 401", _ => Text(200, Json, """{"status":401,"error":"Unauthorized","message":"JWT expired"}""")),
        ["limitInBody"] = ("400, code 1965 and SECONDS_TO_WAIT in the body alone", _ => Simple(400, 1965, "Not yet.", 68928)),
        ["internalError"] = ("200, GENERIC_RETURN with number 999", _ => Generic(999, "Internal error. Please contact support.")),
        ["maintenancePage"] = ("200, a page for people", _ => Page(StatusCodes.Status200OK, "Scheduled maintenance")),
        ["proxyAuthentication"] = ("407", _ => With(Text(407, PlainText, ""), "Proxy-Authenticate", "Basic realm=\"corp\"")),
        ["unknownCharset"] = ("200 in a character set that nobody knows", _ => Text(200, "application/json; charset=bogus", Success)),
        ["unknownCoding"] = ("200 in a coding that nobody knows", _ => With(Text(200, Json, Success), "Content-Encoding", "zstd-bogus")),
        ["corruptGzip"] = ("200, said to be gzip", _ => With(Text(200, Json, Success), "Content-Encoding", "gzip")),
        ["corruptDeflate"] = ("200, said to be deflate", _ => With(Text(200, Json, Success), "Content-Encoding", "deflate")),
        ["corruptBrotli"] = ("200, said to be br", _ => With(Text(200, Json, Success), "Content-Encoding", "br")),
        ["hugeAnswer"] = ("200, 260 MB of JSON", _ => Large("{\"responseMessage\":\"", "x", 260 << 20, "\"}", isCompressed: false)),
        ["compressedBomb"] = (
            "200, a small gzip that becomes 260 MB", _ => Large("{\"responseMessage\":\"", "x", 260 << 20, "\"}", isCompressed: true)),
        ["hugeXml"] = ("200, 28 MB of XML in one attribute", _ => Large("<ServiceResponse a=\"", "x", 28 << 20, "\"/>", isCompressed: true)),
        ["deepJson"] = ("200, JSON nested without end", _ => Large("", "{\"a\":", 28 << 20, "", isCompressed: true)),
        ["deepXml"] = ("200, XML nested without end", _ => Large("", "<a>", 28 << 20, "", isCompressed: true)),
        ["controlCharacters"] = (
            "200, a refusal that would steer a terminal",
            context => context.Refusal("INVALID_REQUEST", $"\u001b]0;owned\u0007\u009b2J\u202e\u2028{new string('x', 5000)}", null)),
    };

    private static readonly Dictionary<string, (string Meaning, Func<FaultContext, Answer> Answer)> ReportedSuccesses = new()
    {
        ["countAsText"] = ("SUCCESS with its count as a text", context => Odd(context, "\"count\":", "\"count\":\"", "\"")),
        ["countWithPoint"] = ("SUCCESS with a count of 2.0", context => Odd(context, "\"count\":", "\"count\":", ".0")),
        ["dataAsObject"] = (
            "SUCCESS with an object where the list of assets is",
            context => context.Gateway ?? Text(200, Json, DataAsObject(context))),
    };

    /// <summary>The names of reported answers, each with what it is.</summary>
    public static IEnumerable<(string Name, string Meaning)> ReportedAnswers =>
        Reported.Concat(ReportedSuccesses).Select(answer => (answer.Key, answer.Value.Meaning));

    /// <summary>An answer that people report, by its name.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static Fault ReportedAnswer(string name) =>
        Reported.TryGetValue(name, out (string Meaning, Func<FaultContext, Answer> Answer) answer) ? Instead(name, answer.Answer)
        : ReportedSuccesses.TryGetValue(name, out answer) ? Afterwards(name, answer.Answer)
        : throw new FormatException($"There is no fault '{name}'.");

    private static Answer Text(int status, string contentType, string body) => new(status) { ContentType = contentType, Body = body };

    private static Answer With(Answer answer, string name, string value) =>
        answer with { Headers = new Dictionary<string, string> { [name] = value } };

    private static Answer Simple(int status, int code, string text, int? seconds = null) => Text(status, Xml, string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <?xml version="1.0" encoding="UTF-8" ?>
        <!DOCTYPE SIMPLE_RETURN SYSTEM "https://qualysapi.qualys.com/api/2.0/simple_return.dtd">
        <SIMPLE_RETURN><RESPONSE><DATETIME>2026-01-01T00:00:00Z</DATETIME><CODE>{code}</CODE><TEXT>{text}</TEXT>{(
            seconds is null ? "" : $"<ITEM_LIST><ITEM><KEY>SECONDS_TO_WAIT</KEY><VALUE>{seconds}</VALUE></ITEM></ITEM_LIST>")}</RESPONSE></SIMPLE_RETURN>
        """));

    private static Answer Generic(int number, string text) => Text(200, Xml, string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <?xml version="1.0" encoding="UTF-8" ?>
        <!DOCTYPE GENERIC_RETURN SYSTEM "https://qualysapi.qualys.com/generic_return.dtd">
        <GENERIC_RETURN><API name="index.php" at="2026-01-01T00:00:00Z" /><RETURN status="FAILED" number="{number}">{text}</RETURN></GENERIC_RETURN>
        """));

    private static Answer Large(string first, string again, int bytes, string last, bool isCompressed) => new(StatusCodes.Status200OK)
    {
        ContentType = first.StartsWith('<') || again.StartsWith('<') ? Xml : Json,
        Content = new RepeatedContent(first, again, bytes, last),
        IsCompressed = isCompressed,
        Summary = "a large answer",
    };

    private static Answer Odd(FaultContext context, string found, string before, string after)
    {
        Answer usual = context.Usual;
        int at = usual.Body.IndexOf(found, StringComparison.Ordinal);
        if (at < 0)
        {
            return usual;
        }

        int start = at + found.Length;
        int end = start + usual.Body[start..].TakeWhile(char.IsAsciiDigit).Count();
        return usual with { Body = $"{usual.Body[..at]}{before}{usual.Body[start..end]}{after}{usual.Body[end..]}" };
    }

    private static string DataAsObject(FaultContext context) =>
        "{\"ServiceResponse\":{\"responseCode\":\"Success\",\"data\":{\"Asset\":[" + Ids(context) + "]}}}";

    private static string Ids(FaultContext context) => string.Join(
        ',', (context.Response.AssetIds ?? []).Select(id => string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}}}""")));
}
