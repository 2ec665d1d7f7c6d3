using QualysCustomAttributes.Files;
using QualysCustomAttributes.Qualys.Proxies;

namespace QualysCustomAttributes.Qualys;

/// <summary>A setting for the connection to Qualys cannot be used; nothing was sent.</summary>
public sealed class QualysConfigurationException : ConnectorException
{
    private QualysConfigurationException(string errorId, string message, object? target)
        : base(errorId, ConnectorErrorKind.InvalidArgument, message, target, null)
    {
    }

    /// <summary>No credentials were given.</summary>
    /// <returns>The error.</returns>
    public static QualysConfigurationException CredentialMissing() => new(
        "CredentialMissing",
        "There are no credentials for Qualys.", null);

    internal static QualysConfigurationException CredentialEmpty(string what) => new(
        "CredentialMissing",
        $"There are no credentials for Qualys: the {what} is empty.", null);

    internal static QualysConfigurationException CredentialIncomplete(string given, string missing) => new(
        "CredentialMissing",
        $"There are no credentials for Qualys: the environment variable {given} is set, and {missing}, which belongs to it, is not.", missing);

    internal static QualysConfigurationException CredentialFileUnreadable(string path, Exception exception) => new(
        "CredentialFileUnreadable",
        $"The file '{path}', which is to hold a secret, cannot be read: {FileWords.Of(path, exception)}. "
        + FileWords.Advice(path, exception, "Let the account read it that this runs as."), path);

    internal static QualysConfigurationException CredentialFileEmpty(string path) => new(
        "CredentialFileUnreadable", $"The file '{path}', which is to hold a secret, is empty.", path);

    /// <summary>More than one account was given.</summary>
    /// <param name="names">What was given, by its names.</param>
    /// <param name="advice">What to do about it.</param>
    internal static QualysConfigurationException CredentialAmbiguous(IEnumerable<string> names, string advice) => new(
        "CredentialAmbiguous",
        $"More than one account for Qualys is given: {string.Join(", ", names)}. Nobody can tell which is meant. {advice}", null);

    internal static QualysConfigurationException CredentialInvalid(string message) => new("CredentialInvalid", message, null);

    internal static QualysConfigurationException ClientMissing() => new(
        "ClientMissing",
        "It was said whose client signs in, and the account is not a client.", null);

    internal static QualysConfigurationException TokenExpired(DateTimeOffset expiry) => new(
        "TokenExpired",
        FormattableString.Invariant($"The access token has expired at {expiry.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by this machine's clock. ")
        + "It is not renewed, for it was made elsewhere: make a new one. Nothing was sent.", null);

    internal static QualysConfigurationException UpdatesTakePassword(bool isToken) => new(
        "UpdateAuthenticationMissing",
        $"Updates are sent with user and password, and there is {(isToken ? "an access token" : "a client's id and secret")}. "
        + "Nothing was sent.", null)
    {
        Details = "The inventory takes tokens for sure; nobody outside Qualys has said publicly whether updates of assets at /qps/ do.",
    };

    /// <summary>No address was given.</summary>
    /// <returns>The error.</returns>
    public static QualysConfigurationException AddressMissing() => new(
        "AddressMissing",
        "There is no Qualys address.", null);

    internal static QualysConfigurationException LedgerUnknown() => new(
        "AddressMissing",
        "No ledger is named, and nothing says which subscription it is of.", "ledger");

    /// <summary>A connection was given together with what it already says.</summary>
    /// <returns>The error.</returns>
    public static QualysConfigurationException ConnectionAmbiguous() => new(
        "ConnectionAmbiguous",
        "The connection says already where Qualys is and who calls, and so do other settings.", null);

    internal static QualysConfigurationException RemovalNotConfirmed() => new(
        "RemovalNotConfirmed",
        "Before attributes are removed somebody is asked, and nobody can be asked here. Nothing was sent.", null);

    internal static QualysConfigurationException NobodyToAsk() => new(
        "NobodyToAsk",
        "Somebody was to be asked before anything is done, and nobody can be asked here. Nothing was done.", null);

    internal static QualysConfigurationException ChoiceAmbiguous() => new(
        "ChoiceAmbiguous",
        "The whole plan was asked for, and a part of it too.", null);

    internal static QualysConfigurationException ChoiceOfPipeline() => new(
        "ChoiceOfPipeline",
        "Batches that come down the pipeline are the choice already, and a digest is that of a whole plan.", null);

    internal static QualysConfigurationException PartOfPlan() => new(
        "PartOfPlan",
        "Something came down the pipeline as no more than its properties, and would stand for its whole database.", null);

    internal static QualysConfigurationException ApiHostMissing(QualysAddress gateway) => new(
        "AddressMissing",
        $"The connection names the gateway '{gateway}' alone, and attributes are changed at the API host.", gateway);

