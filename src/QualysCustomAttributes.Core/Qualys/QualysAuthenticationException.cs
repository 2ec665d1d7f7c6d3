using System.Globalization;

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
    private readonly bool _isTokenGiven;

    /// <summary>Words a refusal.</summary>
    /// <param name="address">Who refused.</param>
    /// <param name="call">What was refused.</param>
    /// <param name="isTokenGiven">Whether the call carried a token that was made elsewhere.</param>
    /// <param name="databasePath">The run database from which the rest can be sent.</param>
    internal QualysAuthenticationException(
        QualysAddress address, QualysExchange call, bool isTokenGiven = false, string? databasePath = null)
        : base(
            call.Status == NoPermission ? "Forbidden" : "AuthenticationFailed",
            ConnectorErrorKind.Authentication,
            Describe(address, call, isTokenGiven)
            + (databasePath is null ? "" : $" The run was ended. What was not sent is on record in '{databasePath}'."),
            address, null)
    {
        Status = call.Status!.Value;
        DatabasePath = databasePath;
        _address = address;
        _call = call;
        _isTokenGiven = isTokenGiven;
    }

    /// <summary>The HTTP status: 401, 403, or any other under which the platform refused the account, 200 among them.</summary>
    public int Status { get; }

    /// <summary>The run database in which what was not sent is on record, or <see langword="null"/> where nothing was to be sent.</summary>
    public string? DatabasePath { get; }

    /// <summary>Where the rest is sent to; <see langword="null"/> where nothing was to be sent.</summary>
    internal UpdateTarget? Updates { get; private init; }

    /// <summary>The same error with the run database from which the rest can be sent, and where to.</summary>
    internal QualysAuthenticationException Of(string databasePath, UpdateTarget updates) =>
        new(_address, _call, _isTokenGiven, databasePath) { Updates = updates };

    private static string Describe(QualysAddress address, QualysExchange call, bool isTokenGiven)
    {
        string code = call.Code is null ? "" : $", {call.Code}";
        string status = string.Create(CultureInfo.InvariantCulture, $"(HTTP {call.Status}{code})");
        string what = call.Status == NoPermission
            ? $"Qualys at '{address}' forbids the call {status}: the account lacks the permission for the asset API"
            : $"Qualys at '{address}' does not accept the credentials {status}";
        string told = string.IsNullOrWhiteSpace(call.Told) ? "." : $": {call.Told.TrimEnd('.')}.";
        string token = isTokenGiven && call.Status != NoPermission
            ? " The access token may have expired. It was made elsewhere and cannot be renewed here: make a new one."
            : "";
        return what + told + token
            + " The usual causes: the account belongs to another platform, has no API access, has not signed in once or not accepted the "
            + "licence terms; it or its password has expired; this machine's address is not allowed; the account signs in by SSO only.";
    }
}
