namespace QualysCustomAttributes.Qualys;

/// <summary>
/// Qualys refused the account, or the account lacks a permission, whatever the HTTP status. The run ends at once, so that the
/// account is not locked; the rest is left to resume.
/// </summary>
public sealed class QualysAuthenticationException : ConnectorException
{
    private const int NoPermission = 403;

    private readonly QualysAddress _address;
    private readonly QualysExchange _call;
    private readonly RefusedAccount _account;

    /// <summary>Words a refusal.</summary>
    /// <param name="address">Who refused.</param>
    /// <param name="call">What was refused.</param>
    /// <param name="account">Whom.</param>
    /// <param name="databasePath">The run database from which the rest can be sent.</param>
    internal QualysAuthenticationException(
        QualysAddress address, QualysExchange call, RefusedAccount account, string? databasePath = null)
        : base(
            call.Status == NoPermission ? "Forbidden" : "AuthenticationFailed",
            ConnectorErrorKind.Authentication,
            RefusalText.Of(address, call, account).What
            + (databasePath is null ? "" : $" The run was ended. What was not sent is on record in '{databasePath}'."),
            address, null)
    {
        Details = RefusalText.Of(address, call, account).UsualCauses;
        Status = call.Status!.Value;
        DatabasePath = databasePath;
        _address = address;
        _call = call;
        _account = account;
    }

    /// <summary>The HTTP status: 401, 403, or any other under which the platform refused the account, 200 among them.</summary>
    public int Status { get; }

    /// <summary>The run database in which what was not sent is on record, or <see langword="null"/> where nothing was to be sent.</summary>
    public string? DatabasePath { get; }

    /// <summary>Where the rest is sent to; <see langword="null"/> where nothing was to be sent.</summary>
    internal UpdateTarget? Updates { get; private init; }

    /// <summary>Whom Qualys refused, and with what.</summary>
    internal RefusedAccount Account => _account;

    /// <summary>The same error with the run database from which the rest can be sent, and where to.</summary>
    internal QualysAuthenticationException Of(string databasePath, UpdateTarget updates) =>
        new(_address, _call, _account, databasePath) { Updates = updates };
}
