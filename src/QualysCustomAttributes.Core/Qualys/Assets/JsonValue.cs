using System.Text;
using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>Turns JSON of an asset into values.</summary>
internal static class JsonValue
{
    /// <summary>An object as a dictionary, a list as an array, and everything else as text, number, true, false or null.</summary>
    public static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(json),
        JsonValueKind.Array => json.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.Number => ReadNumber(json),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Text(json),
    };

    // One expression of the three would make each of them a double, and an id inexact.
    private static object ReadNumber(JsonElement json)
    {
        if (json.TryGetInt64(out long whole))
        {
            return whole;
        }

        return json.TryGetUInt64(out ulong large) ? (object)large : json.GetDouble();
    }

    /// <summary>
    /// The members of an object. Their names know no case, unless two of them differ in nothing else: then neither takes the
    /// other's place.
    /// </summary>
    public static AssetFieldValues ReadObject(JsonElement json)
    {
        var members = new AssetFieldValues(json, StringComparer.Ordinal);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            members[NameOf(member)] = Read(member.Value);
        }

        var regardless = new AssetFieldValues(json, StringComparer.OrdinalIgnoreCase);
        return members.All(member => regardless.TryAdd(member.Key, member.Value)) ? regardless : members;
    }

    private static bool TryFind(JsonElement members, string name, out JsonElement value)
    {
        try
        {
            return members.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            value = members.EnumerateObject().LastOrDefault(member => NameOf(member) == name).Value;
            return value.ValueKind != JsonValueKind.Undefined;
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair here too.
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($"{{{member}}}"), InventoryPage.Reading);
            reader.Read();
            reader.Read();
            return MemberName.ReadText(reader);
        }
    }

    /// <summary>A member of an object; null where there is none.</summary>
    public static JsonElement? Find(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } members
        && TryFind(members, name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>A member that is a text, a number or a truth value as text.</summary>
    public static string? Text(JsonElement? json, string name) => Find(json, name) is { } value ? Text(value) : null;

    /// <summary>A text; numbers and truth values as they are written; null for everything else.</summary>
    public static string? Text(JsonElement json)
    {
        if (json.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
        {
            return json.GetRawText();
        }

        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no text: what was received is kept.
            return json.GetRawText()[1..^1];
        }
    }

    /// <summary>A moment, written as text or in milliseconds since 1970, of which 0 is never.</summary>
    public static DateTimeOffset? Moment(JsonElement? json, string name)
    {
        if (Find(json, name) is not { } value)
        {
            return null;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(value.GetRawText());
        return JsonCell.Of(bytes).Milliseconds(bytes) is { } milliseconds and > 0
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
    }
}
