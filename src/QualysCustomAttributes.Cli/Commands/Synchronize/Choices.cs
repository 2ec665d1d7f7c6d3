using System.Text;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>Reads what a synchronization lets its user choose.</summary>
internal static class Choices
{
    public const string ExcludeConflicting = "exclude-conflicting";
    public const string Exclude = "exclude";

    public const string AttributeSet = "attribute-set";
    public const string Attribute = "attribute";
    public const string Auto = "auto";

    /// <summary>Reads the rule for repeated asset ids.</summary>
    /// <exception cref="SettingsException">It is none.</exception>
    public static DuplicateAction Duplicates(string text, string source) => text.Trim().ToLowerInvariant() switch
    {
        ExcludeConflicting => DuplicateAction.ExcludeConflicting,
        Exclude => DuplicateAction.Exclude,
        _ => throw new SettingsException($"{source} must be {ExcludeConflicting} or {Exclude}, not '{text}'."),
    };

    /// <summary>Reads what the assets of a group have in common.</summary>
    /// <exception cref="SettingsException">It is none.</exception>
    public static PayloadGrouping GroupBy(string text, string source) => text.Trim().ToLowerInvariant() switch
    {
        AttributeSet => PayloadGrouping.AttributeSet,
        Attribute => PayloadGrouping.Attribute,
        Auto => PayloadGrouping.Auto,
        _ => throw new SettingsException($"{source} must be {AttributeSet}, {Attribute} or {Auto}, not '{text}'."),
    };

    /// <summary>Names the rule as the command line does.</summary>
    public static string Name(DuplicateAction action) => action == DuplicateAction.Exclude ? Exclude : ExcludeConflicting;

    /// <summary>Reads the numbers of groups.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static IReadOnlyList<int> GroupNumbers(string text, string source) =>
        [.. text.Split(',').Select(each => Numbers.Whole(1, int.MaxValue)(each.Trim(), source))];

    /// <summary>Reads asset ids.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static IReadOnlyList<ulong> AssetIds(string text, string source) =>
        AssetIdList.TryParse(Encoding.UTF8.GetBytes(text.Replace(" ", "", StringComparison.Ordinal)))
        ?? throw new FormatException($"{source} must be asset ids with commas between them, not '{text}'.");

    /// <summary>Reads the digest of a plan.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static string Digest(string text, string source) => PlanDigest.IsDigest(text.Trim())
        ? text.Trim()
        : throw new FormatException($"{source} must be the digest of a plan, 64 hexadecimal digits as a dry run shows them, not '{text}'.");

    /// <summary>Reads the character between cells.</summary>
    /// <exception cref="SettingsException">It cannot be one.</exception>
    public static char Delimiter(string text, string source) =>
        text is "\\t" || text.Equals("tab", StringComparison.OrdinalIgnoreCase) ? '\t'
            : text is ['\t'] || (text is [var sign] && IsDelimiter(sign)) ? text[0]
            : throw new SettingsException(
                $"{source} must be one ASCII character such as ; or |, or \\t or tab, "
                + $"and neither a letter, a digit nor a quote, not '{text}'.");

    private static bool IsDelimiter(char sign) =>
        char.IsAscii(sign) && !char.IsControl(sign) && !char.IsLetterOrDigit(sign) && sign != '"';
}
