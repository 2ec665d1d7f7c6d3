using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that reads rows of a run database: it never writes, and disturbs nobody who works on it.</summary>
public abstract class RunRowsCommand : ConnectorCommand
{
    /// <summary>The run database.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    private protected sealed override void Process()
    {
        foreach (object row in Read(this.ResolveFile(DatabasePath)))
        {
            StopToken.ThrowIfCancellationRequested();
            WriteObject(row);
        }
    }

    /// <summary>Reads what is asked for.</summary>
    private protected abstract IEnumerable<object> Read(string databasePath);
}
