using System.Globalization;

namespace QualysCustomAttributes.Inventory;

/// <summary>Moments in the forms that the inventory's tables and file names have.</summary>
internal static class InventoryTime
{
    private const string FileNameForm = "yyyy-MM-dd'T'HH-mm-ss'Z'";

    /// <summary>As the tables have it.</summary>
    public static string Format(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Format"/> gives.</summary>
    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>As file names have it; Windows takes no colon.</summary>
    public static string ForFileName(DateTimeOffset moment) => moment.UtcDateTime.ToString(FileNameForm, CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="ForFileName"/> gives; <see langword="null"/> for everything else.</summary>
    public static DateTimeOffset? TryParseFileName(string text) =>
        DateTimeOffset.TryParseExact(
            text, FileNameForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? moment
            : null;

    /// <summary>Cuts a moment to whole seconds, as Qualys reads it.</summary>
    public static DateTimeOffset ToSecond(DateTimeOffset moment) =>
        moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerSecond)).ToUniversalTime();
}
