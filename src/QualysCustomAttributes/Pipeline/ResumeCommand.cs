using System.Management.Automation.Language;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Pipeline;

/// <summary>Words the command that goes on with a run: with what was chosen, and at the address where it began.</summary>
internal static class ResumeCommand
{
    public static string Of(string databasePath, QualysAddress? address)
    {
        string command = $"Invoke-QualysAttributeUpdate -DatabasePath '{CodeGeneration.EscapeSingleQuotedStringContent(databasePath)}'";
        return address is null ? command : $"{command} -ApiFqdn '{address}'";
    }
}
