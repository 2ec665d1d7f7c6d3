using System.CommandLine.Parsing;
using System.Globalization;

namespace QualysCustomAttributes.Cli.Options;

/// <summary>Reads numbers on the command line and says what they may be.</summary>
internal static class Numbers
{
    /// <summary>A day in seconds, the longest time that any option takes.</summary>
    public const double Day = 86_400;

    public static int? Whole(ArgumentResult result, int lowest, int highest)
    {
        string text = result.Tokens.Single().Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= lowest && value <= highest)
        {
            return value;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{Name(result)} must be a whole number from {lowest} to {highest}, not '{text}'."));
        return null;
    }

    public static TimeSpan? Seconds(ArgumentResult result, double lowest, double highest)
    {
        string text = result.Tokens.Single().Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value >= lowest && value <= highest)
        {
            return TimeSpan.FromSeconds(value);
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{Name(result)} must be a number of seconds from {lowest} to {highest}, not '{text}'."));
        return null;
    }

    private static string Name(ArgumentResult result) => result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
}
