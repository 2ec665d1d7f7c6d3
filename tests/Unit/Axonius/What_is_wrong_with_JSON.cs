using System.Text.Json;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>What is wrong with the JSON of a mapping is said with its place as editors count it.</summary>
public sealed class What_is_wrong_with_JSON
{
    [Theory]
    [InlineData("odd", "line 1, column 1: odd")]
    [InlineData("odd.", "line 1, column 1: odd")]
    [InlineData("odd. Path: $.a | LineNumber: 1 | BytePositionInLine: 2.", "line 1, column 1: odd")]
    [InlineData("odd. LineNumber: 1 | BytePositionInLine: 2.", "line 1, column 1: odd")]
    public void In_words_without_what_is_said_twice(string message, string expected) => Assert.Equal(expected, JsonWords.Of(new JsonException(message)));

    [Theory]
    [InlineData("[", 1, 2)]
    [InlineData("{\n\"a\": x}", 2, 6)]
    public void Where_it_stands(string json, int line, int column)
    {
        string words = JsonWords.Of(Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(json)));

        Assert.StartsWith($"line {line}, column {column}: ", words, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", words, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[.| ]$", words);
    }
}
