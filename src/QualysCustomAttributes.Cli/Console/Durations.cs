using System.Globalization;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>Words spans of time for people.</summary>
internal static class Durations
{
    public static string Format(TimeSpan duration)
    {
        if (duration.TotalSeconds < 59.95)
        {
            string form = duration.TotalSeconds < 9.95 ? "0.0" : "0";
            return $"{duration.TotalSeconds.ToString(form, CultureInfo.InvariantCulture)} s";
        }

        TimeSpan whole = TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds));
        return whole.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes} min {whole.Seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(long)whole.TotalHours} h {whole.Minutes} min");
    }
}
