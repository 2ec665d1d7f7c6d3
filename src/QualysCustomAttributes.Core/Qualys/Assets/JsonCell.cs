using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>A value of an asset, as it lies in the page.</summary>
/// <param name="Kind">What it is; <see cref="JsonTokenType.None"/> where the asset lacks it.</param>
/// <param name="Start">Where it starts: a text behind its quotation mark, everything else with its first byte.</param>
/// <param name="Length">How long it is.</param>
/// <param name="IsEscaped">Whether a text holds escapes.</param>
internal readonly record struct JsonCell(JsonTokenType Kind, int Start, int Length, bool IsEscaped)
{
    private const long LargestMilliseconds = 253_402_300_799_999;

    /// <summary>Whether there is a value at all.</summary>
    public bool HasValue => Kind is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>Takes the value at which the reader stands, and leaves the reader at its end.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static JsonCell Take(ref Utf8JsonReader reader, CancellationToken stop)
    {
        JsonTokenType kind = reader.TokenType;
        int start = (int)reader.TokenStartIndex;
        if (kind is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.SkipHeeding(stop);
            return new JsonCell(kind, start, (int)reader.BytesConsumed - start, false);
        }

        return kind == JsonTokenType.String
            ? new JsonCell(kind, start + 1, reader.ValueSpan.Length, reader.ValueIsEscaped)
            : new JsonCell(kind, start, reader.ValueSpan.Length, false);
    }

    /// <summary>The value that is all of some JSON.</summary>
    public static JsonCell Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, InventoryPage.Reading);
        reader.Read();
        return Take(ref reader, CancellationToken.None);
    }

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> page) => page.Slice(Start, Length);

    /// <summary>The value as text: of everything but a text the JSON as it is; null where there is none.</summary>
    public string? Text(ReadOnlySpan<byte> page) => !HasValue ? null
        : IsEscaped ? Encoding.UTF8.GetString(Unescape(page, new byte[Length]))
        : Encoding.UTF8.GetString(In(page));

    /// <summary>A moment in milliseconds since 1970; null where the value is none.</summary>
    public long? Milliseconds(ReadOnlySpan<byte> page)
    {
        ReadOnlySpan<byte> bytes = In(page);
        if (Kind == JsonTokenType.String && Utf8Parser.TryParse(bytes, out long written, out int digits) && digits == bytes.Length)
        {
            return written is >= 0 and <= LargestMilliseconds ? written : null;
        }

        return Kind switch
        {
            JsonTokenType.Number when Utf8Parser.TryParse(bytes, out long number, out int used)
                && used == bytes.Length && number is >= 0 and <= LargestMilliseconds => number,
            JsonTokenType.String when bytes.Length > 10 && bytes.Length <= 40 => ParseIso(bytes),
            _ => null,
        };
    }

    /// <summary>Whether the value stands for no moment: 0 and -1, as number or text, a text of blanks or a comma, "Not Announced".</summary>
    public bool IsNever(ReadOnlySpan<byte> page)
    {
        ReadOnlySpan<byte> text = In(page).Trim((byte)' ');
        return Kind switch
        {
            JsonTokenType.Number => text.SequenceEqual("0"u8) || text.SequenceEqual("-1"u8),
            JsonTokenType.String => text.IsEmpty || text.SequenceEqual(","u8) || text.SequenceEqual("0"u8) || text.SequenceEqual("-1"u8)
                || Ascii.EqualsIgnoreCase(text, "Not Announced"u8),
            _ => false,
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

        bool isMoment = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment);
        return isMoment && moment >= DateTimeOffset.UnixEpoch ? moment.ToUnixTimeMilliseconds() : null;
    }

    /// <summary>A text without its escapes; the buffer holds as many bytes as the text has.</summary>
    public ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> page, byte[] buffer)
    {
        if (!IsEscaped)
        {
            return In(page);
        }

        // Half a surrogate pair is no text: what was received is kept.
        return EscapedText.TryUnescape(In(page), buffer, out int length) ? buffer.AsSpan(0, length) : In(page);
    }
}
