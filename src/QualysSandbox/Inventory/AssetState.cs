using System.Collections.Immutable;
using System.Text.Json;

namespace QualysSandbox.Inventory;

/// <summary>In what an asset differs from the made-up one of its id. Never changed; every change makes a new one.</summary>
internal sealed record AssetState
{
    public static readonly ImmutableDictionary<string, byte[]> NoChanges = ImmutableDictionary<string, byte[]>.Empty;

    public static AssetState Unchanged { get; } = new();

    public DateTimeOffset? Modified { get; init; }

    /// <summary>Fields and their values as JSON.</summary>
    public ImmutableDictionary<string, byte[]> Changes { get; init; } = NoChanges;

    /// <summary>The whole asset as JSON, or null for a made-up one.</summary>
    public byte[]? Whole { get; init; }

    /// <summary>The lines that the asset must at least have, or 0.</summary>
    public int Lines { get; init; }

    /// <summary>The custom attributes that an update removed.</summary>
    public ImmutableHashSet<string> RemovedAttributes { get; init; } = [];

    /// <summary>Reads the fields of a JSON object.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static ImmutableDictionary<string, byte[]> ReadChanges(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().Aggregate(
                    NoChanges,
                    (all, field) => all.SetItem(field.Name, System.Text.Encoding.UTF8.GetBytes(field.Value.GetRawText())))
                : throw new FormatException("An asset is a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The asset cannot be read: {exception.Message}", exception);
        }
    }
}
