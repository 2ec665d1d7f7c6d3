namespace QualysCustomAttributes.Qualys;

/// <summary>A call to Qualys, to its API or its gateway, was answered or failed.</summary>
/// <param name="Call">The call.</param>
internal sealed record CallEnded(QualysExchange Call) : ConnectorEvent;

/// <summary>A call to Qualys will be made again after a wait.</summary>
/// <param name="Call">The call that was not successful.</param>
/// <param name="Wait">How long the wait is.</param>
/// <param name="Cause">Who asked for that wait: the platform's header, or the configured back-off.</param>
/// <param name="AttemptsLeft">How many attempts are left for this request.</param>
internal sealed record CallWillBeRetried(QualysExchange Call, TimeSpan Wait, WaitCause Cause, int AttemptsLeft) : ConnectorEvent;

/// <summary>Calls wait for a limit that is known of, before one leaves.</summary>
/// <param name="Until">Until when.</param>
internal sealed record CallsWait(DateTimeOffset Until) : ConnectorEvent;
