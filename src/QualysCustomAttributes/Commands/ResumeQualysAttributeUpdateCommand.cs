using System.Management.Automation;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Commands;

/// <summary>Goes on with a run whatever ended it: sends what was chosen and is not sent or in doubt, to the host that the record has.</summary>
[Cmdlet(VerbsLifecycle.Resume, "QualysAttributeUpdate", SupportsShouldProcess = true)]
[OutputType(typeof(QualysUpdateResult))]
public sealed class ResumeQualysAttributeUpdateCommand : BatchUpdateCommand
{
    private readonly HashSet<string> _seen = [];
    private bool _isNamed;

    /// <summary>The run database.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>Whether batches that failed or are partial are sent again.</summary>
    [Parameter]
    public SwitchParameter RetryFailed { get; set; }

    private protected override void Begin()
    {
        _isNamed = IsGiven(nameof(DatabasePath));
        CheckCalls();
    }

    private protected override void Process()
    {
        string path = this.ResolveFile(DatabasePath);
        if (!_seen.Add(path))
        {
            return;
        }

        try
        {
            GoOn(path);
        }
        catch (ConnectorException exception) when (!_isNamed && exception is RunDatabaseException or LedgerException or MassChangeException)
        {
            // It is of this database alone: what comes behind it down the pipeline goes on.
            exception.Advice ??= Advise(exception);
            WriteError(ConnectorErrorRecords.Of(exception));
            Close();
        }
    }

    private protected override SendOptions ReadOptions() => new() { LeavesFailed = !RetryFailed };

    private void GoOn(string path)
    {
        RunResumption run = RunResumption.Read(path);
        if (!run.IsAnythingLeft(RetryFailed))
        {
            WriteWarning(run.NothingLeft);
        }
        else
        {
            bool isCalled = !this.IsWhatIf();
            GoWhere(run, isCalled);
            if (isCalled)
            {
                SendBy(CreateClient());
            }

            BatchStage stage = GetStage(path);
            foreach (QualysBatch batch in stage.ChooseBatches(StopToken))
            {
                Take(stage, batch);
            }

            Complete();
            Close();
        }

        if (!RetryFailed && run.BatchesFailed > 0)
        {
            WriteWarning(ResumeCommand.OfFailed(run.BatchesFailed, path));
        }
    }
}
