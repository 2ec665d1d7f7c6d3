using System.Collections;
using System.Globalization;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Tracing;

namespace QualysCustomAttributes;

/// <summary>
/// What the module's views (its format file) show of texts that came from outside: on one line, and without what would steer
/// the terminal or is not seen. The properties themselves have the texts as they are.
/// </summary>
public static class ViewText
{
    /// <summary>Makes a value fit to be shown.</summary>
    /// <param name="value">A text, a list, or anything with a text of its own.</param>
    /// <param name="separator">What stands between the items of a list.</param>
    /// <returns>One line; nothing where there is no value.</returns>
    public static string Of(object? value, string separator = ", ") => ShownText.Line(value switch
    {
        null => "",
        string text => text,
        IEnumerable items => string.Join(separator, items.Cast<object?>()),
        _ => value.ToString() ?? "",
    });

    /// <summary>Makes a number fit to be shown beside others.</summary>
    /// <param name="number">The number, or nothing.</param>
    /// <returns>As <c>3,999</c>; nothing where there is none.</returns>
    public static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Makes a span of time fit to be shown.</summary>
    /// <param name="span">The span, or nothing.</param>
    /// <returns>As <c>0:08</c>, <c>13:39</c> or <c>1:02:03</c>; nothing where there is none.</returns>
    public static string Duration(TimeSpan? span) => span is { } known ? ClockText.Of(known) : "";

    /// <summary>Makes a check fit to be shown: lines that are read from top to bottom.</summary>
    /// <param name="check">The check.</param>
    /// <returns>Its lines.</returns>
    public static string Of(AxoniusCsvCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return string.Join(Environment.NewLine, AxoniusCsvCheckText.Lines(check));
    }

    /// <summary>Makes the story of an asset fit to be shown: lines that are read from top to bottom.</summary>
    /// <param name="trace">The story.</param>
    /// <returns>Its lines.</returns>
    public static string Of(QualysAssetTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return string.Join(Environment.NewLine, AssetTraceText.Lines(trace));
    }
}
