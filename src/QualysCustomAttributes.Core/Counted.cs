using System.Globalization;

namespace QualysCustomAttributes;

/// <summary>Words a number of things.</summary>
internal static class Counted
{
    /// <summary>Writes "1 asset", "2 assets", "1,000 assets".</summary>
    /// <param name="number">How many.</param>
    /// <param name="thing">One of them.</param>
    /// <param name="things">Several of them, where an s at the end is not enough.</param>
    /// <returns>The words.</returns>
    public static string Of(long number, string thing, string? things = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? thing : things ?? $"{thing}s")}");
}
