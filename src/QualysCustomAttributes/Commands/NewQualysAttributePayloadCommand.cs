using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Commands;

/// <summary>Makes the payload of each asset: its attributes that have a value.</summary>
[Cmdlet(VerbsCommon.New, "QualysAttributePayload", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(QualysAttributePayload))]
public sealed class NewQualysAttributePayloadCommand : StageCommand
{
    private const string ChangeSet = "Change";

    /// <summary>The asset.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public AxoniusRecord InputObject { get; set; } = null!;

    /// <summary>What is to be done with one key of an asset, where the plan was made by comparison.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ChangeSet, ValueFromPipeline = true)]
    public AttributeChange Change { get; set; } = null!;

    private protected override ConnectorStage Kind => ConnectorStage.Payload;

    private protected override string InputDatabasePath =>
        ParameterSetName == ChangeSet ? Change.DatabasePath : InputObject.DatabasePath;

    private PayloadStage? Work => (PayloadStage?)Stage;

    private protected override Stage Begin(string databasePath) => PayloadStage.Start(databasePath, Caller, EventSink);

    private protected override void ProcessInput()
    {
        if (ParameterSetName == ChangeSet)
        {
            WriteObject(Work!.Add(Change), enumerateCollection: true);
        }
        else
        {
            WriteObject(Work!.Add(InputObject));
        }
    }

    private protected override void ReadDatabase()
    {
        foreach (QualysAttributePayload payload in Work!.ReadAll())
        {
            WriteObject(payload);
        }
    }

    private protected override void End()
    {
        WriteObject(Work?.MakeRest() ?? [], enumerateCollection: true);
        Work?.Complete();
    }
}
