using System.Management.Automation;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Commands;

/// <summary>Reads from a run database every call to Qualys: when, what came back, and which wait followed. Nothing is written.</summary>
[Cmdlet(VerbsCommon.Get, "QualysApiCall")]
[OutputType(typeof(QualysApiCall))]
public sealed class GetQualysApiCallCommand : RunRowsCommand
{
    /// <summary>Only calls for these groups.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[] GroupNumber { get; set; } = [];

    private protected override IEnumerable<object> Read(string databasePath) => QualysApiCall.Read(databasePath, GroupNumber);
}
