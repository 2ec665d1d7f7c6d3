using System.Text.Json;

namespace QualysCustomAttributes.Qualys;

/// <summary>Reads when a token expires, where it is one that says so: a JSON Web Token whose claims have <c>exp</c>.</summary>
internal static class TokenExpiry
{
    /// <summary>The moment, or <see langword="null"/> where the token does not say it. Nothing about the token is proved by that.</summary>
    public static DateTimeOffset? Of(string token)
    {
        if (token.Split('.') is not [_, var claims, _])
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(Decode(claims));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("exp", out JsonElement expiry)
                && expiry.ValueKind == JsonValueKind.Number
                && expiry.TryGetDouble(out double seconds)
                ? Moment(seconds)
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            // Whatever it is, the platform alone knows what it is worth.
            return null;
        }
    }

    private static byte[] Decode(string base64Url) => Convert.FromBase64String(
        base64Url.Replace('-', '+').Replace('_', '/').PadRight((base64Url.Length + 3) / 4 * 4, '='));

    private static DateTimeOffset Moment(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(
        Math.Clamp(seconds, 0, (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).TotalSeconds - 1));
}
