using System.Management.Automation;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;

namespace QualysCustomAttributes.Commands;

/// <summary>Makes an inventory database anew from the pages in its folder, without asking Qualys.</summary>
[Cmdlet(VerbsData.Restore, "QualysInventory", SupportsShouldProcess = true)]
[OutputType(typeof(RestoredInventory))]
public sealed class RestoreQualysInventoryCommand : ConnectorCommand
{
    private Task _restoring = Task.CompletedTask;

    /// <summary>The folder of pages and database.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Folder", "FullName")]
    [ArgumentCompleter(typeof(InventoryCompleter))]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Whether a database that is there is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether others may read what is made, as far as the umask lets them.</summary>
    [Parameter]
    public SwitchParameter SharedRead { get; set; }

    private protected override void Process()
    {
        var options = new RestorationOptions { Folder = this.ResolveFile(Path), Replace = Force, SharedRead = SharedRead };
        var restoration = new InventoryRestoration(options, EventSink);
        int pages = restoration.Check();
        if (!ShouldProcess(restoration.DatabasePath, $"Make the inventory database anew from {Counted.Of(pages, "page")}"))
        {
            return;
        }

        Task<RestoredInventory> restoring = restoration.RunAsync(StopToken);
        _restoring = restoring;
        EventSink.PumpUntil(restoring);
        EventSink.CompleteProgress(ConnectorStage.Load);
        WriteObject(restoring.GetAwaiter().GetResult());
    }

    private protected override string? Stopped => "Stopped. A database that was there is as it was before.";

    // Stopped or not, nothing goes on in the background.
    private protected override void Release() => _restoring.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
}
