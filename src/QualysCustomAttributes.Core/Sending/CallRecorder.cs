using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>Puts each call on disk before it is sent and when it has ended, and tells the front end of it.</summary>
/// <param name="database">The run database.</param>
/// <param name="known">What was on record of the batch before.</param>
/// <param name="counts">Counts the calls.</param>
/// <param name="events">Takes what happens.</param>
internal sealed class CallRecorder(RunDatabase database, QualysUpdateResult known, UpdateCounts counts, IProgress<ConnectorEvent>? events)
    : ICallObserver<QualysCall>
{
    // A call that failed is the last of its batch, and did nothing for sure.
    private bool _mayHaveBeenApplied = known.Outcome == UpdateOutcome.InDoubt;

    /// <summary>Writes what a call that succeeded means for its batch: in the transaction that records the call, so that both are there or none.</summary>
    public required Action<QualysCall> Conclude { get; init; }

    /// <summary>Is done when the call is on record, before it leaves; an error keeps it from leaving.</summary>
    public Action Leaving { get; init; } = () => { };

    /// <summary>
    /// Is done when what came of a call is on record: it was confirmed, it did nothing for sure, or nobody knows
    /// (<see langword="null"/>).
    /// </summary>
    public Action<QualysCall, bool?> Settled { get; init; } = (_, _) => { };

    /// <summary>What is known of the batch where the latest call was refused outright, and so changed nothing.</summary>
    public UpdateOutcome OutcomeIfRefused => _mayHaveBeenApplied ? UpdateOutcome.InDoubt : known.Outcome;

    public long WillSend(QualysCall call)
    {
        lock (database.Gate)
        {
            database.Executions.MarkAs(UpdateOutcome.InDoubt, call.GroupNumber, call.BatchNumber);
            database.Executions.CountAttempt(call.GroupNumber, call.BatchNumber);
            long callId = database.Calls.Insert(call);
            database.Lease!.CountCall();
            database.Commit();

            RequireInFile(callId, call);
            counts.AddCall();
            return callId;
        }
    }

    // In the file itself, not in the log beside it, and in the file that has the name: whoever looks for it finds it there.
    private void RequireInFile(long callId, QualysCall call)
    {
        try
        {
            database.Lease!.RequireNamedPlan();
            database.WriteBack();
            database.Lease!.RequireNamedFile();
            Leaving();
        }
        catch (ConnectorException exception)
        {
            // Wherever this file is now, it says that the call never left.
            Ended(callId, call with { NeverLeft = true, Error = exception.Message });
            throw;
        }
    }

    public void Ended(long callId, QualysCall call)
    {
        lock (database.Gate)
        {
            database.Calls.End(callId, call);
            if (call.WasRefused)
            {
                database.Executions.MarkAs(OutcomeIfRefused, call.GroupNumber, call.BatchNumber);
            }
            else
            {
                _mayHaveBeenApplied |= call.Meaning != AnswerMeaning.Failed;
            }

            if (call.Meaning == AnswerMeaning.Passing || (!call.WasRefused && !call.IsSuccess))
            {
                // Should the run end before the next attempt, this is what is known of the batch.
                database.Executions.NoteFailure(
                    call.GroupNumber, call.BatchNumber, call.Status, call.Code, UpdateJudgement.DescribeFailure(call));
            }

            if (call.IsSuccess)
            {
                Conclude(call);
            }

            database.CommitWhereverItIs();
            Settled(call, call.IsSuccess ? true : _mayHaveBeenApplied ? null : false);
        }

        events?.Report(new CallEnded(call));
    }

    public void WillWait(DateTimeOffset until) => events?.Report(new CallsWait(until));

    public void WillRetry(QualysCall call, TimeSpan wait, WaitCause cause, int attemptsLeft)
    {
        database.Calls.NoteWait(call, wait, cause);
        events?.Report(new CallWillBeRetried(call, wait, cause, attemptsLeft));
    }
}
