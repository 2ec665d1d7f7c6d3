using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>Goes over JSON token by token and heeds a stop, however much of it there is between two that anybody asks for.</summary>
/// <param name="json">The text, in UTF-8.</param>
/// <param name="stop">Stops it.</param>
internal ref struct JsonCursor(ReadOnlySpan<byte> json, CancellationToken stop)
{
    private const int TokensBetweenLooks = 4096;

    private Utf8JsonReader _reader = new(json, new JsonReaderOptions { MaxDepth = QualysAnswerReader.MaxDepth });
    private int _tokens;

    /// <summary>What it stands at.</summary>
    public readonly JsonTokenType Kind => _reader.TokenType;

    /// <summary>How deep it stands.</summary>
    public readonly int Depth => _reader.CurrentDepth;

    /// <summary>Whether it stands at a number or a text.</summary>
    public readonly bool IsScalar => Kind is JsonTokenType.Number or JsonTokenType.String;

    /// <summary>The bytes it stands at, as they were received.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _reader.ValueSpan;

    /// <summary>Whether the member it stands at has this name.</summary>
    public readonly bool IsNamed(ReadOnlySpan<byte> name) => _reader.IsNamed(name);

    /// <summary>Whether the member it stands at has this name in any case of its letters.</summary>
    public readonly bool IsNamedInAnyCase(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(MemberName.ReadBytes(_reader), name);

    /// <summary>Goes to the next token.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        if (++_tokens % TokensBetweenLooks == 0)
        {
            stop.ThrowIfCancellationRequested();
        }

        return _reader.Read();
    }

    /// <summary>Goes to the next member of the object at hand.</summary>
    /// <returns>Whether there is one.</returns>
    public bool NextMember() => Next() && Kind == JsonTokenType.PropertyName;

    /// <summary>Goes to the next entry of the list at hand.</summary>
    /// <returns>Whether there is one.</returns>
    public bool NextEntry() => Next() && Kind != JsonTokenType.EndArray;

    /// <summary>Goes to the end of the value it stands at. Not by the reader's own skipping: 32 MB of that heed no stop.</summary>
    public void Skip()
    {
        int depth = _reader.CurrentDepth;
        if (Kind is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            while (Next() && _reader.CurrentDepth > depth)
            {
            }
        }
    }

    /// <summary>Goes over the next value.</summary>
    public void SkipNext()
    {
        Next();
        Skip();
    }

    /// <summary>Goes over the next value, and says whether anything is in it: it is not null, 0, false, or empty.</summary>
    public bool NextHoldsSomething()
    {
        Next();
        bool holds = Kind switch
        {
            JsonTokenType.Null or JsonTokenType.False => false,
            JsonTokenType.Number => !Bytes.SequenceEqual("0"u8),
            JsonTokenType.String => !Bytes.Trim((byte)' ').IsEmpty,
            _ => true,
        };
        int depth = _reader.CurrentDepth;
        if (Kind is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            holds = false;
            while (Next() && _reader.CurrentDepth > depth)
            {
                holds = true;
            }
        }

        return holds;
    }

    /// <summary>Reads the next value as a text.</summary>
    /// <returns>The text, no longer than what is kept of one; <see langword="null"/> for null, a list and an object.</returns>
    public string? NextText()
    {
        Next();
        return Text();
    }

    /// <summary>Reads the value it stands at as a text.</summary>
    /// <returns>The text, no longer than what is kept of one; <see langword="null"/> for null, a list and an object.</returns>
    public string? Text()
    {
        switch (Kind)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return QualysAnswerReader.Cut(MemberName.ReadText(_reader));
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Skip();
                return null;
            default:
                return QualysAnswerReader.Cut(Encoding.UTF8.GetString(_reader.ValueSpan));
        }
    }

    /// <summary>Reads the first text of the next value, however deep it stands in it.</summary>
    /// <returns>The text, empty where there is none.</returns>
    public string NextFirstText()
    {
        Next();
        if (Kind is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return Text() ?? "";
        }

        int depth = _reader.CurrentDepth;
        string? first = null;
        while (Next() && _reader.CurrentDepth > depth)
        {
            if (Kind == JsonTokenType.String)
            {
                first ??= Text();
            }
        }

        return first ?? "";
    }

    /// <summary>Reads the next value as a number: as a number, as a text, as 1.0, as long as it is a whole one that is not negative.</summary>
    /// <param name="isOdd">Whether there is a value that is no such number.</param>
    /// <returns>The number, or <see langword="null"/>.</returns>
    public long? NextNumber(out bool isOdd)
    {
        Next();
        bool isThere = Kind != JsonTokenType.Null;
        ReadOnlySpan<byte> text = IsScalar ? Bytes.Trim((byte)' ') : default;
        long? number = Utf8Parser.TryParse(text, out decimal value, out int used) && used == text.Length
            && value is >= 0 and <= long.MaxValue && decimal.Truncate(value) == value
                ? (long)value
                : null;
        isOdd = isThere && number is null;
        Skip();
        return number;
    }
}
