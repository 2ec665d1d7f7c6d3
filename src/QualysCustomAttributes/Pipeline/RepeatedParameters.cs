using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Pipeline;

/// <summary>Writes the parameters again that a command was given and that the one which goes on has, too.</summary>
internal static class RepeatedParameters
{
    private static readonly string[] Names =
        ["Canary", "VerifyTimeout", "MaximumCalls", "Until", "ReserveCalls", "PriorityKey", "MaximumChange"];

    /// <summary>Writes them as they stand on a command line; each with a blank before it.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="isHeld">Whether a brake holds the plan: then it is released, whatever part of it may be changed.</param>
    public static string Write(IReadOnlyDictionary<string, object> given, bool isHeld)
    {
        bool isReleased = isHeld || given.ContainsKey("AllowMassChange");

        // How long is read back is a matter of the canary there, and a plan that is released may change what it does.
        IEnumerable<string> names = Names.Where(name => given.ContainsKey(name) && (name, isReleased) != ("MaximumChange", true)
            && (name != "VerifyTimeout" || given.ContainsKey("Canary")));
        return (isReleased ? " -AllowMassChange" : "") + string.Concat(names.Select(name => $" -{name} {Text(given[name])}"));
    }

    /// <summary>Writes all of them as they stand on a command line, for the same command again. What is secret is asked for there.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="without">The parameters that would begin anew what is gone on with.</param>
    public static string WriteAll(IReadOnlyDictionary<string, object> given, params string[] without) => string.Concat(
        given.Where(each => !without.Contains(each.Key) && !PSCmdlet.CommonParameters.Contains(each.Key)).Select(each => each.Value switch
        {
            SwitchParameter { IsPresent: true } => $" -{each.Key}",
            SwitchParameter => "",
            null => "",
            var value => $" -{each.Key} {Text(value)}",
        }));

    private static string Text(object value) => value switch
    {
        PSCredential => "(Get-Credential)",
        SecureString => "(Read-Host -AsSecureString)",
        QualysConnection => "(Connect-Qualys)",
        string[] texts => string.Join(", ", texts.Select(Text)),
        DateTimeOffset moment => $"'{moment.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture)}'",
        TimeSpan time => $"'{time:c}'",
        DateTime moment => $"'{moment.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture)}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"'{CodeGeneration.EscapeSingleQuotedStringContent($"{value}")}'",
    };
}
