using System.Globalization;

namespace QualysCustomAttributes.Sqlite;

/// <summary>A moment as databases have it: UTC, to the millisecond, in an order that is also that of texts.</summary>
internal static class StoredTime
{
    /// <summary>Writes a moment.</summary>
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Format"/> writes; <see langword="null"/> for everything else.</summary>
    public static DateTimeOffset? TryParse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? moment : null;
}
