using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QualysCustomAttributes.Ledger;

/// <summary>
/// Values under keys, as the ledger stores them: in ordinal order of the keys, so that equal sets are equal texts. A value that is
/// <see langword="null"/> stands for a key that the asset does not have.
/// </summary>
internal sealed class ValueSet
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, string?> _values;

    private ValueSet(SortedDictionary<string, string?> values) => _values = values;

    /// <summary>The set without a key.</summary>
    public static ValueSet Empty { get; } = new(new(StringComparer.Ordinal));

    /// <summary>The keys and their values.</summary>
    public IReadOnlyDictionary<string, string?> Values => _values;

    /// <summary>Makes a set.</summary>
    public static ValueSet Of(IEnumerable<KeyValuePair<string, string?>> values)
    {
        var sorted = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach ((string key, string? value) in values)
        {
            sorted[key] = value;
        }

        return new ValueSet(sorted);
    }

    /// <summary>Reads the text of a set.</summary>
    /// <returns>The set, or <see langword="null"/> where the text is none.</returns>
    public static ValueSet? Parse(ReadOnlySpan<byte> content)
    {
        try
        {
            var reader = new Utf8JsonReader(content);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            var values = new SortedDictionary<string, string?>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                reader.Read();
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null) || !values.TryAdd(key, reader.GetString()))
                {
                    return null;
                }
            }

            return new ValueSet(values);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The set after a change: its keys get the change's values, all others stay.</summary>
    public ValueSet With(ValueSet change) => Of(_values.Concat(change._values));

    /// <summary>The text under which the set is stored.</summary>
    public string ToContent()
    {
        var content = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(content, Writing))
        {
            writer.WriteStartObject();
            foreach ((string key, string? value) in _values)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(content.WrittenSpan);
    }
}
