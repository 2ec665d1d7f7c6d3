using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
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

    private bool? _isApproved;
    private bool _isDatabaseNamed;

    /// <summary>The run database whose earlier stage is read. What a piped object has is taken to refuse it: it is a part of the run.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DatabaseSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>Whether what later stages made of an earlier run is thrown away without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The stage's work, once the first object has come.</summary>
    private protected Stage? Stage { get; private set; }

    /// <summary>Which stage it is.</summary>
    private protected abstract ConnectorStage Kind { get; }

    private protected override void Begin() => _isDatabaseNamed = MyInvocation.BoundParameters.ContainsKey(nameof(DatabasePath));

    private protected sealed override void Process()
    {
        if (ParameterSetName == DatabaseSet && !_isDatabaseNamed)
        {
            // Objects of another process, or no more than their properties: what a filter left out of them would be in again.
            throw QualysConfigurationException.PartOfPlan();
        }

        string path = ParameterSetName == DatabaseSet ? this.ResolveFile(DatabasePath) : InputDatabasePath;
        if (!MayBegin(path))
        {
            return;
        }

        if (ParameterSetName != DatabaseSet)
        {
            ProcessInput();
        }
        else
        {
            ReadDatabase();
        }
    }

    /// <summary>The run database of the object at hand.</summary>
    private protected abstract string InputDatabasePath { get; }

    /// <summary>Begins the stage.</summary>
    private protected abstract Stage Begin(string databasePath);

    /// <summary>Takes the object at hand.</summary>
    private protected abstract void ProcessInput();

    /// <summary>Takes what the stage before left in the database.</summary>
    private protected abstract void ReadDatabase();

    private protected override void Release() => Stage?.Dispose();

    // Asked once, before anything is thrown away.
    private bool MayBegin(string databasePath)
    {
        if (Stage is null && _isApproved is null)
        {
            string? lost = StageReplacement.Find(databasePath, Kind, Caller);
            bool isForced = Force && !this.IsWhatIf() && !this.IsConfirm();
            _isApproved = lost is null || isForced || MayThrowAway(databasePath, lost);
            if (_isApproved == true)
            {
                Stage = Begin(databasePath);
            }
        }

        return _isApproved == true;
    }

    private bool MayThrowAway(string databasePath, string lost) => ShouldProcess(
        databasePath, $"Run the stage {Kind} again, which throws away {lost}", () => RunDatabaseException.WouldReplace(databasePath, Kind, lost));
}
