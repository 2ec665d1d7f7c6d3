using System.Text;
using System.Text.Json;
using System.Xml;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>
/// Takes the body of an answer apart, whichever of its languages the platform chose, as it comes and never as a tree: nested at
/// most 64 deep, and no text of it longer than anybody keeps.
/// </summary>
internal static class QualysAnswerReader
{
    /// <summary>How deep an answer may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>How much of a text is kept, in characters.</summary>
    public const int LongestText = 80 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Reads a text.</summary>
    /// <param name="body">The text.</param>
    /// <returns>What it says, or <see langword="null"/> where it is not an answer of Qualys: truncated, empty, a proxy's page.</returns>
    public static QualysAnswer? Read(string body) => Read(Encoding.UTF8.GetBytes(body), null, CancellationToken.None).Answer;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, in UTF-8, or XML that says its own encoding.</param>
    /// <param name="mediaType">What it is said to be.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>What it says, and what it is where it is not an answer of Qualys.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static AnswerReading Read(ReadOnlyMemory<byte> body, string? mediaType, CancellationToken stop)
    {
        ReadOnlySpan<byte> bytes = WithoutMark(body.Span).TrimStart(" \t\r\n"u8);
        if (bytes.IsEmpty)
        {
            return default;
        }

        try
        {
            if (bytes[0] == (byte)'{')
            {
                return JsonAnswer.Read(bytes, stop) is { } answer ? new AnswerReading(answer) : Unknown(bytes);
            }

            // An answer of Qualys stays one whatever it is said to be: a refusal that is taken for a page is tried until the account is locked.
            return WebPage.IsByItself(bytes) ? WebPage.Read(bytes)
                : XmlAnswer.Read(body, stop) is { } xml ? new AnswerReading(xml)
                : WebPage.Is(mediaType, bytes) ? WebPage.Read(bytes)
                : Unknown(bytes);
        }
        catch (Exception exception) when (exception is JsonException or XmlException or ArgumentException)
        {
            // .NET's reader of XML loses count where a declaration holds letters beyond ASCII, and says so of an argument.
            return WebPage.Is(mediaType, bytes) ? WebPage.Read(bytes)
                : Unknown(bytes) with { IsTooDeep = exception is NestedTooDeepException || IsTooDeep(bytes, stop) };
        }
    }

    /// <summary>A text that is no longer than what is kept of one.</summary>
    public static string Cut(string text)
    {
        int end = Math.Min(text.Length, LongestText);
        return text[..(end < text.Length && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
    }

    private static AnswerReading Unknown(ReadOnlySpan<byte> bytes) =>
        new(null, Other: bytes[..Math.Min(bytes.Length, StoredText.MostNeeded)].ToArray());

    // What JSON is nested too deep for cannot be told from its exception.
    private static bool IsTooDeep(ReadOnlySpan<byte> bytes, CancellationToken stop)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        try
        {
            while (reader.Read())
            {
                stop.ThrowIfCancellationRequested();
                if (reader.CurrentDepth == MaxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimStart(" \t\r\n"u8);
        return bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;
    }
}
