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
        AttributeValues values => values.ToString(),
        IEnumerable items => string.Join(separator, items.Cast<object?>()),
        _ => value.ToString() ?? "",
    });

    /// <summary>Makes a number fit to be shown beside others.</summary>
    /// <param name="number">The number, or nothing.</param>
    /// <returns>As <c>3,999</c>; nothing where there is none.</returns>
    public static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Makes a moment fit to be shown, in UTC and in the calendar that all others of the product have.</summary>
    /// <param name="moment">The moment, or nothing.</param>
    /// <param name="form">Its form.</param>
    /// <returns>As <c>2026-11-28 16:33</c>; nothing where there is none.</returns>
    public static string Moment(DateTimeOffset? moment, string form) => moment?.UtcDateTime.ToString(form, CultureInfo.InvariantCulture) ?? "";

    /// <summary>Makes a share fit to be shown.</summary>
    /// <param name="share">The share, in hundredths.</param>
    /// <returns>As <c>98.6 %</c>: cut, so that what is not all is never said to be.</returns>
    public static string Percent(double share) => AxoniusCsvCheckText.Percent(share);

    /// <summary>Makes a span of time fit to be shown.</summary>
    /// <param name="span">The span, or nothing.</param>
    /// <returns>As <c>0:08</c>, <c>13:39</c> or <c>1:02:03</c>; nothing where there is none.</returns>
    public static string Duration(TimeSpan? span) => span is { } known ? ClockText.Of(known) : "";

    /// <summary>Makes attributes fit to be shown in a row among others of the same keys, which need not stand in each.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="function">What is done with them, where that, and so the keys, are another thing in each row.</param>
    /// <returns>The values alone; behind that function, and with their keys, where there is one.</returns>
    public static string OfValues(IReadOnlyDictionary<string, string> attributes, object? function) => function is null
        ? Of(attributes?.Values.Where(value => value.Length > 0), "; ")
        : Of($"{function} {attributes}");

    /// <summary>Makes a key fit to be shown in a column that is narrower: both of its ends stay, for many begin alike.</summary>
    /// <param name="key">The key.</param>
    /// <param name="width">How many characters there are.</param>
    /// <returns>The key, without its middle where it is longer.</returns>
    public static string OfKey(string? key, int width)
    {
        string text = Of(key);
        int end = (width - 1) / 2;
        return text.Length <= width ? text : ShownText.Line($"{text[..(width - 1 - end)]}…{text[^end..]}");
    }

    /// <summary>An outcome in the colour of its kind.</summary>
    /// <param name="outcome">How something ended, or what is said of it.</param>
    /// <param name="good">What begins the colour of what is as it should be.</param>
    /// <param name="open">The same of what somebody should look at.</param>
    /// <param name="bad">The same of what went wrong.</param>
    /// <param name="reset">What ends a colour.</param>
    /// <returns>The text; as it is where it is neither.</returns>
    public static string OfOutcome(object? outcome, string? good, string? open, string? bad, string? reset)
    {
        string text = Of(outcome);
        string? colour = text switch
        {
            "Succeeded" or "Complete" or "Confirmed" or "AsWanted" or "Add" or "True" => good,
            "Partial" or "InDoubt" or "Held" or "Incomplete" or "Cancelled" or "Declined" or "Update" or "Withheld" or "Warning" => open,
            "Failed" or "CanaryFailed" or "Killed" or "Different" or "Missing" or "NotFound" or "Remove" or "False" or "Failure" => bad,
            _ => null,
        };
        return string.IsNullOrEmpty(colour) ? text : $"{colour}{text}{reset}";
    }

    /// <summary>What is done with a key as one sign, in the colour of it.</summary>
    /// <inheritdoc cref="OfOutcome"/>
    public static string OfSign(object? outcome, string? good, string? open, string? bad, string? reset)
    {
        string text = Of(outcome);
        string sign = text switch { "Add" => "+", "Update" => "~", "Remove" => "-", "Withheld" => "!", _ => "" };
        return sign.Length == 0 ? sign : OfOutcome(outcome, good, open, bad, reset).Replace(text, sign, StringComparison.Ordinal);
    }

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
