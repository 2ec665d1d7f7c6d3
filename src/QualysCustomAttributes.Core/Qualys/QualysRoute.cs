using System.Net;
using System.Security.Authentication;
using QualysCustomAttributes.Qualys.Proxies;

namespace QualysCustomAttributes.Qualys;

/// <summary>The way to one host: TLS, the proxy where there is one, and what a failure on the way means.</summary>
internal sealed class QualysRoute
{
    private readonly QualysAddress _address;
    private readonly Func<string, string> _redact;
    private readonly QualysProxy _proxies;
    private readonly ProxyOnTheWay? _proxy;
    private int _answersReceived;
    private int _progress;

    /// <summary>Finds the way.</summary>
    /// <param name="address">The host.</param>
    /// <param name="redact">Takes secrets out of a text.</param>
    /// <param name="proxies">The proxy on it; that of this machine where it is <see langword="null"/>.</param>
    /// <exception cref="QualysConfigurationException">An environment variable names a proxy that cannot be used.</exception>
    public QualysRoute(QualysAddress address, Func<string, string> redact, QualysProxy? proxies = null)
    {
        _proxies = proxies ?? QualysProxy.Read();
        _address = address;
        _redact = redact;
        _proxy = _proxies.Find(address.BaseAddress);
    }

    /// <summary>Makes what carries requests this way.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        // No redirect is followed: credentials go to the host that was named and to no other. Bodies are inflated where they are read.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            PlaintextStreamFilter = NoteConnection,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseCookies = false,
        };
        handler.SslOptions.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        _proxies.Route(handler, _address.BaseAddress);
        return handler;
    }

    /// <summary>Notes that the host has answered, so that it is known to be there.</summary>
    public void NoteAnswer() => Interlocked.Increment(ref _answersReceived);

    /// <summary>The proxy on it, or <see langword="null"/>.</summary>
    public ProxyOnTheWay? Proxy => _proxy;

    /// <summary>Takes the secrets of both account and proxy out of a text that came from outside.</summary>
    public string Redact(string text) => _proxies.Redact(_redact(text));

    /// <summary>Says why no answer came, whether no connection came about that could have carried the request, and whether it may have left.</summary>
    /// <exception cref="QualysConnectionException">It would be so again the next time.</exception>
    public (string Why, bool NeverLeft, bool MayHaveLeft) Judge(HttpRequestException exception)
    {
        var failure = new NetworkFailure(exception, Redact);

        // Before the first answer an unknown host or certificate is a wrong address far more often than a passing fault.
        bool isFirst = Volatile.Read(ref _answersReceived) == 0;
        if (_proxy is not null)
        {
            return ProxyFailure.Find(_proxy, _address, failure, (WayProgress)Volatile.Read(ref _progress), isFirst) is { } atProxy
                ? (atProxy.OrThrow(), true, false)
                : Beyond(failure, isFirst, $"{failure.Why} (by way of {_proxy})");
        }

        return Beyond(failure, isFirst, failure.Why);
    }

    private (string Why, bool NeverLeft, bool MayHaveLeft) Beyond(NetworkFailure failure, bool isFirst, string text) =>
        isFirst && QualysConnectionException.Find(_address, failure) is { } hopeless ? throw hopeless : (ShownText.Of(text), !failure.MayHaveLeft, failure.MayHaveLeft);

    /// <summary>Notes a new connection: that to the proxy carries CONNECT, that to the host everything else.</summary>
    public void NoteConnection(bool isToProxy)
    {
        if (!isToProxy)
        {
            Volatile.Write(ref _progress, (int)WayProgress.Destination);
        }
        else
        {
            Interlocked.CompareExchange(ref _progress, (int)WayProgress.Proxy, (int)WayProgress.None);
        }
    }

    private ValueTask<Stream> NoteConnection(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellationToken)
    {
        NoteConnection(isToProxy: context.InitialRequestMessage.Method == HttpMethod.Connect);
        return ValueTask.FromResult(context.PlaintextStream);
    }
}
