using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Commands;

/// <summary>Splits groups into batches small enough for one request.</summary>
[Cmdlet(VerbsCommon.Split, "QualysBatch", DefaultParameterSetName = InputObjectSet)]
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

    private protected override void ProcessInput() => Write(Open(InputObject.DatabasePath).Add(InputObject));

    private protected override void ReadDatabase(string databasePath) => Write(Open(databasePath).ReadAll());

    private protected override void End() => (Stage as SplitStage)?.Complete();

    private void Write(IEnumerable<QualysBatch> batches)
    {
        foreach (QualysBatch batch in batches)
        {
            WriteObject(batch);
        }
    }

    private SplitStage Open(string databasePath) =>
        (SplitStage)(Stage ??= SplitStage.Start(databasePath, BatchSize, CommandName, EventSink));
}
