using System.Globalization;
using System.Text.Json;

namespace QualysCustomAttributes.Qualys;

/// <summary>An asset of the inventory: the fields people ask for most, and all of it as JSON.</summary>
public sealed class QualysAsset
{
    internal QualysAsset(JsonElement json) => Json = json;

    /// <summary>The whole asset as received.</summary>
    public JsonElement Json { get; }

    /// <summary>The id in the inventory.</summary>
    public ulong? AssetId => Number("assetId");

    /// <summary>The id of the host, for the other modules of Qualys.</summary>
    public ulong? HostId => Number("hostId");

    /// <summary>The name.</summary>
    public string? AssetName => Text("assetName");

    /// <summary>The name in the DNS.</summary>
    public string? DnsName => Text("dnsName");

    /// <summary>The address.</summary>
    public string? Address => Text("address");

    /// <summary>The operating system's full name.</summary>
    public string? OperatingSystem =>
        Find("operatingSystem") is { ValueKind: JsonValueKind.Object } system && system.TryGetProperty("osName", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : Text("operatingSystem");

    /// <summary>When it last changed.</summary>
    public DateTimeOffset? LastModified =>
        DateTimeOffset.TryParse(Text("lastModifiedDate"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : null;

    /// <summary>Gives the asset in a line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{AssetId} {AssetName}");

    private JsonElement? Find(string name) => Json.TryGetProperty(name, out JsonElement value) ? value : null;

    private string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private ulong? Number(string name) => Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt64(out ulong number) ? number : null;
}
