using System.Net.Sockets;
using System.Security.Authentication;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Qualys.Proxies;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>What is said of refusals, of failed connections, of proxies and of calls in a log, word for word.</summary>
public sealed class Refusals_and_failures_in_words
{
    private static readonly QualysAddress Api = QualysAddress.Parse("api.example.org");
    private static readonly RefusedAccount User = new(QualysAccountKind.User);
    private static readonly RefusedAccount Client = new(QualysAccountKind.Client);
    private static readonly RefusedAccount Token = new(QualysAccountKind.Token);
    private static readonly RefusedAccount ByToken = new(QualysAccountKind.User, CarriesToken: true);

    private static readonly QualysCall Call = new()
    {
        What = "add group 1 batch 2",
        Address = new Uri("https://api.example.org/"),
        Attempt = 3,
        SentAt = default,
        GroupNumber = 1,
        BatchNumber = 2,
        Assets = 2000,
        Function = QualysFunction.Add,
        Elapsed = TimeSpan.FromMilliseconds(1234),
        Status = 401,
    };

    [Fact]
    public void A_refusal_says_who_refused_in_whose_words_and_what_fits_the_account() => Words.AssertAre(
        """
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 401). The usual causes: the user name or the password is wrong; the account belongs to another platform, has no API access, has not signed in once or not accepted the licence terms; it or its password has expired; this machine's address is not allowed; it signs in by SSO only.
        Qualys at 'https://api.example.org' forbids the call (HTTP 403). The account's role lacks API access or the permission for the asset API, or this machine's address is not allowed. Else, the usual causes: the account belongs to another platform, has no API access, has not signed in once or not accepted the licence terms; it or its password has expired; this machine's address is not allowed; it signs in by SSO only.
        A web page came instead of an answer of Qualys from 'https://api.example.org' (HTTP 401). A proxy or a gateway on the way may have answered, with its sign-in or its block page. If it was Qualys: the user name or the password is wrong, or the account has no API access.
        A web page came instead of an answer of Qualys from 'https://api.example.org' (HTTP 401, 'Sign in'). A proxy or a gateway on the way may have answered, with its sign-in or its block page. If it was Qualys: the account lacks API access or the permission, or this machine's address is not allowed.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 401). The usual causes: the client's id or secret is wrong, or is no longer valid; it is a client of the other kind, of a user or of the subscription; it belongs to another platform.
        Qualys at 'https://api.example.org' forbids the call (HTTP 403). The account's role lacks API access or the permission for the asset API, or this machine's address is not allowed. Else, the usual causes: it belongs to another platform, or has no API access.
        A web page came instead of an answer of Qualys from 'https://api.example.org' (HTTP 401). A proxy or a gateway on the way may have answered, with its sign-in or its block page. If it was Qualys: the client's id or secret is wrong, or it has no API access.
        A web page came instead of an answer of Qualys from 'https://api.example.org' (HTTP 401, 'Sign in'). A proxy or a gateway on the way may have answered, with its sign-in or its block page. If it was Qualys: the account lacks API access or the permission, or this machine's address is not allowed.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 401). The access token may have expired. It was made elsewhere and cannot be renewed here: make a new one. It may also belong to another platform, or to an account without API access.
        Qualys at 'https://api.example.org' forbids the call (HTTP 403). The account's role lacks API access or the permission for the asset API, or this machine's address is not allowed. Else, the usual causes: it belongs to another platform, or has no API access.
        A web page came instead of an answer of Qualys from 'https://api.example.org' (HTTP 401). A proxy or a gateway on the way may have answered, with its sign-in or its block page. If it was Qualys: the access token has expired or belongs to another platform, or the account has no API access.
        A web page came instead of an answer of Qualys from 'https://api.example.org' (HTTP 401, 'Sign in'). A proxy or a gateway on the way may have answered, with its sign-in or its block page. If it was Qualys: the account lacks API access or the permission, or this machine's address is not allowed.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 401). The gateway gave a token for the account, and this host does not take it. The usual causes: the account has no API access there; the host belongs to another platform than the gateway.
        Qualys at 'https://api.example.org' forbids the call (HTTP 403). The account's role lacks API access or the permission for the asset API, or this machine's address is not allowed. Else, the usual causes: the account belongs to another platform, has no API access, has not signed in once or not accepted the licence terms; it or its password has expired; this machine's address is not allowed; it signs in by SSO only.
        A web page came instead of an answer of Qualys from 'https://api.example.org' (HTTP 401). A proxy or a gateway on the way may have answered, with its sign-in or its block page. If it was Qualys: the host belongs to another platform than the gateway, or the account has no API access.
        A web page came instead of an answer of Qualys from 'https://api.example.org' (HTTP 401, 'Sign in'). A proxy or a gateway on the way may have answered, with its sign-in or its block page. If it was Qualys: the account lacks API access or the permission, or this machine's address is not allowed.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 200, EVALUATION_EXPIRED): Own words. The evaluation of the subscription is over: have it renewed. Else, the usual causes: it belongs to another platform, or has no API access.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 200, evaluation_expired): Own words. The evaluation of the subscription is over: have it renewed. Else, the usual causes: it belongs to another platform, or has no API access.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 200,  2001 ): Own words. The account has expired: have it renewed. Else, the usual causes: it belongs to another platform, or has no API access.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 200, 2003): Own words. The account's registration is not complete: sign in once in a browser and complete it. Else, the usual causes: it belongs to another platform, or has no API access.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 200, 2007): Own words. This machine's address may not call: have it added to those that may. Else, the usual causes: it belongs to another platform, or has no API access.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 200, 2011): Own words. The account wants a second factor, which no call can give: use an account without it. Else, the usual causes: it belongs to another platform, or has no API access.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 200, 2010): Own words. The usual causes: the client's id or secret is wrong, or is no longer valid; it is a client of the other kind, of a user or of the subscription; it belongs to another platform.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 401): Account is LOCKED! The account is locked: have it unlocked before anything is tried again. Else, the usual causes: the account belongs to another platform, has no API access, has not signed in once or not accepted the licence terms; it or its password has expired; this machine's address is not allowed; it signs in by SSO only.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 401): unlocked. The access token may have expired. It was made elsewhere and cannot be renewed here: make a new one. It may also belong to another platform, or to an account without API access.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 401): own error. The access token may have expired. It was made elsewhere and cannot be renewed here: make a new one. It may also belong to another platform, or to an account without API access.
        Qualys at 'https://api.example.org' does not accept the credentials (HTTP 401, odd). The access token may have expired. It was made elsewhere and cannot be renewed here: make a new one. It may also belong to another platform, or to an account without API access.
        Qualys at 'https://api.example.org' forbids the call (HTTP 401). The account's role lacks API access or the permission for the asset API, or this machine's address is not allowed. Else, the usual causes: it belongs to another platform, or has no API access.
        """,
        [
            .. ((RefusedAccount[])[User, Client, Token, ByToken]).SelectMany(account => (string[])
            [
                Refusal(Api, Call, account),
                Refusal(Api, Call with { Status = 403 }, account),
                Refusal(Api, Call with { IsWebPage = true }, account),
                Refusal(Api, Call with { IsWebPage = true, IsForbidden = true, PageTitle = "Sign in" }, account),
            ]),
            .. ((string[])["EVALUATION_EXPIRED", "evaluation_expired", " 2001 ", "2003", "2007", "2011", "2010"]).Select(
                code => Refusal(Api, Call with { Status = 200, Code = code, Told = "Own words." }, Client)),
            Refusal(Api, Call with { Told = "Account is LOCKED!" }, User),
            Refusal(Api, Call with { Told = "unlocked" }, Token),
            Refusal(Api, Call with { Told = " ", Error = "own error." }, Token),
            Refusal(Api, Call with { Code = "odd", Error = "own error." }, Token),
            Refusal(Api, Call with { IsForbidden = true }, Token),
        ]);

