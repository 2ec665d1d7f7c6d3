using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Commands;

/// <summary>Shows the session's connection to Qualys, nothing where there is none.</summary>
[Cmdlet(VerbsCommon.Get, "QualysConnection")]
[OutputType(typeof(QualysConnection))]
public sealed class GetQualysConnectionCommand : ConnectorCommand
{
    private protected override void Process()
    {
        if (SessionConnection.Current is { } connection)
        {
            WriteObject(connection);
        }
    }
}
