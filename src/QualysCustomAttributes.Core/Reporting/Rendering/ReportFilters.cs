using System.Globalization;
using System.Text;
using Fluid;
using Fluid.Values;

namespace QualysCustomAttributes.Reporting.Rendering;

/// <summary>What templates write numbers, moments and names with.</summary>
internal static class ReportFilters
{
    /// <summary>Adds them.</summary>
    public static void AddTo(FilterCollection filters)
    {
        filters.AddFilter("number", (input, _, _) => Text(input.ToNumberValue().ToString("N0", CultureInfo.InvariantCulture)));
        filters.AddFilter("counted", (input, given, _) => Text(Counted.Of((long)input.ToNumberValue(), given.At(0).ToStringValue())));
        filters.AddFilter("share", (input, given, _) => Text(Share(input.ToNumberValue(), given.At(0).ToNumberValue())));
        filters.AddFilter("percent", (input, given, _) => Text(Percent(input.ToNumberValue(), given.At(0).ToNumberValue())));
        filters.AddFilter("moment", (input, _, _) => Text(Moment(input, "yyyy-MM-dd HH:mm:ss")));
        filters.AddFilter("day", (input, _, _) => Text(Moment(input, "yyyy-MM-dd")));
        filters.AddFilter("clock", (input, _, _) => Text(Moment(input, "HH:mm:ss")));
        filters.AddFilter("words", (input, _, _) => Text(Words(input.ToStringValue())));
    }

    /// <summary>A time, as somebody would say it.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 24 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time:hh\\:mm\\:ss}"),
    };

    /// <summary>A name of several words, as words: <c>NotSent</c> as <c>not sent</c>.</summary>
    public static string Words(string name)
    {
        var words = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
            {
                words.Append(' ');
            }

            words.Append(char.ToLowerInvariant(name[i]));
        }

        return words.ToString();
    }

    private static StringValue Text(string text) => new(text);

    private static string Share(decimal part, decimal whole) =>
        (whole <= 0 ? 0 : Math.Clamp(100 * part / whole, 0, 100)).ToString("0.###", CultureInfo.InvariantCulture);

    // Cut, as a check does it: neither all nor none is said of what is nearly so.
    private static string Percent(decimal part, decimal whole)
    {
        decimal percent = whole <= 0 ? 0 : 100 * part / whole;
        return percent is > 0 and < 0.1m ? "< 0.1 %" : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(percent * 10) / 10:0.0} %");
    }

    private static string Moment(FluidValue value, string form) => value.ToObjectValue() switch
    {
        DateTimeOffset moment => moment.UtcDateTime.ToString(form, CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString(form, CultureInfo.InvariantCulture),
        _ => "",
    };
}
