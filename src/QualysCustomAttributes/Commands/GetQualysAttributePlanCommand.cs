using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Commands;

/// <summary>
/// Reads from a run database what a plan that was made by comparison does with each key of an asset, and why. Nothing is compared anew, and
/// nothing is written.
/// </summary>
[Cmdlet(VerbsCommon.Get, "QualysAttributePlan")]
[OutputType(typeof(AttributeChange))]
public sealed class GetQualysAttributePlanCommand : ConnectorCommand
{
    /// <summary>The run database.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>Only of these assets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1UL, QualysAssetIds.Largest)]
    public ulong[] AssetId { get; set; } = [];

    /// <summary>Only of these keys; wildcards are taken.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RunKeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Key { get; set; } = ["*"];

    /// <summary>Only what is done in one of these ways.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ChangeAction[] Action { get; set; } = [];

    /// <summary>Only what is done for one of these reasons.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ChangeReason[] Reason { get; set; } = [];

    /// <summary>Whether keys of which nothing differs are given too.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    private protected override void Process()
    {
        WildcardPattern[] keys = [.. Key.Select(key => WildcardPattern.Get(key, WildcardOptions.IgnoreCase))];
        HashSet<ulong> asked = [.. AssetId];
        AttributeChange[] changes;
        RunDatabaseException[] missing;
        using (RunDatabase database = RunDatabase.OpenForReading(this.ResolveFile(DatabasePath)))
        {
            changes =
            [
                .. PlannedChanges.ReadKept(database, IncludeEqual || Action.Contains(ChangeAction.None) || Reason.Length > 0).TakeWhile(_ => !StopToken.IsCancellationRequested)
                    .Where(change => (asked.Count == 0 || asked.Contains(change.AssetId)) && Array.Exists(keys, key => key.IsMatch(change.Key))
                        && (Action.Length == 0 || Action.Contains(change.Action)) && (Reason.Length == 0 || Reason.Contains(change.Reason))),
            ];
            missing =
            [
                .. asked.Where(asset => !database.Plan.Has(asset))
                    .Select(asset => RunDatabaseException.NotInPlan(database.Path, database.Records.ExplainAbsence(asset))),
            ];
        }

        Array.ForEach(missing, error => WriteError(ConnectorErrorRecords.Of(error)));

        // Closed before the first goes down the pipeline, where somebody may want to write.
        foreach (AttributeChange change in changes)
        {
            StopToken.ThrowIfCancellationRequested();
            WriteObject(change);
        }
    }
}