    [Fact]
    public void A_failed_connection_says_what_happened() => Words.AssertAre(
        """
        ConnectionReset: the connection was reset by the other side
        ConnectionRefused: the connection was refused
        HostUnreachable: the host cannot be reached
        HostDown: the host cannot be reached
        NetworkUnreachable: the network cannot be reached
        NetworkDown: the network cannot be reached
        HostNotFound: the host's name could not be resolved
        NoData: the host's name could not be resolved
        TryAgain: the host's name could not be resolved
        NoRecovery: the host's name could not be resolved
        TimedOut: no answer came to the connection
        ConnectionAborted: the connection broke off in the middle
        Shutdown: the connection broke off in the middle
        NotConnected: the connection broke off in the middle
        Disconnecting: the connection broke off in the middle
        OperationAborted: the connection broke off in the middle
        NetworkReset: the connection broke off in the middle
        AccessDenied: this machine does not allow the connection
        TooManyOpenSockets: the connection failed (TooManyOpenSockets)
        Unknown: the connection broke off in the middle
        Unknown: the connection broke off in the middle
        Unknown: the connection broke off in the middle
        NameResolutionError: the host's name could not be resolved
        NameResolutionError: the host's name could not be resolved
        NameResolutionError: the host's name could not be resolved
        ConnectionError: no connection came about
        ConnectionError: no connection came about
        ConnectionError: no connection came about
        SecureConnectionError: no TLS connection came about: it broke off
        SecureConnectionError: TLS failed: inner
        SecureConnectionError: no TLS connection came about: it broke off
        HttpProtocolError: the connection broke off in the middle
        HttpProtocolError: the connection broke off in the middle
        HttpProtocolError: the connection broke off in the middle
        ExtendedConnectNotSupported: the connection broke off in the middle
        ExtendedConnectNotSupported: the connection broke off in the middle
        ExtendedConnectNotSupported: the connection broke off in the middle
        VersionNegotiationError: the connection broke off in the middle
        VersionNegotiationError: the connection broke off in the middle
        VersionNegotiationError: the connection broke off in the middle
        UserAuthenticationError: the connection broke off in the middle
        UserAuthenticationError: the connection broke off in the middle
        UserAuthenticationError: the connection broke off in the middle
        ProxyTunnelError: outer
        ProxyTunnelError: inner
        ProxyTunnelError: deepest
        InvalidResponse: what came is no HTTP
        InvalidResponse: what came is no HTTP
        InvalidResponse: what came is no HTTP
        ResponseEnded: the connection broke off in the middle
        ResponseEnded: the connection broke off in the middle
        ResponseEnded: the connection broke off in the middle
        ConfigurationLimitExceeded: the answer has more headers than are read
        ConfigurationLimitExceeded: the answer has more headers than are read
        ConfigurationLimitExceeded: the answer has more headers than are read
        what came is no HTTP
        the connection broke off in the middle
        """,
        [
            .. ((SocketError[])
            [
                SocketError.ConnectionReset, SocketError.ConnectionRefused, SocketError.HostUnreachable, SocketError.HostDown, SocketError.NetworkUnreachable,
                SocketError.NetworkDown, SocketError.HostNotFound, SocketError.NoData, SocketError.TryAgain, SocketError.NoRecovery, SocketError.TimedOut,
                SocketError.ConnectionAborted, SocketError.Shutdown, SocketError.NotConnected, SocketError.Disconnecting, SocketError.OperationAborted,
                SocketError.NetworkReset, SocketError.AccessDenied, SocketError.TooManyOpenSockets,
            ]).Select(code => $"{code}: {ConnectionWords.Of(new IOException("outer", new SocketException((int)code)))}"),
            .. Enum.GetValues<HttpRequestError>().SelectMany(error => (string[])
            [
                $"{error}: {ConnectionWords.Of(new HttpRequestException(error, "outer."))}",
                $"{error}: {ConnectionWords.Of(new HttpRequestException(error, "outer.", new AuthenticationException("inner.")))}",
                $"{error}: {ConnectionWords.Of(new HttpRequestException(error, "outer.", new AuthenticationException("see inner exception.", new IOException("deepest."))))}",
            ]),
            ConnectionWords.Of(new HttpIOException(HttpRequestError.InvalidResponse)),
            ConnectionWords.Of(new IOException("outer")),
        ]);

