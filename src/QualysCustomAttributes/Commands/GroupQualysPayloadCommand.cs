using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Commands;

/// <summary>Takes duplicates out and groups the assets that are to have the same attributes.</summary>
[Cmdlet("Group", "QualysPayload", DefaultParameterSetName = InputObjectSet)]
[OutputType(typeof(QualysPayloadGroup))]
public sealed class GroupQualysPayloadCommand : StageCommand
{
    /// <summary>The payload.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public QualysAttributePayload InputObject { get; set; } = null!;

    /// <summary>What happens to an asset id that stands in several rows.</summary>
    [Parameter]
    public DuplicateAction DuplicateAction { get; set; }

    private protected override void ProcessInput() => Open(InputObject.DatabasePath).Add(InputObject);

    private protected override void ReadDatabase(string databasePath) => Open(databasePath).AddAll(StopToken);

    private protected override void End()
    {
        if (Stage is GroupStage stage)
        {
            foreach (QualysPayloadGroup group in stage.Complete())
            {
                WriteObject(group);
            }
        }
    }

    private GroupStage Open(string databasePath) =>
        (GroupStage)(Stage ??= GroupStage.Start(databasePath, DuplicateAction, CommandName, EventSink));
}
