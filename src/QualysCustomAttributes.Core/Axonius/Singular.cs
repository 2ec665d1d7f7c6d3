namespace QualysCustomAttributes.Axonius;

/// <summary>What is said of several rows or ids, said of one.</summary>
internal static class Singular
{
    private static readonly (string Several, string One)[] Beginnings =
    [
        ("are UUIDs", "is a UUID"), ("are rows of #", "is a row of #"), ("are texts that stand", "is a text that stands"),
        ("have ids that are none", "has an id that is none"),
        ("are ", "is "), ("have ", "has "), ("hold ", "holds "), ("end ", "ends "), ("stand ", "stands "),
    ];

    /// <summary>"ends in .0" for "end in .0".</summary>
    public static string Of(string words) =>
        Beginnings.FirstOrDefault(each => words.StartsWith(each.Several, StringComparison.Ordinal)) is { Several: { } several } found
            ? found.One + words[several.Length..]
            : words;
}
