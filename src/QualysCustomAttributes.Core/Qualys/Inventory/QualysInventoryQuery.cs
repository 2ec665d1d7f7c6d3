using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>A condition on assets, as <c>tags.name CONTAINS Production</c>.</summary>
/// <param name="Field">The field, in the words of Qualys.</param>
/// <param name="Operator">The operator: CONTAINS, EQUALS, IN and so on.</param>
/// <param name="Value">The value.</param>
internal sealed record QualysInventoryFilter(string Field, string Operator, string Value)
{
    /// <summary>The fields of conditions that are known; the platform has more.</summary>
    public static IReadOnlyList<string> KnownFields { get; } =
    [
        "asset.name", "asset.trackingMethod", "hardware.category1", "hardware.category2", "operatingSystem", "operatingSystem.category1",
        "operatingSystem.category2", "operatingSystem.lifecycle.eol", "qualys.agent.lastCheckedInDate", "software.product", "tags.name",
    ];

    /// <summary>The operators that are known; the platform may have more.</summary>
    public static IReadOnlyList<string> KnownOperators { get; } = ["CONTAINS", "EQUALS", "GREATER", "IN", "LESSER", "NOT_EQUALS"];

    /// <summary>Reads a condition of three words, the last of which may hold blanks.</summary>
    /// <param name="text">The text: <c>tags.name CONTAINS My tag</c>.</param>
    /// <returns>The condition.</returns>
    /// <exception cref="QualysConfigurationException">It has fewer words.</exception>
    public static QualysInventoryFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 3
            ? new QualysInventoryFilter(words[0], words[1].ToUpperInvariant(), words[2])
            : throw QualysConfigurationException.QueryInvalid(
                $"'{text}' is not a filter. Write field, operator and value, as: tags.name CONTAINS Production.");
    }

    /// <summary>Writes the condition as <see cref="Parse"/> reads it.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Field} {Operator} {Value}";
}

/// <summary>Which assets of the inventory are asked for, and which of their fields.</summary>
internal sealed record QualysInventoryQuery
{
    /// <summary>The most assets that Qualys gives in a page.</summary>
    public const int LargestPageSize = 300;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The fields of an asset that are known; the platform may have more.</summary>
    public static IReadOnlyList<string> KnownFields { get; } =
    [
        "assetId", "assetUUID", "hostId", "lastModifiedDate", "agentId", "createdDate", "sensorLastUpdatedDate", "assetType",
        "address", "dnsName", "assetName", "netbiosName", "timeZone", "biosDescription", "lastBoot", "totalMemory",
        "cpuCount", "lastLoggedOnUser", "domainRole", "hwUUID", "biosSerialNumber", "biosAssetTag", "isContainerHost",
        "operatingSystem", "hardware", "userAccountListData", "openPortListData", "volumeListData",
        "networkInterfaceListData", "softwareListData", "softwareComponent", "provider", "cloudProvider", "agent", "sensor",
        "container", "inventory", "inventoryListData", "activity", "tagList", "serviceList", "lastLocation", "criticality",
        "businessInformation", "assignedLocation", "businessAppListData", "riskScore", "passiveSensor", "domain",
        "subdomain", "missingSoftware", "whois", "organizationName", "isp", "asn", "easmTags", "hostingCategory1",
        "customAttributes", "lparId", "processor",
    ];

    /// <summary>Only assets that were updated since; all where <see langword="null"/>.</summary>
    public DateTimeOffset? LastUpdatedAfter { get; init; }

    /// <summary>Only assets of higher ids than this one.</summary>
    public ulong BehindAssetId { get; init; }

    /// <summary>The fields to give; all where empty.</summary>
    public IReadOnlyList<string> IncludeFields { get; init; } = [];

    /// <summary>The fields to leave out.</summary>
    public IReadOnlyList<string> ExcludeFields { get; init; } = [];

    /// <summary>Conditions, all of which an asset meets.</summary>
    public IReadOnlyList<QualysInventoryFilter> Filters { get; init; } = [];

    /// <summary>How many assets a page has at most.</summary>
    public int PageSize { get; init; } = LargestPageSize;

    /// <summary>Checks that the query makes sense.</summary>
    /// <exception cref="QualysConfigurationException">It does not.</exception>
    public void Validate()
    {
        if (PageSize is < 1 or > LargestPageSize)
        {
            throw QualysConfigurationException.QueryInvalid(
                FormattableString.Invariant($"A page of {PageSize} assets cannot be asked for. Use 1 to {LargestPageSize}."));
        }
    }

    /// <summary>A moment as Qualys reads it, in whole seconds of UTC.</summary>
    internal static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal string CountParameters() => LastUpdatedAfter is { } since ? $"?assetLastUpdated={Format(since)}" : "";

    internal string SearchParameters(ulong lastSeenAssetId)
    {
        var text = new StringBuilder(CountParameters());
        text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? '?' : '&')}lastSeenAssetId={lastSeenAssetId}&pageSize={PageSize}");
        Append(text, "includeFields", IncludeFields);
        Append(text, "excludeFields", ExcludeFields);
        return text.ToString();
    }

    internal HttpContent ToContent() =>
        new ByteArrayContent(Body()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private byte[] Body() => Filters.Count == 0 ? [] : JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            filters = Filters.Select(filter => new { field = filter.Field, @operator = filter.Operator, value = filter.Value }),
            operation = "AND",
        },
        Readable);

    private static void Append(StringBuilder text, string name, IReadOnlyList<string> fields)
    {
        if (fields.Count > 0)
        {
            text.Append('&').Append(name).Append('=').AppendJoin(',', fields.Select(Uri.EscapeDataString));
        }
    }
}
