using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using QualysSandbox.Hosting;

namespace QualysSandbox.Inventory;

/// <summary>The gateway's short answers.</summary>
internal static class GatewayResponse
{
    public const string Json = "application/json;charset=UTF-8";
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string Unauthorized = "UNAUTHORIZED";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Answer Count(int count) => new(StatusCodes.Status200OK)
    {
        ContentType = Json,
        Body = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"responseMessage":"Valid API Access","count":{{count}},"responseCode":"SUCCESS"}"""),
        Summary = string.Create(CultureInfo.InvariantCulture, $"SUCCESS, count {count}"),
    };

    /// <summary>A success that says nothing else.</summary>
    public static Answer Bare() => new(StatusCodes.Status200OK)
    {
        ContentType = Json,
        Body = """{"responseCode":"SUCCESS"}""",
        Summary = "SUCCESS",
    };

    public static Answer Refusal(string responseCode, string message, int status) => new(status)
    {
        ContentType = Json,
        Body = JsonSerializer.Serialize(new { responseMessage = message, count = 0, responseCode }, Readable),
        Summary = $"{responseCode}: {message}",
    };
}
