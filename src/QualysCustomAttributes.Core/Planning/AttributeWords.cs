using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Planning;

/// <summary>Words what is done with attributes.</summary>
internal static class AttributeWords
{
    /// <summary>The attributes, behind the function where each object has its own: <c>Update Business=Retail</c>.</summary>
    public static string Of(QualysFunction? function, IReadOnlyDictionary<string, string> attributes) =>
        (function is { } own ? $"{own} " : "") + (attributes.ToString() is { Length: > 0 } values ? values : "no values");
}
