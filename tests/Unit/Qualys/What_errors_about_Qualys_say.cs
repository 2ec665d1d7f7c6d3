using System.Net.Sockets;
using System.Security.Authentication;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Proxies;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>Every error about settings and connections, word for word: its id, what is wrong, where, and what to do.</summary>
public sealed class What_errors_about_Qualys_say
{
    private static readonly QualysAddress Api = QualysAddress.Parse("qualysapi.qg3.apps.qualys.com");
    private static readonly ProxyOnTheWay Named = new(new Uri("http://proxy.example.org:3128"), "HTTPS_PROXY", HasAccount: true);
    private static readonly ProxyOnTheWay OfMachine = new(new Uri("http://proxy.example.org:3128"), null, HasAccount: false);

    [Fact]
    public void Of_settings() => Words.AssertAre(
        """
        CredentialMissing: There are no credentials for Qualys.
        CredentialMissing: There are no credentials for Qualys: the password is empty.
        CredentialMissing: There are no credentials for Qualys: the environment variable q_username is set, and q_password, which belongs to it, is not.
        CredentialAmbiguous: More than one account for Qualys is given: q_username, q_client_id. Nobody can tell which is meant. Clear one.
        ClientMissing: It was said whose client signs in, and the account is not a client.
        TokenExpired: The access token has expired at 2026-03-04 05:06:07 UTC by this machine's clock. It is not renewed, for it was made elsewhere: make a new one. Nothing was sent.
        UpdateAuthenticationMissing: Updates are sent with user and password, and there is an access token. Nothing was sent. The inventory takes tokens for sure; nobody outside Qualys has said publicly whether updates of assets at /qps/ do.
        UpdateAuthenticationMissing: Updates are sent with user and password, and there is a client's id and secret. Nothing was sent. The inventory takes tokens for sure; nobody outside Qualys has said publicly whether updates of assets at /qps/ do.
        AddressMissing: There is no Qualys address.
        ConnectionAmbiguous: The connection says already where Qualys is and who calls, and so do other settings.
        ChoiceAmbiguous: The whole plan was asked for, and a part of it too.
        ChoiceOfPipeline: Batches that come down the pipeline are the choice already, and a digest is that of a whole plan.
        PartOfPlan: Something came down the pipeline as no more than its properties, and would stand for its whole database.
        AddressMissing: The connection names the gateway 'https://gateway.example.org' alone, and attributes are changed at the API host.
        AddressInvalid: 'a b' is not an address of Qualys. Name the API host of your platform, as qualysapi.qg3.apps.qualys.com, with a port if it has one, and nothing else.
        AddressNotSecure: 'http://example.org' is plain HTTP to another machine, over which credentials are never sent. Use HTTPS; plain HTTP is for loopback alone.
        PlatformUnknown: 'US9' is not a platform of Qualys. Use one of US1, US2, US3, US4, EU1, EU2, EU3, IN1, CA1, AE1, UK1, AU1, KSA1, GOV1, or name the hosts.
        GatewayUnknown: The gateway of 'example.org' cannot be told from its name.
        ProxyInvalid: The environment variable HTTPS_PROXY names a proxy that cannot be used: it has no host. Write it as http://host:port, with user:password@ before the host where the proxy wants them, or clear the variable. Nothing was sent.
        WaitsCrossed: The longest wait between attempts (1 s) is shorter than the first one (2.5 s).
        FunctionInvalid: 'destroy' is not a function of Qualys. Use add, update or remove.
        """,
        QualysConfigurationException.CredentialMissing(),
        QualysConfigurationException.CredentialEmpty("password"),
        QualysConfigurationException.CredentialIncomplete("q_username", "q_password"),
        QualysConfigurationException.CredentialAmbiguous(["q_username", "q_client_id"], "Clear one."),
        QualysConfigurationException.ClientMissing(),
        QualysConfigurationException.TokenExpired(new DateTimeOffset(2026, 3, 4, 6, 6, 7, TimeSpan.FromHours(1))),
        QualysConfigurationException.UpdatesTakePassword(isToken: true),
        QualysConfigurationException.UpdatesTakePassword(isToken: false),
        QualysConfigurationException.AddressMissing(),
        QualysConfigurationException.ConnectionAmbiguous(),
        QualysConfigurationException.ChoiceAmbiguous(),
        QualysConfigurationException.ChoiceOfPipeline(),
        QualysConfigurationException.PartOfPlan(),
        QualysConfigurationException.ApiHostMissing(QualysAddress.Parse("gateway.example.org")),
        QualysConfigurationException.AddressInvalid("a b"),
        QualysConfigurationException.AddressNotSecure("http://example.org"),
        QualysConfigurationException.PlatformUnknown("US9"),
        QualysConfigurationException.GatewayUnknown(QualysAddress.Parse("example.org")),
        QualysConfigurationException.ProxyInvalid("HTTPS_PROXY", "it has no host"),
        QualysConfigurationException.WaitsCrossed(TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(1)),
        QualysConfigurationException.FunctionInvalid("destroy"));

