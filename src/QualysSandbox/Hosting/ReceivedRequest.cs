using Microsoft.Net.Http.Headers;

namespace QualysSandbox.Hosting;

/// <summary>A request to Qualys that has arrived as a whole.</summary>
internal sealed record ReceivedRequest(
    string Method,
    string Path,
    string QueryString,
    IReadOnlyDictionary<string, string> Headers,
    bool Authenticated,
    string Body)
{
    /// <summary>JSON for those who ask for it by name, XML for everyone else.</summary>
    public AnswerFormat Format =>
        MediaTypeHeaderValue.TryParseList(Header(HeaderNames.Accept).Split(','), out IList<MediaTypeHeaderValue>? accepted)
        && accepted.Any(type => type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            ? AnswerFormat.Json
            : AnswerFormat.Xml;

    public bool IsJson =>
        MediaTypeHeaderValue.TryParse(Header(HeaderNames.ContentType), out MediaTypeHeaderValue? type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    /// <summary>What stood in the header of that name; it is kept out of <see cref="Headers"/>, and of every record.</summary>
    public string Authorization { get; init; } = "";

    /// <summary>The client's secret from its header; it is kept out of <see cref="Headers"/>, and of every record.</summary>
    public string ClientSecret { get; init; } = "";

    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    public static async Task<ReceivedRequest> ReadAsync(HttpRequest request, ICredentials credentials)
    {
        using var reader = new StreamReader(request.Body);
        string body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        return new ReceivedRequest(
            request.Method,
            request.Path.Value ?? "/",
            request.QueryString.Value ?? "",
            HeadersWithoutCredentials(request.Headers),
            credentials.AreIn(request.Headers, body),
            body)
        {
            Authorization = request.Headers.Authorization.ToString(),
            ClientSecret = request.Headers[ClientCredentials.Secret].ToString(),
        };
    }

    private static Dictionary<string, string> HeadersWithoutCredentials(IHeaderDictionary headers)
    {
        var kept = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in headers)
        {
            if (!name.Equals(HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase)
                && !name.Equals(ClientCredentials.Secret, StringComparison.OrdinalIgnoreCase))
            {
                kept[name] = values.ToString();
            }
        }

        return kept;
    }
}
