using System.Management.Automation.Language;

namespace QualysCustomAttributes.Pipeline;

/// <summary>Words the command that shows row by row what is told in short.</summary>
internal static class ReaderCommand
{
    /// <summary>The command.</summary>
    public static string Of(RunListing listing) =>
        $"{Name(listing.What)} '{CodeGeneration.EscapeSingleQuotedStringContent(listing.DatabasePath)}'{(listing.What == RunList.Run ? " | Format-List" : "")}";

    /// <summary>Where it is looked at, as the last sentence of a message: nothing stands behind a command, so that it can be copied.</summary>
    public static string? See(RunListing? listing) => listing is null ? null : $"See: {Of(listing)}";

    /// <summary>The advice on an error, and where what it counts is looked at. Another command in the advice stays at the end.</summary>
    /// <param name="advice">The advice so far, or <see langword="null"/>.</param>
    /// <param name="listing">Where it stands row by row, or <see langword="null"/>.</param>
    public static string? AddTo(string? advice, RunListing? listing)
    {
        if (listing is null || advice?.Contains(Name(listing.What), StringComparison.Ordinal) == true)
        {
            return advice;
        }

        string[] lines = advice?.Split('\n') ?? [];
        return lines.Length < 2 && advice?.Contains("with: ", StringComparison.Ordinal) != true ? $"{advice}\n{See(listing)}"
            : $"{(lines.Length < 2 ? "" : $"{lines[0]} ")}{Name(listing.What)} shows it.\n{lines[^1]}";
    }

    private static string Name(RunList what) => what switch
    {
        RunList.Rejected => "Get-QualysRejectedRow",
        RunList.Duplicates => "Get-QualysDuplicate",
        RunList.Plan => "Get-QualysAttributePlan",
        RunList.Verification => "Export-QualysRunReport",
        _ => "Get-QualysRun",
    };
}