    internal static QualysConfigurationException AddressInvalid(string text) => new(
        "AddressInvalid",
        $"'{text}' is not an address of Qualys. Name the API host of your platform, as qualysapi.qg3.apps.qualys.com, "
        + "with a port if it has one, and nothing else.", text);

    internal static QualysConfigurationException AddressNotSecure(string text) => new(
        "AddressNotSecure",
        $"'{text}' is plain HTTP to another machine, over which credentials are never sent. "
        + "Use HTTPS; plain HTTP is for loopback alone.", text);

    internal static QualysConfigurationException PlatformUnknown(string name) => new(
        "PlatformUnknown",
        $"'{name}' is not a platform of Qualys. Use one of {string.Join(", ", QualysPlatform.Names)}, or name the hosts.", name);

    internal static QualysConfigurationException ReconcileAmbiguous() => new(
        "ReconcileAmbiguous",
        "A run either sends everything with one function, or compares and finds out for each asset whether to add, update or remove.",
        null);

    internal static QualysConfigurationException GatewayUnknown(QualysAddress api) => new(
        "GatewayUnknown",
        $"The gateway of '{api.Host}' cannot be told from its name.", api);

    internal static QualysConfigurationException ProxyInvalid(string variable, string why) => new(
        "ProxyInvalid",
        $"The environment variable {variable} names a proxy that cannot be used: {why}. Write it as http://host:port, "
        + "with user:password@ before the host where the proxy wants them, or clear the variable. Nothing was sent.", variable);

    internal static QualysConfigurationException WaitsCrossed(TimeSpan minimum, TimeSpan maximum) => new(
        "WaitsCrossed",
        FormattableString.Invariant(
            $"The longest wait between attempts ({maximum.TotalSeconds} s) is shorter than the first one ({minimum.TotalSeconds} s)."),
        null);

    internal static QualysConfigurationException UntilPassed(DateTimeOffset until) => new(
        "UntilPassed",
        FormattableString.Invariant($"The time until which calls may leave, {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, has passed."),
        null);

    internal static QualysConfigurationException QueryInvalid(string message) => new("QueryInvalid", message, null);

    internal static QualysConfigurationException FunctionInvalid(string text) => new(
        "FunctionInvalid", $"'{text}' is not a function of Qualys. Use add, update or remove.", text);
}

/// <summary>The connection to Qualys cannot be made or trusted, and trying again would not help.</summary>
public sealed class QualysConnectionException : ConnectorException
{
    /// <summary>How a proxy with an account is written.</summary>
    internal const string ProxyForm =
        "http://user:password@host:port, with special characters of user and password percent-encoded (%40 for @, %3A for :, %2F for /)";

    private readonly string _message;

    private QualysConnectionException(string errorId, string message, object? target, Exception? inner)
        : base(errorId, ConnectorErrorKind.Connection, message, target, inner) => _message = message;

    /// <summary>The run database in which what was not sent is on record, or <see langword="null"/> where nothing was to be sent.</summary>
    public string? DatabasePath { get; private init; }

    /// <summary>Where the rest is sent to; <see langword="null"/> where nothing was to be sent.</summary>
    internal UpdateTarget? Updates { get; private init; }

    /// <summary>The same error with the run database from which the rest can be sent, and where to.</summary>
    internal QualysConnectionException Of(string databasePath, UpdateTarget updates) => new(
        ErrorId, $"{_message} The run was ended. What was not sent is on record in '{databasePath}'.", Target, InnerException)
    {
        DatabasePath = databasePath,
        Updates = updates,
    };

    /// <summary>Words a failure that speaks of a wrong address; null for every other.</summary>
    internal static QualysConnectionException? Find(QualysAddress address, NetworkFailure failure) => failure.Error switch
    {
        HttpRequestError.NameResolutionError => HostUnknown(address, failure),
        HttpRequestError.SecureConnectionError when failure.IsOfTls => CertificateInvalid(address, failure),
        HttpRequestError.ConnectionError when failure.IsRefused => NobodyListens(address, failure),
        _ => null,
    };

    private static QualysConnectionException HostUnknown(QualysAddress address, NetworkFailure failure) => new(
        "HostUnknown",
        $"The host '{address.Host}' is not known. "
        + "Check the address; the API host of each Qualys platform is listed under 'Platform Identification'.", address, failure.Cause);

    private static QualysConnectionException CertificateInvalid(QualysAddress address, NetworkFailure failure) => new(
        "CertificateInvalid",
        $"No trusted connection to '{address}' can be made ({failure.Why}). "
        + "Nothing was sent by this call. Check the address and its certificate, "
        + "or have your proxy's certificate authority trusted on this machine.",
        address, failure.Cause);

