using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Commands;

/// <summary>Reads from a run database which assets stand in several rows of the export, and what became of each row. Nothing is written.</summary>
[Cmdlet(VerbsCommon.Get, "QualysDuplicate")]
[OutputType(typeof(QualysDuplicate))]
public sealed class GetQualysDuplicateCommand : RunRowsCommand
{
    /// <summary>Only of these assets.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1UL, QualysAssetIds.Largest)]
    public ulong[] AssetId { get; set; } = [];

    private protected override IEnumerable<object> Read(string databasePath) => QualysDuplicate.Read(databasePath, AssetId);
}
