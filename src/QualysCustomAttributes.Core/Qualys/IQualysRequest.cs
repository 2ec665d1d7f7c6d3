namespace QualysCustomAttributes.Qualys;

/// <summary>A call that has ended, and what was read from its answer.</summary>
/// <typeparam name="TCall">The kind of call.</typeparam>
/// <typeparam name="TRead">What a usable answer brings.</typeparam>
/// <param name="Call">The call.</param>
/// <param name="Value">What was read, or <see langword="null"/> where no usable answer came; whoever gets it disposes of it.</param>
internal readonly record struct QualysReply<TCall, TRead>(TCall Call, TRead? Value)
    where TCall : QualysExchange
    where TRead : class;

/// <summary>What is asked of Qualys, apart from how it is carried.</summary>
/// <typeparam name="TCall">A call that asks it.</typeparam>
/// <typeparam name="TRead">What a usable answer brings.</typeparam>
internal interface IQualysRequest<TCall, TRead>
    where TCall : QualysExchange
    where TRead : class
{
    /// <summary>Makes the call of one attempt, which is about to be sent.</summary>
    TCall Begin(int attempt, DateTimeOffset now);

    /// <summary>Makes the message of one attempt.</summary>
    HttpRequestMessage BuildMessage();

    /// <summary>
    /// Reads the answer's body and has it judged (<see cref="Answers.AnswerJudgement"/>). Status, limits and wait stand in the call.
    /// </summary>
    Task<QualysReply<TCall, TRead>> ReadAsync(TCall call, HttpResponseMessage response, CancellationToken cancellationToken);

    /// <summary>Whether the account is refused for good; the gateway's token may just have expired.</summary>
    bool IsFinal(TCall refused);
}

/// <summary>Is told of each call to Qualys.</summary>
/// <typeparam name="TCall">The call.</typeparam>
internal interface ICallObserver<TCall>
    where TCall : QualysExchange
{
    /// <summary>A call is about to be sent. It is sent only once this has returned.</summary>
    /// <returns>A number under which <see cref="Ended"/> will tell of it.</returns>
    long WillSend(TCall call);

    /// <summary>A call was answered, or failed.</summary>
    void Ended(long callId, TCall call);

    /// <summary>Calls wait for a limit that is known of, before one leaves.</summary>
    /// <param name="until">Until when.</param>
    void WillWait(DateTimeOffset until)
    {
    }

    /// <summary>The call will be made again after a wait.</summary>
    void WillRetry(TCall call, TimeSpan wait, WaitCause cause, int attemptsLeft);
}
