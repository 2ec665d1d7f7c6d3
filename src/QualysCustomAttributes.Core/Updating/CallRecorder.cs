using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.RunDatabases;

namespace QualysCustomAttributes.Updating;

/// <summary>Puts each call on disk before it is sent and when it has ended, and tells the front end of it.</summary>
internal sealed class CallRecorder(RunDatabase database, UpdateCounts counts, IProgress<ConnectorEvent>? events) : ICallObserver
{
    public long WillSend(QualysCall call)
    {
        lock (database.Gate)
        {
            database.Executions.MarkInDoubt(call);
            long callId = database.Calls.Insert(call);
            database.Commit();
            counts.AddCall();
            return callId;
        }
    }

    public void Ended(long callId, QualysCall call)
    {
        lock (database.Gate)
        {
            database.Calls.End(callId, call);
            database.Commit();
        }

        events?.Report(new CallEnded(call));
    }

    public void WillRetry(QualysCall call, TimeSpan wait, WaitCause cause, int attemptsLeft)
    {
        database.Calls.NoteWait(call, wait, cause);
        events?.Report(new CallWillBeRetried(call, wait, cause, attemptsLeft));
    }
}
