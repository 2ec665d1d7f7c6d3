namespace QualysCustomAttributes.Qualys;

/// <summary>A request to change the custom attributes of some assets.</summary>
/// <param name="GroupNumber">The number of the group.</param>
/// <param name="BatchNumber">The number of the batch in its group.</param>
/// <param name="Assets">How many assets the batch has.</param>
/// <param name="Function">What is done with the attributes.</param>
/// <param name="Body">The request's body, as the run database has it.</param>
internal sealed record QualysUpdateRequest(int GroupNumber, int BatchNumber, int Assets, QualysFunction Function, string Body);

/// <summary>Is told of each call to Qualys.</summary>
internal interface ICallObserver
{
    /// <summary>A call is about to be sent. It is sent only once this has returned.</summary>
    /// <returns>A number under which <see cref="Ended"/> will tell of it.</returns>
    long WillSend(QualysCall call);

    /// <summary>A call was answered, or failed.</summary>
    void Ended(long callId, QualysCall call);

    /// <summary>The call will be made again after a wait.</summary>
    void WillRetry(QualysCall call, TimeSpan wait, WaitCause cause, int attemptsLeft);
}
