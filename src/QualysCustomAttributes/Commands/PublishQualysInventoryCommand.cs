using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.Csv;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Publishing.Snapshot;

namespace QualysCustomAttributes.Commands;

/// <summary>Distributes an inventory database: as CSV files, as a compacted copy, and into PostgreSQL.</summary>
[Cmdlet(VerbsData.Publish, "QualysInventory", SupportsShouldProcess = true)]
[OutputType(typeof(PublishedTarget))]
public sealed class PublishQualysInventoryCommand : ConnectorCommand
{
    private Task _publishing = Task.CompletedTask;

    /// <summary>The inventory database, or the folder of the export that holds it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("DatabasePath", "FullName")]
    [ArgumentCompleter(typeof(InventoryCompleter))]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The folder of the CSV files.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Csv { get; set; }

    /// <summary>The folder of compacted copies of the database.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Snapshot { get; set; }

    /// <summary>The connection string of the PostgreSQL database.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PostgreSql { get; set; }

    /// <summary>User and password in PostgreSQL, instead of those in the connection string.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? PostgreSqlCredential { get; set; }

    /// <summary>The schema in the PostgreSQL database.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PostgreSqlSchema { get; set; }

    /// <summary>Whether others may read what is made, as far as the umask lets them.</summary>
    [Parameter]
    public SwitchParameter SharedRead { get; set; }

    private protected override void Process()
    {
        var options = new PublicationOptions { DatabasePath = this.ResolveFile(Path), Targets = [.. ReadTargets()] };
        var publication = new InventoryPublication(options, EventSink);
        publication.Check();
        string what = $"Publish the inventory '{publication.DatabasePath}'";
        PublicationTarget[] approved = [.. options.Targets.Where(target => ShouldProcess(target.Location, $"{what} {target.Manner}"))];
        if (approved.Length > 0)
        {
            Publish(new InventoryPublication(options with { Targets = approved }, new Targets(this)));
        }
    }

    private protected override string? Stopped => "Stopped. Targets that were done stay; what was not done is as it was before.";

    // Stopped or not, nothing goes on in the background.
    private protected override void Release() => _publishing.ContinueWith(_ => { }, TaskScheduler.Default).Wait();

    private void Publish(InventoryPublication publication)
    {
        Task publishing = publication.RunAsync(StopToken);
        _publishing = publishing;
        EventSink.PumpUntil(publishing);
        EventSink.CompleteProgress(ConnectorStage.Publish);
        publishing.GetAwaiter().GetResult();
    }

    private IEnumerable<PublicationTarget> ReadTargets()
    {
        if (Csv is not null)
        {
            yield return new CsvTarget(this.ResolveFile(Csv), SharedRead);
        }

        if (Snapshot is not null)
        {
            yield return new SnapshotTarget(this.ResolveFile(Snapshot), SharedRead);
        }

        if (PostgreSql is not null || PostgreSqlCredential is not null || PostgreSqlSchema is not null)
        {
            yield return ReadPostgreSql();
        }
    }

    private PostgreSqlTarget ReadPostgreSql()
    {
        // The name as typed: GetNetworkCredential would take a domain off it.
        PSCredential? credential = PostgreSqlCredential == PSCredential.Empty ? null : PostgreSqlCredential;
        return new PostgreSqlTarget(PostgreSql ?? "", credential?.UserName, credential?.GetNetworkCredential().Password, PostgreSqlSchema);
    }

    /// <summary>Passes a target on as soon as it is done: a later one may fail.</summary>
    private sealed class Targets(PublishQualysInventoryCommand command) : IProgress<ConnectorEvent>
    {
        public void Report(ConnectorEvent value)
        {
            if (value is TargetPublished published)
            {
                command.EventSink.Post(() => command.WriteObject(published.Target));
            }
            else
            {
                command.EventSink.Report(value);
            }
        }
    }
}
