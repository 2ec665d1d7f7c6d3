using System.Globalization;
using System.Text;
using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>An asset of the inventory: what people ask for most as properties, and every field it came with.</summary>
public sealed class QualysAsset
{
    private readonly JsonElement _json;
    private AssetFieldValues? _fields;

    internal QualysAsset(JsonElement json) => _json = json;

    /// <summary>The id in the inventory.</summary>
    public ulong? AssetId =>
        Text("assetId") is { } text && AssetNumber.TryParse(Encoding.UTF8.GetBytes(text), out ulong id) ? id : null;

    /// <summary>The name.</summary>
    public string? AssetName => Text("assetName");

    /// <summary>The id of the host, for the other modules of Qualys.</summary>
    public ulong? HostId => Number("hostId");

    /// <summary>The address.</summary>
    public string? Address => Text("address");

    /// <summary>The name in the DNS.</summary>
    public string? DnsName => Text("dnsName");

    /// <summary>The operating system's full name.</summary>
    public string? OperatingSystem => JsonValue.Text(Find("operatingSystem"), "osName") ?? Text("operatingSystem");

    /// <summary>When it last changed.</summary>
    public DateTimeOffset? LastModifiedDate => JsonValue.Moment(_json, "lastModifiedDate");

    /// <summary>The version of its Cloud Agent, or <see langword="null"/> where it has none.</summary>
    public string? AgentVersion => JsonValue.Text(Find("agent"), "version");

    /// <summary>When its Cloud Agent last checked in, or <see langword="null"/> where it never did.</summary>
    public DateTimeOffset? AgentLastCheckedIn => JsonValue.Moment(Find("agent"), "lastCheckedIn");

    /// <summary>The names of its tags.</summary>
    public IReadOnlyList<string> Tags => ReadableList.Of(
        (JsonValue.Find(Find("tagList"), "tag") ?? Find("tagList")) is { ValueKind: JsonValueKind.Array } tags
            ? tags.EnumerateArray().Select(tag => JsonValue.Text(tag, "tagName")).OfType<string>()
            : []);

    /// <summary>Its custom attributes.</summary>
    public IReadOnlyList<QualysAttributeValue> CustomAttributes => ReadableList.Of(QualysAttributeValue.Read(Find("customAttributes")));

    /// <summary>
    /// Every field as received, under its name in Qualys: objects are dictionaries, lists are arrays. Names know no case, but in
    /// an object where two of them differ in nothing else.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Fields => _fields ??= JsonValue.ReadObject(_json);

    /// <summary>The asset as it was received, with every field that the platform sent.</summary>
    /// <returns>A JSON object.</returns>
    public string ToJson() => _json.GetRawText();

    /// <summary>The id and the name.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => ShownText.Line(string.Create(CultureInfo.InvariantCulture, $"{AssetId} {AssetName}"));

    /// <summary>A field as received; <see langword="null"/> where the asset has none of that name.</summary>
    internal JsonElement? Find(string name) => JsonValue.Find(_json, name);

    private string? Text(string name) => JsonValue.Text(_json, name);

    private ulong? Number(string name) =>
        ulong.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
