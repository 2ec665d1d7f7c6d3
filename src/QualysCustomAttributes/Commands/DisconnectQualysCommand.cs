using System.Management.Automation;
using QualysCustomAttributes.Pipeline;

namespace QualysCustomAttributes.Commands;

/// <summary>Ends the session's connection to Qualys and forgets the gateway's token.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Qualys")]
[OutputType(typeof(void))]
public sealed class DisconnectQualysCommand : ConnectorCommand
{
    private protected override void Process()
    {
        if (SessionConnection.Current is { } connection)
        {
            connection.SignOut();
            SessionConnection.Current = null;
            WriteVerbose($"Disconnected from {connection}.");
        }
    }
}
