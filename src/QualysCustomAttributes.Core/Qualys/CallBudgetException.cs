using System.Globalization;

namespace QualysCustomAttributes.Qualys;

/// <summary>The run has used up what it was allowed: so many calls, or the time until which it may send. What is left is left to resume.</summary>
public sealed class CallBudgetException : ConnectorException
{
    private readonly QualysAddress _address;
    private readonly string _message;

    private CallBudgetException(string errorId, QualysAddress address, string message, string? databasePath = null, long? left = null)
        : base(errorId, ConnectorErrorKind.Limit, message + Left(databasePath, left), address, null)
    {
        _address = address;
        _message = message;
        DatabasePath = databasePath;
        BatchesLeft = left;
    }

    /// <summary>The run database in which what was not sent is on record, or <see langword="null"/> where nothing was to be sent.</summary>
    public string? DatabasePath { get; }

    /// <summary>How many batches of what was chosen are not confirmed; <see langword="null"/> where nothing was to be sent.</summary>
    public long? BatchesLeft { get; }

    /// <summary>Where the rest is sent to; <see langword="null"/> where nothing was to be sent.</summary>
    internal UpdateTarget? Updates { get; private init; }

    internal static CallBudgetException CallsAreMade(QualysAddress address, int calls) => new(
        "MaximumCallsReached", address,
        $"The run made the {Counted.Of(calls, "call")} that it was allowed, and was ended.");

    internal static CallBudgetException TimeIsOver(QualysAddress address, DateTimeOffset until) => new(
        "UntilReached", address,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The run may send until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, no call could leave before then any more, and it was ended."));

    internal static CallBudgetException ReserveTooLarge(QualysAddress address, long limit, int reserve) => new(
        "ReserveReached", address,
        $"Qualys allows {Counted.Of(limit, "call")} in its window, and {Counted.Of(reserve, "call")} of them are to be left to others: none is "
        + "left for this run, and it was ended.");

    /// <summary>The same error with the run database from which the rest can be sent, how much that is, and where to.</summary>
    internal CallBudgetException Of(string databasePath, long left, UpdateTarget updates) =>
        new(ErrorId, _address, _message, databasePath, left) { Updates = updates };

    private static string Left(string? databasePath, long? left) => databasePath is null || left is null ? ""
        : $" {Counted.Of(left.Value, "batch is", "batches are")} left, on record in '{databasePath}'.";
}