    [Fact]
    public void Of_connections() => Words.AssertAre(
        """
        HostUnknown: The host 'qualysapi.qg3.apps.qualys.com' is not known. Check the address; the API host of each Qualys platform is listed under 'Platform Identification'.
        CertificateInvalid: No trusted connection to 'https://qualysapi.qg3.apps.qualys.com' can be made (TLS failed: It is odd). Nothing was sent by this call. Check the address and its certificate, or have your proxy's certificate authority trusted on this machine.
        ConnectionRefused: The connection to 'https://qualysapi.qg3.apps.qualys.com' is refused: nothing listens there, or a firewall is in between. Nothing was sent by this call. Check the address and its port.
        Redirected: What answers at 'https://qualysapi.qg3.apps.qualys.com' redirects (HTTP 302): to another host. Redirects are not followed. Check that this is the API host or the gateway of your platform, and that no sign-in page of a proxy is in between.
        ProxyAuthenticationFailed: A proxy that no setting names, somewhere on the way to 'https://qualysapi.qg3.apps.qualys.com' wants a user name and a password (HTTP 407). Name the proxy with its account in the environment variable HTTPS_PROXY, as http://user:password@host:port, with special characters of user and password percent-encoded (%40 for @, %3A for :, %2F for /). Nothing was done by this call.
        ProxyAuthenticationFailed: The proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY, on the way to 'https://qualysapi.qg3.apps.qualys.com' wants a user name and a password (HTTP 407). Name the proxy with its account in the environment variable HTTPS_PROXY, as http://user:password@host:port, with special characters of user and password percent-encoded (%40 for @, %3A for :, %2F for /). Nothing was done by this call.
        ConnectionRefused: The connection to the proxy 'proxy.example.org:3128' is refused (no connection came about). Nothing was sent by this call. Check the environment variable HTTPS_PROXY.
        ProxyAuthenticationFailed: The proxy 'proxy.example.org:3128' on the way to 'https://qualysapi.qg3.apps.qualys.com' does not accept the user name and password that come from the environment variable HTTPS_PROXY. Write them as http://user:password@host:port, with special characters of user and password percent-encoded (%40 for @, %3A for :, %2F for /). Nothing was sent to Qualys by this call.
        ProxyAuthenticationFailed: The proxy 'proxy.example.org:3128' on the way to 'https://qualysapi.qg3.apps.qualys.com' wants a user name and a password. Put them into the proxy settings of this machine, as http://user:password@host:port, with special characters of user and password percent-encoded (%40 for @, %3A for :, %2F for /). Nothing was sent to Qualys by this call.
        ProxyRefused: The proxy 'proxy.example.org:3128' refuses to connect to 'https://qualysapi.qg3.apps.qualys.com' (HTTP 403). It comes from the proxy settings of this machine. Check it, or have the proxy let calls to this address through.
        ProxyRefused: What answers at 'proxy.example.org:3128' on the way to 'https://qualysapi.qg3.apps.qualys.com' is no proxy: its answer is not HTTP. Check the environment variable HTTPS_PROXY.
        ProxyUnknown: The host of the proxy 'proxy.example.org:3128' is not known. Check the proxy settings of this machine.
        CertificateInvalid: No trusted connection to the proxy 'proxy.example.org:3128' can be made (TLS failed: It is odd). Nothing was sent by this call. Check the environment variable HTTPS_PROXY and the proxy's certificate.
        NoUsableAnswer: Qualys gave no usable answer: add group 1 batch 2, attempt 3: no answer within 60 s, 3 assets in 1,234 ms. It was tried 3 times. What was loaded stays; run the same command again to go on, and check the connection if this happens again.
        NoUsableAnswer: Qualys gave no usable answer: add group 1 batch 2, attempt 1: no answer within 60 s, 3 assets in 1,234 ms. It was tried 1 time. What was loaded stays; run the same command again to go on, and check the connection if this happens again.
        PagesWithoutEnd: The gateway at 'https://qualysapi.qg3.apps.qualys.com' has brought 1,500 assets where it counted 1,200, and says that more follow. The run was ended; what was loaded stays. Check the gateway's address, and begin a new run.
        RequestRefused: The gateway gave no token for the updates: add group 1 batch 2, attempt 2: no answer within 60 s, 3 assets in 1,234 ms. What was not sent stays for later. Check the gateway's address, or send with user and password.
        NoUsableAnswer: The gateway gave no token for the updates: add group 1 batch 2, attempt 2: no answer within 60 s, 3 assets in 1,234 ms. What was not sent stays for later. Check the gateway's address, or send with user and password.
        RequestRefused: Qualys refused the request: add group 1 batch 2, attempt 1: no answer within 60 s, 3 assets in 1,234 ms. Check the filter, the fields and the gateway's address.
        """,
        QualysConnectionException.Find(Api, Failure(HttpRequestError.NameResolutionError)),
        QualysConnectionException.Find(Api, Failure(HttpRequestError.SecureConnectionError, new AuthenticationException("It is odd."))),
        QualysConnectionException.Find(Api, Failure(HttpRequestError.ConnectionError, new SocketException((int)SocketError.ConnectionRefused))),
        QualysConnectionException.Redirected(Api, 302, "to another host"),
        QualysConnectionException.ProxyAsks(Api, null),
        QualysConnectionException.ProxyAsks(Api, Named),
        QualysConnectionException.ProxyGone(Named, Failure(HttpRequestError.ConnectionError)),
        QualysConnectionException.ProxyAccountRefused(Named, Api, Failure(HttpRequestError.ProxyTunnelError)),
        QualysConnectionException.ProxyAccountRefused(OfMachine, Api, Failure(HttpRequestError.ProxyTunnelError)),
        QualysConnectionException.ProxyRefuses(OfMachine, Api, 403, Failure(HttpRequestError.ProxyTunnelError)),
        QualysConnectionException.NoProxy(Named, Api, Failure(HttpRequestError.InvalidResponse)),
        QualysConnectionException.ProxyUnknown(OfMachine, Failure(HttpRequestError.NameResolutionError)),
        QualysConnectionException.ProxyUntrusted(Named, Failure(HttpRequestError.SecureConnectionError, new AuthenticationException("It is odd."))),
        QualysConnectionException.NoUsableAnswer(Call(3)),
        QualysConnectionException.NoUsableAnswer(Call(1)),
        QualysConnectionException.WithoutEnd(Api, 1500, 1200),
        QualysConnectionException.NotSignedIn(Call(2)),
        QualysConnectionException.NotSignedIn(Call(2) with { Meaning = QualysCustomAttributes.Qualys.Answers.AnswerMeaning.Passing }),
        QualysConnectionException.Refused(Call(1)));

