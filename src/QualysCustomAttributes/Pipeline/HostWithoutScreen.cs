using System.Management.Automation;
using System.Management.Automation.Host;

namespace QualysCustomAttributes.Pipeline;

/// <summary>What a host says that can show nothing and ask nobody: a scheduler's, a program's that embeds PowerShell, one that is not interactive.</summary>
internal static class HostWithoutScreen
{
    /// <summary>Whether an error of a host's user interface is that there is none: what hosts throw that have not made one.</summary>
    public static bool Is(Exception exception) => exception is HostException or NotImplementedException or PSInvalidOperationException;

    /// <summary>Asks for an account.</summary>
    /// <param name="host">The host.</param>
    /// <param name="title">What it is for.</param>
    /// <param name="text">Which one is asked for.</param>
    /// <param name="name">Its name where that is known, else empty.</param>
    /// <returns>The account, or <see langword="null"/> where nobody can be asked, or nobody answers.</returns>
    public static PSCredential? AskForAccount(PSHost host, string title, string text, string name)
    {
        if (IsUnattended(host))
        {
            return null;
        }

        try
        {
            PSCredential? given = host.UI?.PromptForCredential(title, ShownText.Line(text), ShownText.Line(name), "");
            return given is null || given == PSCredential.Empty || given.UserName.Length == 0 ? null : given;
        }
        catch (Exception exception) when (Is(exception))
        {
            // Nobody sits there: the error about missing credentials says what to do.
            return null;
        }
    }

    // A service or a scheduled job would wait for ever, and PowerShell's own host shows its question before it finds that nobody may answer.
    private static bool IsUnattended(PSHost host) =>
        !Environment.UserInteractive
        || (host.Name == "ConsoleHost"
            && (Console.IsInputRedirected
                || Environment.GetCommandLineArgs().Any(word => word.StartsWith("-noni", StringComparison.OrdinalIgnoreCase))));
}
