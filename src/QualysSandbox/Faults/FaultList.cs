namespace QualysSandbox.Faults;

/// <summary>Every fault by its name, for those who write a script.</summary>
public static class FaultList
{
    private static readonly (string Name, string Needs, string Meaning)[] Made =
    [
        ("rateLimited", "", "409 with code 1965, the rate limit; with toWaitSeconds or retryAfterSeconds it says how long"),
        ("concurrencyLimited", "", "409 with code 1960, the limit of calls at a time"),
        ("tooManyRequests", "", "429 with an empty body"),
        ("status", "\"status\":500", "any status, with body and contentType where they are given"),
        ("serviceUnavailable", "", "503 with a page of HTML"),
        ("unauthorized", "", "401, whatever the credentials"),
        ("forbidden", "", "403: the account may not do this"),
        ("droppedBeforeChange", "", "the connection is dropped, and nothing was changed"),
        ("droppedAfterChange", "", "the assets are changed, and the connection is dropped"),
        ("cutAnswer", "", "the assets are changed, and the connection is dropped in the middle of the answer"),
        ("lateAnswer", "\"delayMs\":500", "the assets are changed at once, and the answer comes late"),
        ("lateChange", "\"delayMs\":500", "the assets are changed late, though nobody waits any more"),
        ("malformedJson", "", "the assets are changed, and the answer is JSON that ends in the middle"),
        ("refused", "", "200 with another code than SUCCESS: responseCode, errorMessage, errorResolution"),
        ("otherError", "", "200 with OTHER_ERROR"),
        ("shortCount", "\"count\":1", "SUCCESS for fewer assets than were sent; withData false leaves out which"),
        ("silentlyDropped", "", "SUCCESS for every asset, and nothing is changed"),
        ("halfApplied", "", "SUCCESS for every asset, and the first half of them is changed"),
        ("shownAfterLooks", "\"looks\":2", "the assets are changed, and the gateway shows each as it was, this many times"),
        ("shownAfter", "\"afterMs\":500", "the assets are changed, and the gateway shows it that much later"),
        ("bareSuccess", "", "SUCCESS and nothing else"),
        ("xmlAnswer", "", "the answer is XML, whatever the request accepts"),
        ("proxyPage", "", "200 with a page of a proxy"),
        ("redirect", "\"location\":\"https://elsewhere.example/\"", "302 to another place"),
        ("echo", "", "a refusal that repeats the credentials in every form; status says under which"),
        ("emptyAnswer", "", "200 with an empty body"),
        ("pass", "", "nothing goes wrong with this request"),
        ("tokenExpired", "", "401, and no token given so far is valid any more"),
        ("noContent", "", "204, though there are assets"),
        ("withoutHasMore", "", "a page without hasMore"),
        ("nullLastSeenAssetId", "", "a page with null for lastSeenAssetId"),
        ("emptyPage", "", "a page without assets; withHasMore false leaves out hasMore"),
        ("unknownField", "", "a page whose assets have a field more: field and value"),
        ("nullLists", "", "a page some of whose lists are null"),
        ("hugeAsset", "", "a page with an asset of very many lines"),
    ];

    /// <summary>The faults, each with an example of how it is written and with what it does.</summary>
    public static IReadOnlyList<(string Name, string Example, string Meaning)> Entries { get; } =
    [
        .. Made.Select(fault => (fault.Name, Write(fault.Name, fault.Needs), fault.Meaning)),
        .. Fault.ReportedAnswers.Select(answer => (answer.Name, Write(answer.Name, ""), answer.Meaning)),
    ];

    /// <summary>How a script is written, and the faults, in lines to read.</summary>
    public static IEnumerable<string> Lines =>
    [
        """A script is a list of faults in JSON: [{"fault":"rateLimited","endpoint":"update","times":3}]. Each may have:""",
        "",
        $"  {"endpoint",-22}whose requests it strikes: {FaultJson.Endpoints}",
        $"  {"times",-22}how many requests it strikes: 1 where it is left out, 0 for all from now on",
        $"  {"assetId",-22}strikes only requests that name this asset",
        $"  {"applied",-22}true or false: whether the assets are changed all the same",
        $"  {"delayMs",-22}holds the request, in milliseconds",
        $"  {"toWaitSeconds",-22}X-RateLimit-ToWait-Sec of the answer; also retryAfterSeconds, retryAfterDateSeconds, blankLimitHeaders, headers",
        "",
        .. Entries.Select(entry => $"  {entry.Name,-22}{entry.Meaning}{Needed(entry.Name)}"),
    ];

    private static string Write(string name, string needs) => $$"""{"fault":"{{name}}"{{(needs.Length > 0 ? "," : "")}}{{needs}}}""";

    private static string Needed(string name) =>
        Made.FirstOrDefault(fault => fault.Name == name).Needs is { Length: > 0 } needs ? $" (needs {needs})" : "";
}
