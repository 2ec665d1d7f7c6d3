using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Commands;

/// <summary>Reads the batches of a run database with what is on record of each, and writes nothing.</summary>
[Cmdlet(VerbsCommon.Get, "QualysRunBatch")]
[OutputType(typeof(QualysBatch))]
public sealed class GetQualysRunBatchCommand : RunReaderCommand
{
    /// <summary>Only batches with one of these assets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1UL, QualysAssetIds.Largest)]
    public ulong[] AssetId { get; set; } = [];

    /// <summary>Only batches with one of these outcomes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public UpdateOutcome[] Outcome { get; set; } = [];

    private protected override ConnectorStage Stage => ConnectorStage.Split;

    private protected override IEnumerable<object> Read(RunDatabase database)
    {
        HashSet<ulong> assetIds = [.. AssetId];
        return QualysBatch.Read(database, database.Batches.ReadCounts().Select(each => each.Key)).Where(batch => IsAsked(batch.GroupNumber)
            && (assetIds.Count == 0 || batch.AssetIds.Any(assetIds.Contains))
            && (Outcome.Length == 0 || Outcome.Contains(batch.Outcome)));
    }

    private protected override IEnumerable<string> Missing(RunDatabase database)
    {
        IEnumerable<string> missing = base.Missing(database);
        if (AssetId.Length > 0)
        {
            HashSet<ulong> left = [.. AssetId];
            left.ExceptWith(database.Batches.Read().SelectMany(batch => batch.AssetIds));
            missing = missing.Concat(left.Select(database.Records.ExplainAbsence));
        }

        return missing;
    }
}