    [Fact]
    public void A_failure_on_the_way_through_a_proxy_says_whether_trying_again_would_help()
    {
        ProxyOnTheWay[] proxies = [new(new Uri("http://proxy.example.org:3128"), "HTTPS_PROXY", HasAccount: true), new(new Uri("https://proxy.example.org:3129"), null, HasAccount: false)];
        (string Name, NetworkFailure Failure)[] failures =
        [
            .. Enum.GetValues<HttpRequestError>().Select(error => ($"{error}", Failure(error))),
            .. ((int[])[407, 403, 408, 429, 499, 500]).Select(
                status => ($"tunnel {status}", Failure(HttpRequestError.ProxyTunnelError, $"The proxy tunnel request failed with status code '{status}'."))),
            ("tunnel of SOCKS", Failure(HttpRequestError.ProxyTunnelError, "socks", new IOException("Failed to AUTHENTICATE with the SOCKS server."))),
            ("refused", Failure(HttpRequestError.ConnectionError, "x", new SocketException((int)SocketError.ConnectionRefused))),
            ("of TLS", Failure(HttpRequestError.SecureConnectionError, "x", new AuthenticationException("odd"))),
        ];

        // Nowhere yet, at the proxy, at the host; each at first and later.
        Words.AssertAre(
            """
            NameResolutionError, http: ProxyUnknown passing ProxyUnknown passing ProxyUnknown passing; the host of the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY is not known
            NameResolutionError, https: ProxyUnknown passing ProxyUnknown passing ProxyUnknown passing; the host of the proxy 'proxy.example.org:3129' of the proxy settings of this machine is not known
            ConnectionError, http: passing passing passing passing passing passing; the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY cannot be reached (no connection came about)
            ConnectionError, https: passing passing passing passing passing passing; the proxy 'proxy.example.org:3129' of the proxy settings of this machine cannot be reached (no connection came about)
            ProxyTunnelError, http: passing passing passing passing passing passing; the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY does not reach 'https://api.example.org' (An error occurred)
            ProxyTunnelError, https: passing passing passing passing passing passing; the proxy 'proxy.example.org:3129' of the proxy settings of this machine does not reach 'https://api.example.org' (An error occurred)
            InvalidResponse, http: ProxyRefused ProxyRefused ProxyRefused ProxyRefused - -
            InvalidResponse, https: ProxyRefused ProxyRefused ProxyRefused ProxyRefused - -
            ResponseEnded, http: passing passing passing passing - -; the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY closes the connection without an answer
            ResponseEnded, https: passing passing passing passing - -; the proxy 'proxy.example.org:3129' of the proxy settings of this machine closes the connection without an answer
            tunnel 407, http: ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed
            tunnel 407, https: ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed
            tunnel 403, http: ProxyRefused passing ProxyRefused passing ProxyRefused passing; the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY does not reach 'https://api.example.org' (HTTP 403)
            tunnel 403, https: ProxyRefused passing ProxyRefused passing ProxyRefused passing; the proxy 'proxy.example.org:3129' of the proxy settings of this machine does not reach 'https://api.example.org' (HTTP 403)
            tunnel 408, http: passing passing passing passing passing passing; the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY does not reach 'https://api.example.org' (HTTP 408)
            tunnel 408, https: passing passing passing passing passing passing; the proxy 'proxy.example.org:3129' of the proxy settings of this machine does not reach 'https://api.example.org' (HTTP 408)
            tunnel 429, http: passing passing passing passing passing passing; the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY does not reach 'https://api.example.org' (HTTP 429)
            tunnel 429, https: passing passing passing passing passing passing; the proxy 'proxy.example.org:3129' of the proxy settings of this machine does not reach 'https://api.example.org' (HTTP 429)
            tunnel 499, http: ProxyRefused passing ProxyRefused passing ProxyRefused passing; the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY does not reach 'https://api.example.org' (HTTP 499)
            tunnel 499, https: ProxyRefused passing ProxyRefused passing ProxyRefused passing; the proxy 'proxy.example.org:3129' of the proxy settings of this machine does not reach 'https://api.example.org' (HTTP 499)
            tunnel 500, http: passing passing passing passing passing passing; the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY does not reach 'https://api.example.org' (HTTP 500)
            tunnel 500, https: passing passing passing passing passing passing; the proxy 'proxy.example.org:3129' of the proxy settings of this machine does not reach 'https://api.example.org' (HTTP 500)
            tunnel of SOCKS, http: ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed
            tunnel of SOCKS, https: ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed ProxyAuthenticationFailed
            refused, http: ConnectionRefused passing ConnectionRefused passing ConnectionRefused passing; the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY cannot be reached (the connection was refused)
            refused, https: ConnectionRefused passing ConnectionRefused passing ConnectionRefused passing; the proxy 'proxy.example.org:3129' of the proxy settings of this machine cannot be reached (the connection was refused)
            of TLS, https: CertificateInvalid CertificateInvalid - - - -
            """,
            from failure in failures
            from proxy in proxies
            let found = Enum.GetValues<WayProgress>().SelectMany(progress => (ProxyFailure?[])
            [
                ProxyFailure.Find(proxy, Api, failure.Failure, progress, isFirst: true), ProxyFailure.Find(proxy, Api, failure.Failure, progress, isFirst: false),
            ]).ToArray()
            where found.Any(each => each is not null)
            select $"{failure.Name}, {proxy.Address.Scheme}: {string.Join(' ', found.Select(each => each is null ? "-" : each.Final?.ErrorId ?? "passing"))}"
                + string.Concat(found.Where(each => each is { Final: null }).Select(each => $"; {each!.OrThrow()}").Distinct()));
    }

