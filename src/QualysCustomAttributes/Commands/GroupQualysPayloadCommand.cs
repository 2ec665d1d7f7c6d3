using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Commands;

/// <summary>Takes duplicates out and groups the assets that are to have the same attributes.</summary>
[Cmdlet("Group", "QualysPayload", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(QualysPayloadGroup))]
public sealed class GroupQualysPayloadCommand : StageCommand
{
    /// <summary>The payload.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public QualysAttributePayload InputObject { get; set; } = null!;

    /// <summary>What happens to an asset id that stands in several rows.</summary>
    [Parameter]
    public DuplicateAction DuplicateAction { get; set; }

    /// <summary>What the assets of a group have in common.</summary>
    [Parameter]
    [OneOf(typeof(PayloadGrouping), "a way to group payloads")]
    public PayloadGrouping? GroupBy { get; set; }

    /// <summary>How many assets a batch will have at most: Auto counts calls by it.</summary>
    [Parameter]
    [ValidateRange(1, SplitStage.LargestBatchSize)]
    public int BatchSize { get; set; } = SplitStage.DefaultBatchSize;

    private protected override ConnectorStage Kind => ConnectorStage.Group;

    private protected override string InputDatabasePath => InputObject.DatabasePath;

    private GroupStage? Work => (GroupStage?)Stage;

    private protected override Stage Begin(string databasePath) => GroupStage.Start(
        databasePath, new GroupingOptions { DuplicateAction = DuplicateAction, GroupBy = GroupBy, BatchSize = BatchSize }, Caller, EventSink);

    private protected override void ProcessInput() => Work!.Add(InputObject);

    private protected override void ReadDatabase() => Work!.AddAll(StopToken);

    private protected override void End()
    {
        foreach (QualysPayloadGroup group in Work?.Complete(StopToken) ?? [])
        {
            WriteObject(group);
        }
    }
}
