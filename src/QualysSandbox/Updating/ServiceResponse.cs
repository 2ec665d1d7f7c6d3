using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;
using QualysSandbox.Hosting;

namespace QualysSandbox.Updating;

/// <summary>Qualys's answer to an update, in either language.</summary>
internal sealed record ServiceResponse(string ResponseCode)
{
    public const string Success = "SUCCESS";
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string OtherError = "OTHER_ERROR";
    public const string InvalidCredentials = "INVALID_CREDENTIALS";

    private static readonly JsonWriterOptions ReadableText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The assets touched, or null to leave them out.</summary>
    public IReadOnlyList<ulong>? AssetIds { get; init; }

    /// <summary>The number of assets touched, or null to leave it out.</summary>
    public int? Count { get; init; }

    public string? ErrorMessage { get; init; }

    public string? ErrorResolution { get; init; }

    public static ServiceResponse Touched(IReadOnlyList<ulong> ids) => new(Success) { AssetIds = ids, Count = ids.Count };

    public static ServiceResponse Refusal(string responseCode, string message, string? resolution) =>
        new(responseCode) { ErrorMessage = message, ErrorResolution = resolution };

    public Answer ToAnswer(AnswerFormat format, int status = StatusCodes.Status200OK) => new(status)
    {
        ContentType = format == AnswerFormat.Json ? "application/json;charset=UTF-8" : "application/xml;charset=UTF-8",
        Body = format == AnswerFormat.Json ? ToJson() : ToXml(),
        Summary = Count is null ? ResponseCode : $"{ResponseCode}, count {Count}",
    };

    private string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, ReadableText))
        {
            json.WriteStartObject();
            json.WriteStartObject("ServiceResponse");
            WriteContent(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void WriteContent(Utf8JsonWriter json)
    {
        if (AssetIds is not null)
        {
            json.WriteStartArray("data");
            foreach (ulong id in AssetIds)
            {
                json.WriteStartObject();
                json.WriteStartObject("Asset");
                json.WriteNumber("id", id);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (Count is { } count)
        {
            json.WriteNumber("count", count);
        }

        json.WriteString("responseCode", ResponseCode);
        if (ErrorMessage is not null)
        {
            json.WriteStartObject("responseErrorDetails");
            json.WriteString("errorMessage", ErrorMessage);
            if (ErrorResolution is not null)
            {
                json.WriteString("errorResolution", ErrorResolution);
            }

            json.WriteEndObject();
        }
    }

    private string ToXml()
    {
        var response = new XElement(
            "ServiceResponse",
            new XElement("responseCode", ResponseCode),
            ErrorMessage is null ? null : new XElement(
                "responseErrorDetails",
                new XElement("errorMessage", ErrorMessage),
                ErrorResolution is null ? null : new XElement("errorResolution", ErrorResolution)),
            Count is null ? null : new XElement("count", Count),
            AssetIds is null ? null : new XElement("data", AssetIds.Select(id => new XElement("Asset", new XElement("id", id)))));

        return $"""<?xml version="1.0" encoding="UTF-8"?>{"\n"}{response}""";
    }
}
