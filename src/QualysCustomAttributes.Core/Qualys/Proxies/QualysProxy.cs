using System.Net;

namespace QualysCustomAttributes.Qualys.Proxies;

/// <summary>
/// The proxy on the way to Qualys: that of the environment, in the order of .NET, else that of this machine's settings. This machine
/// itself is called without one, whatever they say, for calls to it may be plain HTTP.
/// </summary>
internal sealed class QualysProxy
{
    private const string NoProxy = "NO_PROXY";

    private static readonly string[] ForHttps = ["HTTPS_PROXY", "ALL_PROXY"];
    private static readonly string[] All = [.. ForHttps, "HTTP_PROXY"];

    private readonly ProxyVariable? _named;
    private readonly NoProxyList _exceptions;
    private readonly SecretText _secrets;
    private readonly bool _isNoneNamed;
    private readonly IWebProxy? _settings;

    private QualysProxy(IReadOnlyList<ProxyVariable> named, string? exceptions, IWebProxy? settings)
    {
        _settings = settings;
        // HTTP_PROXY serves plain HTTP alone, and that goes no further than this machine.
        _named = named.FirstOrDefault(variable => ForHttps.Contains(variable.Name, StringComparer.OrdinalIgnoreCase));
        _isNoneNamed = named.Count == 0;
        _exceptions = new NoProxyList(exceptions);
        _secrets = _named?.Account is { } account ? SecretText.OfAccount(account.UserName, account.Password) : SecretText.Of();
    }

    /// <summary>Reads the proxy that the environment names.</summary>
    /// <param name="environment">Reads a variable; this process's where it is <see langword="null"/>.</param>
    /// <param name="settings">The settings of this machine; those that .NET knows where it is <see langword="null"/>.</param>
    /// <returns>The proxy, which may be none.</returns>
    /// <exception cref="QualysConfigurationException">
    /// A variable names a proxy that cannot be used, whether or not it would be asked.
    /// </exception>
    public static QualysProxy Read(Func<string, string?>? environment = null, IWebProxy? settings = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        IEnumerable<ProxyVariable> named = All.SelectMany(Spellings)
            .Select(name => (Name: name, Value: environment(name)))
            .Where(variable => !string.IsNullOrWhiteSpace(variable.Value))
            .Select(variable => ProxyVariable.Read(variable.Name, variable.Value!));
        return new QualysProxy([.. named], Spellings(NoProxy).Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value)), settings);
    }

    /// <summary>Checks the variables before anything is read or sent.</summary>
    /// <exception cref="QualysConfigurationException">A variable names a proxy that cannot be used.</exception>
    public static void Check() => Read();

    /// <summary>The proxy that calls to an address go through, or <see langword="null"/> where they go straight to it.</summary>
    public ProxyOnTheWay? Find(Uri destination)
    {
        if (LoopbackHost.Is(destination.IdnHost) || _exceptions.Hold(destination))
        {
            return null;
        }

        if (!_isNoneNamed)
        {
            return _named is null ? null : new ProxyOnTheWay(_named.Address, _named.Name, _named.Account is not null);
        }

        IWebProxy settings = _settings ?? HttpClient.DefaultProxy;
        return !settings.IsBypassed(destination) && settings.GetProxy(destination) is { } address && address != destination
            ? new ProxyOnTheWay(address, null, settings.Credentials is not null)
            : null;
    }

    /// <summary>Has a handler take this way to an address.</summary>
    public void Route(SocketsHttpHandler handler, Uri destination)
    {
        handler.UseProxy = Find(destination) is not null;
        if (handler.UseProxy && _named is not null)
        {
            handler.Proxy = new WebProxy(_named.Address) { Credentials = _named.Account };
        }
    }

    /// <summary>Takes the proxy's account out of a text that came from outside, and accounts out of every address in it.</summary>
    public string Redact(string text) => SecretText.WithoutUserInfo(_secrets.RemoveFrom(text));

    // Small letters go first, as with curl; on Windows both are the same.
    private static IEnumerable<string> Spellings(string name) => OperatingSystem.IsWindows() ? [name] : [name.ToLowerInvariant(), name];
}
