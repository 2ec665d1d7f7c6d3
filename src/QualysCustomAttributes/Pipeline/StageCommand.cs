using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Pipeline;

/// <summary>
/// A cmdlet that goes on from the stage before it: with the objects that come down the pipeline, or, named a run
/// database alone, with what that stage left there.
/// </summary>
public abstract class StageCommand : ConnectorCommand
{
    private protected const string InputObjectSet = "InputObject";
    private protected const string DatabaseSet = "Database";

    private string? _readDatabase;

    /// <summary>The run database whose earlier stage is read.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DatabaseSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>The stage's work, once the first object has come.</summary>
    private protected Stage? Stage { get; set; }

    private protected sealed override void Process()
    {
        if (ParameterSetName == DatabaseSet)
        {
            string path = this.ResolveFile(DatabasePath);
            // Several objects that name the same database, as objects out of another process do, mean it once.
            if (_readDatabase is null)
            {
                _readDatabase = path;
                ReadDatabase(path);
            }
            else if (_readDatabase != path)
            {
                throw RunDatabaseException.Mixed(_readDatabase, path);
            }
        }
        else
        {
            ProcessInput();
        }
    }

    /// <summary>Takes the object at hand.</summary>
    private protected abstract void ProcessInput();

    /// <summary>Takes what the stage before left in the database.</summary>
    private protected abstract void ReadDatabase(string databasePath);

    private protected override void Release() => Stage?.Dispose();
}
