namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Tells a front of the calls to the gateway; no other record is kept of them.</summary>
/// <param name="events">Takes calls and waits, on whichever thread they happen.</param>
internal sealed class GatewayCalls(IProgress<ConnectorEvent>? events) : ICallObserver<QualysInventoryCall>
{
    public long WillSend(QualysInventoryCall call) => 0;

    public void Ended(long callId, QualysInventoryCall call) => events?.Report(new CallEnded(call));

    public void WillWait(DateTimeOffset until) => events?.Report(new CallsWait(until));

    public void WillRetry(QualysInventoryCall call, TimeSpan wait, WaitCause cause, int attemptsLeft) =>
        events?.Report(new CallWillBeRetried(call, wait, cause, attemptsLeft));
}
