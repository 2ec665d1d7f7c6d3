using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>Reads what a synchronization lets its user choose.</summary>
internal static class Choices
{
    public const string ExcludeConflicting = "exclude-conflicting";
    public const string Exclude = "exclude";

    /// <summary>Reads the rule for repeated asset ids.</summary>
    /// <exception cref="SettingsException">It is none.</exception>
    public static DuplicateAction Duplicates(string text, string source) => text.Trim().ToLowerInvariant() switch
    {
        ExcludeConflicting => DuplicateAction.ExcludeConflicting,
        Exclude => DuplicateAction.Exclude,
        _ => throw new SettingsException($"{source} must be {ExcludeConflicting} or {Exclude}, not '{text}'."),
    };

    /// <summary>Names the rule as the command line does.</summary>
    public static string Name(DuplicateAction action) => action == DuplicateAction.Exclude ? Exclude : ExcludeConflicting;

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
