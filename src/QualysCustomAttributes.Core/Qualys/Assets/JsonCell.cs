using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>A value of an asset, as it lies in the page.</summary>
/// <param name="Kind">What it is; <see cref="JsonTokenType.None"/> where the asset lacks it.</param>
/// <param name="Start">Where it starts: a text behind its quotation mark, everything else with its first byte.</param>
/// <param name="Length">How long it is.</param>
/// <param name="IsEscaped">Whether a text holds escapes.</param>
internal readonly record struct JsonCell(JsonTokenType Kind, int Start, int Length, bool IsEscaped)
{
    private const int DateLength = 19;
    private const long LargestMilliseconds = 253_402_300_799_999;

    /// <summary>Whether there is a value at all.</summary>
    public bool HasValue => Kind is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>Takes the value at which the reader stands, and leaves the reader at its end.</summary>
    public static JsonCell Take(ref Utf8JsonReader reader)
    {
        JsonTokenType kind = reader.TokenType;
        int start = (int)reader.TokenStartIndex;
        if (kind is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
            return new JsonCell(kind, start, (int)reader.BytesConsumed - start, false);
        }

        return kind == JsonTokenType.String
            ? new JsonCell(kind, start + 1, reader.ValueSpan.Length, reader.ValueIsEscaped)
            : new JsonCell(kind, start, reader.ValueSpan.Length, false);
    }

    /// <summary>Gives the value that is all of some JSON.</summary>
    public static JsonCell Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, InventoryPage.Reading);
        reader.Read();
        return Take(ref reader);
    }

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> page) => page.Slice(Start, Length);

    /// <summary>Gives the value as text: of everything but a text the JSON as it is; null where there is none.</summary>
    public string? Text(ReadOnlySpan<byte> page) => !HasValue ? null
        : IsEscaped ? Encoding.UTF8.GetString(Unescape(page, new byte[Length]))
        : Encoding.UTF8.GetString(In(page));

    /// <summary>Binds the value as it is: text, number, 1 or 0, or JSON.</summary>
    public void Bind(Statement statement, int index, ReadOnlySpan<byte> page)
    {
        ReadOnlySpan<byte> bytes = In(page);
        switch (Kind)
        {
            case JsonTokenType.None or JsonTokenType.Null:
                statement.BindNull(index);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                statement.Bind(index, Kind == JsonTokenType.True ? 1 : 0);
                break;
            case JsonTokenType.Number when Utf8Parser.TryParse(bytes, out long number, out int used) && used == bytes.Length:
                statement.Bind(index, number);
                break;
            case JsonTokenType.Number when bytes.IndexOfAny("."u8[0], "e"u8[0], "E"u8[0]) >= 0 && double.TryParse(bytes, NumberStyles.Float, CultureInfo.InvariantCulture, out double real):
                statement.Bind(index, real);
                break;
            case JsonTokenType.String when IsEscaped:
                BindUnescaped(statement, index, page);
                break;
            default:
                statement.Bind(index, bytes);
                break;
        }
    }

    /// <summary>Binds the value as JSON, texts too, so that SQLite's JSON functions never meet anything else.</summary>
    public void BindJson(Statement statement, int index, ReadOnlySpan<byte> page)
    {
        if (Kind == JsonTokenType.String)
        {
            statement.Bind(index, page.Slice(Start - 1, Length + 2));
        }
        else if (HasValue)
        {
            statement.Bind(index, In(page));
        }
        else
        {
            statement.BindNull(index);
        }
    }

    /// <summary>
    /// Binds a moment as <c>YYYY-MM-DD HH:MM:SS</c> in UTC. Never, which Qualys writes as 0, is NULL; a text that is no moment
    /// stays as it is.
    /// </summary>
    public void BindDate(Statement statement, int index, ReadOnlySpan<byte> page)
    {
        Span<byte> text = stackalloc byte[DateLength];
        if (Milliseconds(page) is { } milliseconds)
        {
            if (milliseconds == 0 && Length == 1)
            {
                statement.BindNull(index);
                return;
            }

            DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).TryFormat(text, out _, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            statement.Bind(index, text);
        }
        else
        {
            Bind(statement, index, page);
        }
    }

    /// <summary>Gives a moment in milliseconds since 1970, or null where the value is none.</summary>
    public long? Milliseconds(ReadOnlySpan<byte> page)
    {
        ReadOnlySpan<byte> bytes = In(page);
        if (Kind == JsonTokenType.String && Utf8Parser.TryParse(bytes, out long written, out int digits) && digits == bytes.Length)
        {
            return written is >= 0 and <= LargestMilliseconds ? written : null;
        }

        return Kind switch
        {
            JsonTokenType.Number => Utf8Parser.TryParse(bytes, out long number, out int used) && used == bytes.Length && number is >= 0 and <= LargestMilliseconds ? number : null,
            JsonTokenType.String when bytes.Length > 10 && bytes.Length <= 40 => ParseIso(bytes),
            _ => null,
        };
    }

    private static long? ParseIso(ReadOnlySpan<byte> bytes)
    {
        // A time alone, or 1/2/2026, would be read as some day or other.
        if (!Utf8Parser.TryParse(bytes, out int _, out int digits) || digits != 4 || bytes[digits] != (byte)'-')
        {
            return null;
        }

        Span<char> text = stackalloc char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            text[i] = (char)bytes[i];
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) && moment.Year >= 1970
            ? moment.ToUnixTimeMilliseconds()
            : null;
    }

    private void BindUnescaped(Statement statement, int index, ReadOnlySpan<byte> page)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Length);
        try
        {
            statement.Bind(index, Unescape(page, buffer));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Gives a text without its escapes; the buffer holds as many bytes as the text has.</summary>
    public ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> page, byte[] buffer)
    {
        if (!IsEscaped)
        {
            return In(page);
        }

        var reader = new Utf8JsonReader(page.Slice(Start - 1, Length + 2));
        reader.Read();
        try
        {
            return buffer.AsSpan(0, reader.CopyString(buffer));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no text: what was received is kept.
            return In(page);
        }
    }
}
