using System.Management.Automation.Language;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Pipeline;

/// <summary>Words the command that goes on with a run: with what was chosen, and at the address where it began.</summary>
internal static class ResumeCommand
{
    /// <summary>Says what was not chosen, and how it is sent too.</summary>
    /// <param name="batches">How many batches were not chosen.</param>
    /// <param name="databasePath">The run database.</param>
    /// <param name="address">Where the run began, where that is known.</param>
    /// <param name="digest">The digest of the whole plan, where somebody insisted on it.</param>
    public static string OfRest(long batches, string databasePath, QualysAddress? address, string? digest = null) =>
        $"{Counted.Of(batches, "batch of the plan was", "batches of the plan were")} not chosen and not sent. To send what is left of "
        + $"the whole plan: {Of(databasePath, address)} -All{(digest is null ? "" : $" -PlanDigest {digest}")}";

    /// <summary>Says how what was reviewed is sent: the very part of the plan that was chosen.</summary>
    public static string OfReviewed(string databasePath, QualysAddress? address, string digest) =>
        $"To send what was reviewed: {Of(databasePath, address)} -PlanDigest {digest}";

    /// <summary>Says how a run that was stopped goes on.</summary>
    public static string OfStopped(string databasePath, QualysAddress? address) =>
        $"Stopped. To send what was chosen and is not confirmed: {Of(databasePath, address)}";

    /// <summary>The command.</summary>
    public static string Of(string databasePath, QualysAddress? address)
    {
        string command = $"Invoke-QualysAttributeUpdate -DatabasePath '{CodeGeneration.EscapeSingleQuotedStringContent(databasePath)}'";
        return address is null ? command : $"{command} -ApiFqdn '{address}'";
    }
}