    [Fact]
    public void A_failure_that_trying_again_would_not_help_is_thrown()
    {
        var proxy = new ProxyOnTheWay(new Uri("http://proxy.example.org:3128"), "HTTPS_PROXY", HasAccount: true);
        ProxyFailure failure = ProxyFailure.Find(proxy, Api, Failure(HttpRequestError.NameResolutionError), WayProgress.None, isFirst: true)!;

        Assert.Same(failure.Final, Assert.Throws<QualysConnectionException>(() => failure.OrThrow()));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.ProxyTunnelError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.Unknown, true)]
    public void What_failed_before_there_was_a_connection_has_not_left(HttpRequestError error, bool mayHaveLeft) =>
        Assert.Equal(mayHaveLeft, Failure(error).MayHaveLeft);

    [Fact]
    public void A_call_is_a_line_of_the_log()
    {
        var inventory = new QualysInventoryCall { What = "sign in", Address = Call.Address, Attempt = 1, SentAt = default, Elapsed = TimeSpan.FromMilliseconds(12) };
        Words.AssertAre(
            """
            add group 1 batch 2, attempt 3: no answer, 2,000 assets in 1,234 ms
            add group 1 batch 2, attempt 3: broken, 2,000 assets in 1,234 ms
            add group 1 batch 2, attempt 3: HTTP 401, 2,000 assets in 1,234 ms: broken
            add group 1 batch 2, attempt 3: HTTP 200 SUCCESS, 1,999 of 2,000 assets confirmed in 1,234 ms
            add group 1 batch 2, attempt 3: HTTP 200 SUCCESS, 1 asset in 1,234 ms: odd
            add group 1 batch 2, attempt 3: HTTP 200 INVALID_REQUEST, 2,000 assets in 1,234 ms: No such asset
            sign in, attempt 1: no answer in 12 ms
            sign in, attempt 1: HTTP 200, 1,000 assets in 12 ms
            sign in, attempt 1: HTTP 500 in 12 ms: broken
            """,
            ((object[])
            [
                Call with { Status = null },
                Call with { Status = null, Error = "broken." },
                Call with { Error = "broken." },
                Call with { Status = 200, Answer = new QualysAnswer { ResponseCode = "SUCCESS", Count = 1999 } },
                Call with { Status = 200, Error = "odd", Answer = new QualysAnswer { ResponseCode = "SUCCESS" }, Assets = 1 },
                Call with { Status = 200, Error = "odd", Answer = new QualysAnswer { ResponseCode = "INVALID_REQUEST", ErrorMessage = "No such asset." } },
                inventory,
                inventory with { Status = 200, Assets = 1000 },
                inventory with { Status = 500, Error = "broken" },
            ]).Select(call => call.ToString()));
    }

    [Fact]
    public void A_call_knows_its_step_of_the_back_off_and_whether_it_changed_anything()
    {
        Assert.Equal((3, 1, 2), (Call.BackOffStep, (Call with { BackOffStep = 1 }).BackOffStep, (Call with { BackOffStep = 2 }).BackOffStep));
        Assert.Equal(("a; b", "a", "b", null), (QualysExchange.Join("a.", "b"), QualysExchange.Join("a", null), QualysExchange.Join(null, "b"), QualysExchange.Join(null, null)));
        Assert.Equal(
            [AnswerMeaning.Refused, AnswerMeaning.Limited, AnswerMeaning.Misconfigured],
            Enum.GetValues<AnswerMeaning>().Where(meaning => (Call with { Meaning = meaning }).WasRefused));
        Assert.True((Call with { Meaning = AnswerMeaning.Passing, NeverLeft = true }).WasRefused);
        Assert.Equal([AnswerMeaning.Limited, AnswerMeaning.Passing], Enum.GetValues<AnswerMeaning>().Where(meaning => (Call with { Meaning = meaning }).IsWorthRetrying));
        Assert.True((Call with { Meaning = AnswerMeaning.Done, IsDoubted = true }).IsWorthRetrying);
    }

    private static NetworkFailure Failure(HttpRequestError error, string text = "An error occurred.", Exception? inner = null) =>
        new(new HttpRequestException(error, text, inner), each => each);

    private static string Refusal(QualysAddress address, QualysExchange call, RefusedAccount account) =>
        RefusalText.Of(address, call, account) is var (what, usualCauses) ? $"{what} {usualCauses}" : "";
}
