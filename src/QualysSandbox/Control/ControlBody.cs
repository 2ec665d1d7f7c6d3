using System.Text.Json;

namespace QualysSandbox.Control;

/// <summary>Reads what is sent to a control endpoint.</summary>
internal static class ControlBody
{
    public static async Task<string> ReadTextAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    }

    /// <summary>Keys and values, or null when the body is something else.</summary>
    public static async Task<IReadOnlyDictionary<string, string>?> ReadAttributesAsync(HttpRequest request)
    {
        try
        {
            Dictionary<string, string>? attributes = JsonSerializer.Deserialize<Dictionary<string, string>>(await ReadTextAsync(request));
            return attributes?.ContainsValue(null!) == false ? attributes : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
