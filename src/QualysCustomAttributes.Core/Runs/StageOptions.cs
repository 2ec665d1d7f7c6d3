using System.Text.Encodings.Web;
using System.Text.Json;

namespace QualysCustomAttributes.Runs;

/// <summary>The options of a stage as <c>run</c> keeps them: one JSON object. Nothing secret is among them.</summary>
internal static class StageOptions
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Describe(params (string Name, object? Value)[] options) =>
        JsonSerializer.Serialize(
            options.Where(option => option.Value is not null).ToDictionary(option => option.Name, option => option.Value), Readable);
}
