namespace QualysCustomAttributes.Qualys;

/// <summary>
/// Qualys's limits end the run for now: it asks for a wait that is longer than the longest allowed, or turned away one call
/// after the other. The run ended in order, and the rest is left to resume.
/// </summary>
public sealed class QualysParkedException : ConnectorException
{
    private readonly QualysAddress _address;
    private readonly string _message;

    private QualysParkedException(QualysAddress address, string message, DateTimeOffset? resumeAfter, string? databasePath)
        : base(
            "RunParked",
            ConnectorErrorKind.Limit,
            message + (databasePath is null ? "" : $" The run was ended. What was not sent is on record in '{databasePath}'."),
            address, null)
    {
        _address = address;
        _message = message;
        ResumeAfter = resumeAfter;
        DatabasePath = databasePath;
    }

    /// <summary>When Qualys takes calls again, or <see langword="null"/> where it does not say.</summary>
    public DateTimeOffset? ResumeAfter { get; }

    /// <summary>The run database in which what was not sent is on record, or <see langword="null"/> where nothing was to be sent.</summary>
    public string? DatabasePath { get; }

    /// <summary>Where the rest is sent to; <see langword="null"/> where nothing was to be sent.</summary>
    internal UpdateTarget? Updates { get; private init; }

    internal static QualysParkedException WaitTooLong(QualysAddress address, TimeSpan wait, QualysClientOptions options)
    {
        TimeSpan whole = TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));
        DateTimeOffset until = options.TimeProvider.GetUtcNow().ToUniversalTime() + whole;
        return new(
            address,
            FormattableString.Invariant($"Qualys's limit asks for a wait of {WaitText.Of(whole)}, until {until:yyyy-MM-dd HH:mm:ss} UTC, ")
            + FormattableString.Invariant($"which is longer than the longest allowed ({WaitText.Of(options.MaximumWait)}). Go on after that time."),
            until, null);
    }

    internal static QualysParkedException TurnedAway(QualysAddress address, int times, string? told) => new(
        address,
        FormattableString.Invariant($"Qualys's limit turned away {Counted.Of(times, "call")} one after the other, though each wait was kept")
        + (string.IsNullOrEmpty(told) ? "." : $" ({told.TrimEnd('.')}).")
        + " Go on later, when nobody else uses up the limit of the subscription.",
        null, null);

    /// <summary>The same error with the run database from which the rest can be sent, and where to.</summary>
    internal QualysParkedException Of(string databasePath, UpdateTarget updates) =>
        new(_address, _message, ResumeAfter, databasePath) { Updates = updates };
}
