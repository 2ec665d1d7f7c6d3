using System.Text.Json;
using System.Text.Json.Serialization;

namespace QualysCustomAttributes.Reporting.Rendering;

/// <summary>Writes a report as an object for programs: texts as they are, enumerations by their names, asset ids as text.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes it.</summary>
    public static string Of(QualysRunReport report) => JsonSerializer.Serialize(report, Form);
}
