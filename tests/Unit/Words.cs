namespace QualysCustomAttributes.Unit;

/// <summary>Compares what errors say, one a line, with what they are to say.</summary>
internal static class Words
{
    /// <summary>Each line is an error's id, a colon, and its message.</summary>
    public static void AssertAre(string expected, params ConnectorException?[] errors) =>
        AssertAre(expected, errors.Select(error => $"{error?.ErrorId}: {error?.Message}"));

    /// <summary>Each line is a text.</summary>
    public static void AssertAre(string expected, IEnumerable<string?> texts) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', texts));
}
