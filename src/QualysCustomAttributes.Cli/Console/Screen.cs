using System.Globalization;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>How much room a line has on the screen that standard output is read on.</summary>
internal static class Screen
{
    private const int Narrowest = 40;

    /// <summary>
    /// How many columns a line may take without being wrapped; <see langword="null"/> where a file or another program reads, unless
    /// somebody says how wide its screen is.
    /// </summary>
    public static int? Room => Columns is { } columns ? Math.Max(Narrowest, columns) - 1 : null;

    private static int? Columns
    {
        get
        {
            if (!System.Console.IsOutputRedirected && System.Console.WindowWidth is > 0 and var width)
            {
                return width;
            }

            return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int said) && said > 0
                ? said
                : null;
        }
    }
}
