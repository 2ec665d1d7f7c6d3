using System.Text.Json;
using System.Text.Json.Serialization;

namespace QualysSandbox.Inventory;

/// <summary>The filter in the body of a count or a search.</summary>
internal sealed class AssetFilter
{
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web);

    private readonly IReadOnlyList<Condition> _conditions;
    private readonly bool _any;

    private AssetFilter(IReadOnlyList<Condition> conditions, bool any)
    {
        _conditions = conditions;
        _any = any;
    }

    /// <summary>Reads a body; null when it asks for everything.</summary>
    /// <exception cref="FormatException">The body is no filter, or one that the sandbox does not know.</exception>
    public static AssetFilter? Parse(string body)
    {
        if (string.IsNullOrWhiteSpace(body))
        {
            return null;
        }

        try
        {
            Expression expression = JsonSerializer.Deserialize<Expression>(body, Lenient)
                ?? throw new FormatException("The filter is null.");
            bool any = expression.Operation?.ToUpperInvariant() switch
            {
                null or "AND" => false,
                "OR" => true,
                _ => throw new FormatException($"There is no operation '{expression.Operation}'."),
            };
            return expression.Filters is { Count: > 0 } filters ? new AssetFilter([.. filters.Select(Condition.Of)], any) : null;
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The filter cannot be read: {exception.Message}", exception);
        }
    }

    public bool Matches(FilteredAsset asset) =>
        _any ? _conditions.Any(condition => condition.Matches(asset)) : _conditions.All(condition => condition.Matches(asset));

    public override string ToString() => string.Join(_any ? " or " : " and ", _conditions);

    private sealed record Expression(IReadOnlyList<Filter>? Filters, string? Operation);

    private sealed record Filter(string? Field, [property: JsonPropertyName("operator")] string? Operator, string? Value);

    private sealed record Condition(string Field, bool Contains, string Value)
    {
        public static Condition Of(Filter filter)
        {
            string field = filter.Field switch
            {
                "tags.name" or "operatingSystem" => filter.Field,
                "asset.name" or "name" or "assetName" => "asset.name",
                _ => throw new FormatException($"The sandbox has no filter by '{filter.Field}'."),
            };
            bool contains = filter.Operator switch
            {
                "CONTAINS" => true,
                "EQUALS" => false,
                _ => throw new FormatException($"The sandbox has no operator '{filter.Operator}'."),
            };
            return new Condition(field, contains, filter.Value ?? throw new FormatException("A filter needs a value."));
        }

        public bool Matches(FilteredAsset asset) => Field switch
        {
            "tags.name" => asset.Tags.Any(Is),
            "operatingSystem" => Is(asset.OperatingSystem),
            _ => Is(asset.Name),
        };

        public override string ToString() => $"{Field} {(Contains ? "contains" : "equals")} '{Value}'";

        private bool Is(string? text) =>
            text is not null
            && (Contains
                ? text.Contains(Value, StringComparison.OrdinalIgnoreCase)
                : text.Equals(Value, StringComparison.OrdinalIgnoreCase));
    }
}
