using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>A verification in the record of what was run.</summary>
internal sealed class RecordedVerification
{
    private readonly RunDatabase _database;
    private readonly long _runId;

    public RecordedVerification(RunDatabase database, StageCaller caller, QualysAddress gateway)
    {
        _database = database;
        _runId = database.Runs.Begin(
            ConnectorStage.Verify, caller.Command, StageOptions.Describe(("gateway", gateway.ToString())), StageInput.Database);
    }

    /// <summary>Notes that it went to its end.</summary>
    public void Complete(VerificationSummary summary) => _database.Runs.End(
        _runId, RunOutcome.Complete, $"{Counted.Of(summary.AssetsNotAsWanted, "asset")} not as wanted",
        summary.Assets, summary.Assets - summary.AssetsNotAsWanted);

    /// <summary>Notes what ended it; what was read until then stays.</summary>
    public void End(Exception exception)
    {
        bool isStopped = exception is OperationCanceledException;
        _database.Runs.End(
            _runId, isStopped ? RunOutcome.Cancelled : RunOutcome.Failed, isStopped ? "stopped before its end" : exception.Message, 0, 0);
    }
}
