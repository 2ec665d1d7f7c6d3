using System.Management.Automation;
using System.Management.Automation.Host;

namespace QualysCustomAttributes.Pipeline;

/// <summary>What a host says that can show nothing and ask nobody: a scheduler's, a program's that embeds PowerShell, one that is not interactive.</summary>
internal static class HostWithoutScreen
{
    /// <summary>Whether an error of a host's user interface is that there is none.</summary>
    public static bool Is(Exception exception) => exception is HostException or NotImplementedException or PSInvalidOperationException;
}
