using System.Management.Automation.Language;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Pipeline;

/// <summary>
/// Words the command that goes on with a run: with what was chosen, at the address where it began, and in the same way of saying who
/// sends it. An account that neither session nor environment keeps is asked for.
/// </summary>
internal static class ResumeCommand
{
    /// <summary>Says what was not chosen, and how it is sent too.</summary>
    /// <param name="batches">How many batches were not chosen.</param>
    /// <param name="databasePath">The run database.</param>
    /// <param name="target">Where the run began, where that is known.</param>
    /// <param name="digest">The digest of the whole plan, where somebody insisted on it.</param>
    public static string OfRest(long batches, string databasePath, UpdateTarget? target, string? digest = null) =>
        $"{Counted.Of(batches, "batch of the plan was", "batches of the plan were")} not chosen and not sent. To send what is left of "
        + $"the whole plan: {Of(databasePath, target)} -All{(digest is null ? "" : $" -PlanDigest {digest}")}";

    /// <summary>Says how what was reviewed is sent: the very part of the plan that was chosen.</summary>
    public static string OfReviewed(string databasePath, UpdateTarget? target, string digest) =>
        $"To send what was reviewed: {Of(databasePath, target)} -PlanDigest {digest}";

    /// <summary>Says how a run that was stopped goes on.</summary>
    public static string OfStopped(string databasePath, UpdateTarget? target) =>
        $"Stopped. To send what was chosen and is not confirmed: {Of(databasePath, target)}";

    /// <summary>The command.</summary>
    public static string Of(string databasePath, UpdateTarget? target)
    {
        string command = $"Invoke-QualysAttributeUpdate -DatabasePath '{CodeGeneration.EscapeSingleQuotedStringContent(databasePath)}'";
        if (target is null)
        {
            return command;
        }

        string account = target.Given switch
        {
            QualysAccountKind.User => " -Credential (Get-Credential)",
            QualysAccountKind.Client => " -ClientCredential (Get-Credential)",
            QualysAccountKind.Token => " -AccessToken (Read-Host -AsSecureString)",
            _ => "",
        };

        string gateway = target.Gateway is { } named ? $" -GatewayFqdn '{named}'" : "";
        string authentication =
            target.Authentication == QualysUpdateAuthentication.Basic ? "" : $" -UpdateAuthentication {target.Authentication}";
        string kind = target.ClientKind is { } client and not QualysClientKind.User ? $" -ClientKind {client}" : "";
        return $"{command} -ApiFqdn '{target.Api}'{gateway}{authentication}{account}{kind}";
    }
}
