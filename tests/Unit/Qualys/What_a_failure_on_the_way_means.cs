using System.Net.Sockets;
using System.Security.Authentication;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Proxies;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>What a failed connection means for the call and for the run, by what was seen of the way before.</summary>
public sealed class What_a_failure_on_the_way_means
{
    private static readonly QualysAddress Api = QualysAddress.Parse("api.example.org");

    [Fact]
    public void Before_the_first_answer_a_wrong_address_ends_the_run_and_after_it_passes()
    {
        var route = new QualysRoute(Api, text => text, Proxies());

        Assert.Null(route.Proxy);
        Assert.Equal("HostUnknown", Assert.Throws<QualysConnectionException>(() => route.Judge(Of(HttpRequestError.NameResolutionError))).ErrorId);
        Assert.Equal(
            "CertificateInvalid",
            Assert.Throws<QualysConnectionException>(
                () => route.Judge(Of(HttpRequestError.SecureConnectionError, "x", new AuthenticationException("odd")))).ErrorId);
        Assert.Equal(("the connection broke off in the middle", false, true), route.Judge(Of(HttpRequestError.ResponseEnded)));

        route.NoteAnswer();
        Assert.Equal(("the host's name could not be resolved", true, false), route.Judge(Of(HttpRequestError.NameResolutionError)));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public void A_request_for_which_no_connection_came_about_has_never_left_whenever_that_was(HttpRequestError error)
    {
        var route = new QualysRoute(Api, text => text, Proxies());
        route.NoteAnswer();

        (string _, bool neverLeft, bool mayHaveLeft) = route.Judge(Of(error, "x", new SocketException((int)SocketError.ConnectionRefused)));

        Assert.Equal((true, false), (neverLeft, mayHaveLeft));
    }

    [Fact]
    public void What_the_proxy_did_has_never_left_and_what_happened_behind_it_may_have()
    {
        var route = new QualysRoute(Api, text => text, Proxies("http://proxy.example.org:3128"));
        HttpRequestException refused = Of(HttpRequestError.ProxyTunnelError, "The proxy tunnel request failed with status code '403'.");

        Assert.Equal("proxy.example.org:3128", route.Proxy?.Host);
        Assert.Equal("ProxyRefused", Assert.Throws<QualysConnectionException>(() => route.Judge(refused)).ErrorId);
        Assert.Equal(
            ("the connection broke off in the middle (by way of the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY)", false, true),
            route.Judge(Of(HttpRequestError.Unknown)));
        Assert.Equal(
            "CertificateInvalid",
            Assert.Throws<QualysConnectionException>(
                () => route.Judge(Of(HttpRequestError.SecureConnectionError, "x", new AuthenticationException("odd")))).ErrorId);

        route.NoteAnswer();
        Assert.Equal(
            ("the proxy 'proxy.example.org:3128' of the environment variable HTTPS_PROXY does not reach 'https://api.example.org' (HTTP 403)", true, false),
            route.Judge(refused));
    }

    [Fact]
    public void A_certificate_is_the_proxys_before_a_connection_to_it_and_the_hosts_after()
    {
        HttpRequestException failure = Of(HttpRequestError.SecureConnectionError, "x", new AuthenticationException("odd"));
        var route = new QualysRoute(Api, text => text, Proxies("https://proxy.example.org:3129"));

        Assert.Contains("to the proxy 'proxy.example.org:3129'", Assert.Throws<QualysConnectionException>(() => route.Judge(failure)).Message, StringComparison.Ordinal);
        route.NoteConnection(isToProxy: true);
        Assert.Contains("to 'https://api.example.org'", Assert.Throws<QualysConnectionException>(() => route.Judge(failure)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_HTTP_is_the_proxys_until_the_host_was_reached()
    {
        var route = new QualysRoute(Api, text => text, Proxies("http://proxy.example.org:3128"));
        route.NoteConnection(isToProxy: true);
        Assert.Equal("ProxyRefused", Assert.Throws<QualysConnectionException>(() => route.Judge(Of(HttpRequestError.InvalidResponse))).ErrorId);

        route.NoteConnection(isToProxy: false);
        route.NoteConnection(isToProxy: true);
        (string why, bool neverLeft, bool mayHaveLeft) = route.Judge(Of(HttpRequestError.InvalidResponse));
        Assert.StartsWith("what came is no HTTP (by way of", why, StringComparison.Ordinal);
        Assert.Equal((false, true), (neverLeft, mayHaveLeft));
    }

    [Fact]
    public void Secrets_of_account_and_proxy_are_taken_out()
    {
        var route = new QualysRoute(Api, text => text.Replace("token", "[account]", StringComparison.Ordinal), Proxies("http://user:s3cret@proxy.example.org:3128"));

        Assert.Equal("[account] [redacted]", route.Redact("token s3cret"));
        Assert.Contains(
            "TLS failed: bad [account] (by way of",
            Later(route).Judge(Of(HttpRequestError.SecureConnectionError, "x", new AuthenticationException("bad token."))).Why,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_is_what_lies_deepest_in_it()
    {
        var cause = new IOException("Failed to AUTHENTICATE with the SOCKS server.");

        Assert.True(Failure(new IOException("see inner exception", cause)).IsOfAccount);
        Assert.False(Failure(new IOException("outer", cause)).IsOfAccount);
        Assert.True(Failure(cause).IsOfAccount);
        Assert.False(Failure(null).IsOfAccount);
        Assert.True(Failure(new SocketException((int)SocketError.ConnectionRefused)).IsRefused);
        Assert.False(Failure(new SocketException((int)SocketError.TimedOut)).IsRefused);
        Assert.False(Failure(cause).IsOfTls);
    }

    [Theory]
    [InlineData("failed with status code '407'.", 407)]
    [InlineData("of 'host' failed with '502'", 502)]
    [InlineData("'404' and '503'", 503)]
    [InlineData("status 407", null)]
    [InlineData("'600'", null)]
    [InlineData("'99'", null)]
    public void The_status_of_a_proxy_is_read_from_the_text(string text, int? status) =>
        Assert.Equal(status, new NetworkFailure(new HttpRequestException(text), each => each).ProxyStatus);

    private static QualysRoute Later(QualysRoute route)
    {
        route.NoteAnswer();
        return route;
    }

    private static NetworkFailure Failure(Exception? inner) => new(new HttpRequestException("outer", inner), text => text);

    private static HttpRequestException Of(HttpRequestError error, string text = "An error occurred.", Exception? inner = null) => new(error, text, inner);

    private static QualysProxy Proxies(string? proxy = null) => QualysProxy.Read(name => name == "HTTPS_PROXY" ? proxy : null, new None());

    private sealed class None : System.Net.IWebProxy
    {
        public System.Net.ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => null;

        public bool IsBypassed(Uri host) => true;
    }
}
