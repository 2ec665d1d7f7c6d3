using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Commands;

/// <summary>Takes a reconciled run back, as a run of its own; with -WhatIf it shows the plan and sends nothing.</summary>
[Cmdlet(VerbsCommon.Undo, "QualysAttributeUpdate", SupportsShouldProcess = true)]
[OutputType(typeof(SynchronizationSummary), typeof(QualysUpdateResult))]
public sealed class UndoQualysAttributeUpdateCommand : SynchronizationCommand
{
    private string? _undone;

    /// <summary>The run database of the run that is undone.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>The run database to create.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewDatabasePath { get; set; }

    private protected override void Begin() => CheckCalls();

    private protected override void Process()
    {
        string path = this.ResolveFile(DatabasePath);
        if (_undone is not null)
        {
            throw UndoException.OneAtATime(_undone, path);
        }

        _undone = path;
        Connect(RunResumption.OfSent(path));
        Synchronize(Common with
        {
            Import = new AxoniusImportOptions
            {
                Path = path,
                DatabasePath = NewDatabasePath is null ? null : this.ResolveFile(NewDatabasePath),
                Folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
                Replace = Force,
                SharedRead = SharedRead,
                Caller = Caller,
            },
            Undo = new UndoOptions
            {
                RunPath = path,
                Comparison = ComparisonParameters.OfRun(this, FindApi(), FindGateway(), InventoryPath, LedgerPath, MaximumInventoryAge),
            },
        });
    }
}
