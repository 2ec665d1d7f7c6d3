using System.Management.Automation;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Commands;

/// <summary>Reads from a run database which rows of the export, and which ids of them, were not used, and why. Nothing is written.</summary>
[Cmdlet(VerbsCommon.Get, "QualysRejectedRow")]
[OutputType(typeof(QualysRejectedRow))]
public sealed class GetQualysRejectedRowCommand : RunRowsCommand
{
    /// <summary>Only what was rejected for one of these reasons.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public RejectionReason[] Reason { get; set; } = [];

    private protected override IEnumerable<object> Read(string databasePath) => QualysRejectedRow.Read(databasePath, Reason);
}
