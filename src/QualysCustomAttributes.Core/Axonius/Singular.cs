using System.Globalization;

namespace QualysCustomAttributes.Axonius;

/// <summary>What is said of several rows or ids, said of one.</summary>
internal static class Singular
{
    private static readonly (string Several, string One)[] Beginnings =
    [
        ("are UUIDs", "is a UUID"), ("are rows of #", "is a row of #"), ("are texts that stand", "is a text that stands"),
        ("have ids that are none", "has an id that is none"),
        ("that turn ", "that turns "), ("of no width, or that are ", "of no width, or that is "),
        ("are ", "is "), ("have ", "has "), ("hold ", "holds "), ("end ", "ends "), ("stand ", "stands "),
    ];

    private static readonly (string Several, string One)[] Parts =
    [
        ("between their digits", "between its digits"),
        ("made numbers of them", "made a number of it"), ("made texts of them", "made a text of it"),
    ];

    /// <summary>"ends in .0" for "end in .0".</summary>
    public static string Of(string words)
    {
        (string? several, string? one) = Beginnings.FirstOrDefault(each => words.StartsWith(each.Several, StringComparison.Ordinal));
        return Parts.Aggregate(
            one + words[(several?.Length ?? 0)..], (text, part) => text.Replace(part.Several, part.One, StringComparison.Ordinal));
    }

    /// <summary>The number and the words, said of one where it is one.</summary>
    public static string Counted(long number, string words) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? Of(words) : words)}");
}