    [Fact]
    public void What_may_pass_is_no_error_of_the_address()
    {
        Each.Holds(
            [
                Failure(HttpRequestError.ResponseEnded), Failure(HttpRequestError.SecureConnectionError),
                Failure(HttpRequestError.ConnectionError, new SocketException((int)SocketError.TimedOut)), Failure(HttpRequestError.Unknown),
            ],
            failure => Assert.Null(QualysConnectionException.Find(Api, failure)));
    }

    [Fact]
    public void Of_limits()
    {
        var options = new QualysClientOptions { MaximumWait = TimeSpan.FromMinutes(90), TimeProvider = new FixedClock() };
        QualysParkedException parked = QualysParkedException.WaitTooLong(Api, TimeSpan.FromSeconds(7199.2), options);

        Assert.Equal(new DateTimeOffset(2026, 3, 4, 7, 6, 7, TimeSpan.Zero), parked.ResumeAfter);
        Words.AssertAre(
            """
            RunParked: Qualys's limit asks for a wait of 02:00:00, until 2026-03-04 07:06:07 UTC, which is longer than the longest allowed (01:30:00). Go on after that time.
            RunParked: Qualys's limit asks for a wait of 02:00:00, until 2026-03-04 07:06:07 UTC, which is longer than the longest allowed (01:30:00). Go on after that time. The run was ended. What was not sent is on record in 'run.db'.
            RunParked: Qualys's limit turned away 20 calls one after the other, though each wait was kept. Go on later, when nobody else uses up the limit of the subscription.
            RunParked: Qualys's limit turned away 20 calls one after the other, though each wait was kept (Too many calls). Go on later, when nobody else uses up the limit of the subscription.
            """,
            parked,
            parked.Of("run.db", new UpdateTarget(Api, QualysUpdateAuthentication.Basic)),
            QualysParkedException.TurnedAway(Api, 20, null),
            QualysParkedException.TurnedAway(Api, 20, "Too many calls."));
    }

    [Fact]
    public void A_run_that_was_ended_names_its_database_and_keeps_what_was_wrong()
    {
        var target = new UpdateTarget(Api, QualysUpdateAuthentication.Basic);
        QualysConnectionException lost = QualysConnectionException.Redirected(Api, 301, "to another host").Of("run.db", target);

        Assert.Equal(("Redirected", "run.db", target), (lost.ErrorId, lost.DatabasePath, lost.Updates));
        Assert.EndsWith(
            "no sign-in page of a proxy is in between. The run was ended. What was not sent is on record in 'run.db'.",
            lost.Message, StringComparison.Ordinal);
    }

    private static NetworkFailure Failure(HttpRequestError error, Exception? inner = null) =>
        new(new HttpRequestException(error, "An error occurred while sending the request.", inner), text => text);

    private static QualysCall Call(int attempt) => new()
    {
        What = "add group 1 batch 2",
        Address = new Uri("https://qualysapi.qg3.apps.qualys.com/"),
        Attempt = attempt,
        SentAt = default,
        GroupNumber = 1,
        BatchNumber = 2,
        Assets = 3,
        Function = QualysFunction.Add,
        Error = "no answer within 60 s.",
        Elapsed = TimeSpan.FromMilliseconds(1234),
    };

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    }
}
