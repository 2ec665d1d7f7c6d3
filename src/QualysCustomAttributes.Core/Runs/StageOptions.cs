using System.Text.Encodings.Web;
using System.Text.Json;

namespace QualysCustomAttributes.Runs;

/// <summary>The options of a stage as <c>run</c> keeps them: one JSON object. Nothing secret is among them.</summary>
internal static class StageOptions
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads one of a stage's options.</summary>
    /// <returns>It, or <see langword="null"/> where there is none of that name and kind.</returns>
    public static T? Find<T>(string options, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(options);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out JsonElement value)
                ? value.Deserialize<T>()
                : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    public static string Describe(params (string Name, object? Value)[] options) =>
        JsonSerializer.Serialize(
            options.Where(option => option.Value is not null).ToDictionary(option => option.Name, option => option.Value), Readable);
}
