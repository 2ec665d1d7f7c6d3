using System.Text.Json;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

/// <summary>Reads the sandbox's answers.</summary>
internal static class SandboxAnswers
{
    public static Task<string> TextAsync(this HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer)
    {
        using JsonDocument document = JsonDocument.Parse(await answer.TextAsync());
        return document.RootElement.Clone();
    }

    public static async Task<JsonElement> ServiceResponseAsync(this HttpResponseMessage answer) =>
        (await answer.JsonAsync()).GetProperty("ServiceResponse");

    public static async Task<string?> ResponseCodeAsync(this HttpResponseMessage answer) =>
        (await answer.ServiceResponseAsync()).GetProperty("responseCode").GetString();

    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>The text of JSON that may not be there.</summary>
    public static string GetRawTextOrEmpty(this JsonElement json) => json.ValueKind == JsonValueKind.Undefined ? "" : json.GetRawText();
}
