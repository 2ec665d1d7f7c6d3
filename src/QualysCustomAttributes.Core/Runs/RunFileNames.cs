using System.Globalization;

namespace QualysCustomAttributes.Runs;

/// <summary>The names of a run's files, as the reference connector has them.</summary>
internal static class RunFileNames
{
    /// <summary>The name of a run's database.</summary>
    /// <param name="now">The local time of the run.</param>
    /// <param name="attempt">1, or a higher number where that name is taken.</param>
    /// <returns>A file name without folder.</returns>
    public static string Database(DateTimeOffset now, int attempt = 1) => Name("sqlite", now, attempt, "db");

    /// <summary>The name of a run's log.</summary>
    /// <param name="now">The local time of the run.</param>
    /// <param name="attempt">1, or a higher number where that name is taken.</param>
    /// <returns>A file name without folder.</returns>
    public static string Log(DateTimeOffset now, int attempt = 1) => Name("log", now, attempt, "log");

    private static string Name(string kind, DateTimeOffset now, int attempt, string extension)
    {
        string number = attempt == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"_{attempt}");
        return string.Create(CultureInfo.InvariantCulture, $"custom_attributes_connector_{kind}_{now:yyyyMMdd_HHmmss}{number}.{extension}");
    }
}
