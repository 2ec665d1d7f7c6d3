using System.Globalization;

namespace QualysCustomAttributes;

/// <summary>Words a time to wait.</summary>
internal static class WaitText
{
    /// <summary>Writes "01:30:00", and from a day on "25 h", "27,777 h 46 min 39 s".</summary>
    public static string Of(TimeSpan wait)
    {
        if (wait < TimeSpan.FromDays(1))
        {
            return wait.ToString("c", CultureInfo.InvariantCulture);
        }

        string minutes = wait.Minutes == 0 ? "" : $" {wait.Minutes} min";
        string seconds = wait.Seconds == 0 ? "" : $" {wait.Seconds} s";
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Truncate(wait.TotalHours):N0} h{minutes}{seconds}");
    }
}
