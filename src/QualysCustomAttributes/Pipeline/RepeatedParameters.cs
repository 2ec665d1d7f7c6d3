using System.Globalization;
using System.Management.Automation.Language;

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

    private static string Text(object value) => value switch
    {
        TimeSpan time => $"'{time:c}'",
        DateTime moment => $"'{moment.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture)}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"'{CodeGeneration.EscapeSingleQuotedStringContent($"{value}")}'",
    };
}
