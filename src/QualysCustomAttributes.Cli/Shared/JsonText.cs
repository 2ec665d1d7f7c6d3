using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>Objects as JSON.</summary>
internal static class JsonText
{
    // Valid for a terminal, too: what steers it is written as \u escapes.
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.Default,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly JsonSerializerOptions OnOneLine = new(Form) { WriteIndented = false };

    /// <summary>One of many as JSON, on a line of its own.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, OnOneLine);

    /// <summary>The object as JSON, on several lines.</summary>
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Form);
}
