using System.Text.Json.Serialization;

namespace QualysSandbox.Inventory.MadeUp;

/// <summary>The lifecycle of a product as the inventory tells it.</summary>
internal sealed record Lifecycle(
    [property: JsonPropertyName("gaDate")] string? GaDate,
    [property: JsonPropertyName("eolDate")] string? EolDate,
    [property: JsonPropertyName("eosDate")] string? EosDate,
    [property: JsonPropertyName("stage")] string? Stage)
{
    [JsonPropertyName("lifeCycleConfidence")]
    public string? Confidence { get; init; } = "Exact";

    [JsonPropertyName("eolSupportStage")]
    public string? EolSupportStage { get; init; } = "Mainstream";

    [JsonPropertyName("eosSupportStage")]
    public string? EosSupportStage { get; init; } = "Extended Security Updates";

    public static Lifecycle Unknown { get; } = new(null, null, null, "Unknown")
    {
        Confidence = null,
        EolSupportStage = null,
        EosSupportStage = null,
    };

    /// <summary>Dates are given as <c>yyyy-MM-dd</c>.</summary>
    public static Lifecycle Of(string ga, string? eol, string? eos, string stage) => new(Whole(ga), Whole(eol), Whole(eos), stage);

    private static string? Whole(string? date) => date is null ? null : $"{date}T00:00:00.000Z";
}
