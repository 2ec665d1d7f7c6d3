using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Planning;

/// <summary>Words what is done with attributes.</summary>
internal static class AttributeWords
{
    /// <summary>The attributes, behind the function where each object has its own: <c>Update Business=Retail</c>.</summary>
    public static string Of(QualysFunction? function, IReadOnlyDictionary<string, string> attributes) =>
        (function is { } own ? $"{own} " : "") + (attributes.ToString() is { Length: > 0 } values ? values : "no values");

    /// <summary>
    /// The same for a row among others, as much of it as fits: where all of them have the same keys and one function, only values tell
    /// one row from another.
    /// </summary>
    public static string InRow(QualysFunction? function, IReadOnlyDictionary<string, string> attributes) => function is null
        ? string.Join("; ", attributes.Values.Where(value => value.Length > 0))
        : Of(function, attributes);
}
