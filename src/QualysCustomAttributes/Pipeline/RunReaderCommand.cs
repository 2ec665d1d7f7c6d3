using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that looks into a run database: it never writes, and disturbs nobody who works on it.</summary>
public abstract class RunReaderCommand : ConnectorCommand
{
    /// <summary>The run database.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>Only what is of these groups.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[] GroupNumber { get; set; } = [];

    private protected sealed override void Process()
    {
        List<object> found;
        List<RunDatabaseException> missing;
        using (RunDatabase database = RunDatabase.OpenForReading(this.ResolveFile(DatabasePath)))
        {
            PlanCheck.RequireUnchangedIfMade(database, Stage, StopToken);
            found = [.. Read(database)];
            missing = [.. Missing(database).Select(what => RunDatabaseException.NotInPlan(database.Path, what))];
        }

        missing.ForEach(error => WriteError(ConnectorErrorRecords.Of(error)));

        // Closed before the first goes down the pipeline, where somebody may want to write.
        foreach (object each in found)
        {
            WriteObject(each);
        }
    }

    /// <summary>The stage that made what is read.</summary>
    private protected abstract ConnectorStage Stage { get; }

    /// <summary>Reads what is asked for.</summary>
    private protected abstract IEnumerable<object> Read(RunDatabase database);

    /// <summary>Names what was asked for and is not in the plan.</summary>
    private protected virtual IEnumerable<string> Missing(RunDatabase database) =>
        GroupNumber.Except(database.Groups.ReadNumbers()).Select(group => $"no group {group}");

    /// <summary>Whether a group is asked for.</summary>
    private protected bool IsAsked(int groupNumber) => GroupNumber.Length == 0 || GroupNumber.Contains(groupNumber);
}
