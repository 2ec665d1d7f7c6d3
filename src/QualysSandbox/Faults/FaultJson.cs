using System.Text.Json;
using System.Text.Json.Serialization;

namespace QualysSandbox.Faults;

/// <summary>Reads faults from JSON, the way a sandbox in another process is scripted.</summary>
public static class FaultJson
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter<QualysEndpoint>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads a list of faults; null stands for an update that passes.</summary>
    /// <exception cref="FormatException">The text is not a list of faults; the message says where and why.</exception>
    public static IReadOnlyList<Fault?> Parse(string json)
    {
        try
        {
            FaultEntry?[] entries = JsonSerializer.Deserialize<FaultEntry?[]>(json, Strict)
                ?? throw new FormatException("The faults are not a list.");
            return [.. entries.Select(entry => entry?.ToFault())];
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or OverflowException)
        {
            throw new FormatException($"The faults cannot be read: {exception.Message}", exception);
        }
    }
}
