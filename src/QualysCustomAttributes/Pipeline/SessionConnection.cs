using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Pipeline;

/// <summary>
/// The connection that Connect-Qualys made, one a runspace: scripts that run side by side in one process do not take each
/// other's tenant. It goes with its runspace.
/// </summary>
internal static class SessionConnection
{
    private static readonly ConditionalWeakTable<Runspace, QualysConnection> Connections = [];

    /// <summary>The connection of the runspace that runs the cmdlet, or <see langword="null"/>.</summary>
    public static QualysConnection? Current
    {
        get => Connections.TryGetValue(Runspace.DefaultRunspace, out QualysConnection? connection) ? connection : null;
        set
        {
            Connections.Remove(Runspace.DefaultRunspace);
            if (value is not null)
            {
                Connections.Add(Runspace.DefaultRunspace, value);
            }
        }
    }
}
