using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Commands;

/// <summary>Makes the payload of each asset: its attributes that have a value.</summary>
[Cmdlet(VerbsCommon.New, "QualysAttributePayload", DefaultParameterSetName = InputObjectSet)]
[OutputType(typeof(QualysAttributePayload))]
public sealed class NewQualysAttributePayloadCommand : StageCommand
{
    /// <summary>The asset.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public AxoniusRecord InputObject { get; set; } = null!;

    private protected override void ProcessInput() => WriteObject(Open(InputObject.DatabasePath).Add(InputObject));

    private protected override void ReadDatabase(string databasePath)
    {
        foreach (QualysAttributePayload payload in Open(databasePath).ReadAll())
        {
            WriteObject(payload);
        }
    }

    private protected override void End() => (Stage as PayloadStage)?.Complete();

    private PayloadStage Open(string databasePath) => (PayloadStage)(Stage ??= PayloadStage.Start(databasePath, CommandName, EventSink));
}
