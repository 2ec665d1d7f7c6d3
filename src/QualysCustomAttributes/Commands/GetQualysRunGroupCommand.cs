using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Commands;

/// <summary>Reads the groups of a run database, and writes nothing.</summary>
[Cmdlet(VerbsCommon.Get, "QualysRunGroup")]
[OutputType(typeof(QualysPayloadGroup))]
public sealed class GetQualysRunGroupCommand : RunReaderCommand
{
    private protected override ConnectorStage Stage => ConnectorStage.Group;

    private protected override IEnumerable<object> Read(RunDatabase database) =>
        QualysPayloadGroup.ReadAll(database).Where(group => IsAsked(group.GroupNumber));
}
