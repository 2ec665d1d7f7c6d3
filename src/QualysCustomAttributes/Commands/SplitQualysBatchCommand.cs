using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Commands;

/// <summary>Splits groups into batches small enough for one request.</summary>
[Cmdlet(VerbsCommon.Split, "QualysBatch", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(QualysBatch))]
public sealed class SplitQualysBatchCommand : StageCommand
{
    /// <summary>The group.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public QualysPayloadGroup InputObject { get; set; } = null!;

    /// <summary>How many assets a batch has at most.</summary>
    [Parameter]
    [ValidateRange(1, SplitStage.LargestBatchSize)]
    public int BatchSize { get; set; } = SplitStage.DefaultBatchSize;

    private protected override ConnectorStage Kind => ConnectorStage.Split;

    private protected override string InputDatabasePath => InputObject.DatabasePath;

    private SplitStage? Work => (SplitStage?)Stage;

    private protected override Stage Begin(string databasePath) => SplitStage.Start(databasePath, BatchSize, Caller, EventSink);

    private protected override void ProcessInput() => Write(Work!.Add(InputObject));

    private protected override void ReadDatabase() => Write(Work!.ReadAll());

    private protected override void End() => Work?.Complete(StopToken);

    private void Write(IEnumerable<QualysBatch> batches)
    {
        foreach (QualysBatch batch in batches)
        {
            WriteObject(batch);
        }
    }
}
