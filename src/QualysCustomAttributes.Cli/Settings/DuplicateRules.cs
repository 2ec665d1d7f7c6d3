using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>The rules for repeated asset ids, as the command line names them.</summary>
internal static class DuplicateRules
{
    public const string ExcludeConflicting = "exclude-conflicting";
    public const string Exclude = "exclude";

    public static DuplicateAction Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        ExcludeConflicting => DuplicateAction.ExcludeConflicting,
        Exclude => DuplicateAction.Exclude,
        _ => throw new SettingsException($"--duplicates must be {ExcludeConflicting} or {Exclude}, not '{text}'."),
    };

    public static string Name(DuplicateAction action) => action == DuplicateAction.Exclude ? Exclude : ExcludeConflicting;
}