    private static QualysConnectionException NobodyListens(QualysAddress address, NetworkFailure failure) => new(
        "ConnectionRefused",
        $"The connection to '{address}' is refused: nothing listens there, or a firewall is in between. "
        + "Nothing was sent by this call. Check the address and its port.", address, failure.Cause);

    internal static QualysConnectionException Redirected(QualysAddress address, int status, string? told) => new(
        "Redirected",
        FormattableString.Invariant($"What answers at '{address}' redirects (HTTP {status}): {told}. Redirects are not followed. ")
        + "Check that this is the API host or the gateway of your platform, and that no sign-in page of a proxy is in between.",
        address, null);

    internal static QualysConnectionException ProxyAsks(QualysAddress address, ProxyOnTheWay? proxy) => new(
        "ProxyAuthenticationFailed",
        (proxy is null ? "A proxy that no setting names, somewhere" : $"The proxy '{proxy.Host}' of {proxy.Origin},")
        + $" on the way to '{address}' "
        + "wants a user name and a password (HTTP 407). "
        + $"Name the proxy with its account in the environment variable HTTPS_PROXY, as {ProxyForm}. Nothing was done by this call.",
        address, null);

    internal static QualysConnectionException ProxyGone(ProxyOnTheWay proxy, NetworkFailure failure) => new(
        "ConnectionRefused",
        $"The connection to the proxy '{proxy.Host}' is refused ({failure.Why}). Nothing was sent by this call. Check {proxy.Origin}.",
        proxy.Host, failure.Cause);

    internal static QualysConnectionException ProxyAccountRefused(
        ProxyOnTheWay proxy, QualysAddress address, NetworkFailure failure) => new(
        "ProxyAuthenticationFailed",
        $"The proxy '{proxy.Host}' on the way to '{address}' "
        + (proxy.HasAccount
            ? $"does not accept the user name and password that come from {proxy.Origin}. Write them as {ProxyForm}."
            : $"wants a user name and a password. Put them into {proxy.Origin}, as {ProxyForm}.")
        + " Nothing was sent to Qualys by this call.", address, failure.Cause);

    internal static QualysConnectionException ProxyRefuses(
        ProxyOnTheWay proxy, QualysAddress address, int status, NetworkFailure failure) => new(
        "ProxyRefused",
        FormattableString.Invariant($"The proxy '{proxy.Host}' refuses to connect to '{address}' (HTTP {status}). ")
        + $"It comes from {proxy.Origin}. Check it, or have the proxy let calls to this address through.", address, failure.Cause);

    internal static QualysConnectionException NoProxy(ProxyOnTheWay proxy, QualysAddress address, NetworkFailure failure) => new(
        "ProxyRefused",
        $"What answers at '{proxy.Host}' on the way to '{address}' is no proxy: its answer is not HTTP. Check {proxy.Origin}.",
        address, failure.Cause);

    internal static QualysConnectionException ProxyUnknown(ProxyOnTheWay proxy, NetworkFailure failure) => new(
        "ProxyUnknown",
        $"The host of the proxy '{proxy.Host}' is not known. Check {proxy.Origin}.", proxy.Host, failure.Cause);

    internal static QualysConnectionException ProxyUntrusted(ProxyOnTheWay proxy, NetworkFailure failure) => new(
        "CertificateInvalid",
        $"No trusted connection to the proxy '{proxy.Host}' can be made ({failure.Why}). "
        + $"Nothing was sent by this call. Check {proxy.Origin} and the proxy's certificate.", proxy.Host, failure.Cause);

    internal static QualysConnectionException NoUsableAnswer(QualysExchange call) => new(
        "NoUsableAnswer",
        $"Qualys gave no usable answer: {Sentence.Of(call.ToString())} It was tried {Counted.Of(call.Attempt, "time")}. "
        + "What was loaded stays; run the same command again to go on, and check the connection if this happens again.",
        call.Address, null);

    internal static QualysConnectionException WithoutEnd(QualysAddress gateway, long received, long counted) => new(
        "PagesWithoutEnd",
        $"The gateway at '{gateway}' has brought {Counted.Of(received, "asset")} where it counted {counted:N0}, and says that more follow. "
        + "The run was ended; what was loaded stays. Check the gateway's address, and begin a new run.",
        gateway, null);

    internal static QualysConnectionException NotSignedIn(QualysExchange call) => new(
        call.IsWorthRetrying ? "NoUsableAnswer" : "RequestRefused",
        $"The gateway gave no token for the updates: {Sentence.Of(call.ToString())} What was not sent stays for later. "
        + "Check the gateway's address, or send with user and password.",
        call.Address, null);

    internal static QualysConnectionException Refused(QualysExchange call) => new(
        "RequestRefused",
        $"Qualys refused the request: {Sentence.Of(call.ToString())} Check the filter, the fields and the gateway's address.",
        call.Address, null);
}
