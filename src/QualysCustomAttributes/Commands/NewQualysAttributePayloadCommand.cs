using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Commands;

/// <summary>Makes the payload of each asset: its attributes that have a value.</summary>
[Cmdlet(VerbsCommon.New, "QualysAttributePayload", DefaultParameterSetName = InputObjectSet)]
[OutputType(typeof(QualysAttributePayload))]
public sealed class NewQualysAttributePayloadCommand : StageCommand<PayloadStage>
{
    /// <summary>The asset.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public AxoniusRecord InputObject { get; set; } = null!;

    private protected override PayloadStage Start(string databasePath) => PayloadStage.Start(databasePath, CommandName, EventSink);

    private protected override void ProcessInput() => WriteObject(GetStage(InputObject.DatabasePath).Add(InputObject));

    private protected override void ReadDatabase(PayloadStage stage)
    {
        foreach (QualysAttributePayload payload in stage.ReadAll())
        {
            WriteObject(payload);
        }
    }

    private protected override void End() => Stage?.Complete();
}
