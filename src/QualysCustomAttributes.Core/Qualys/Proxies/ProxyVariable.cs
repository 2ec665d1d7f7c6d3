using System.Net;

namespace QualysCustomAttributes.Qualys.Proxies;

/// <summary>A proxy as an environment variable names it. Its account is kept apart from its address, so that no text shows it.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Address">Scheme, host and port.</param>
/// <param name="Account">The account, or <see langword="null"/> where none is named.</param>
internal sealed record ProxyVariable(string Name, Uri Address, NetworkCredential? Account)
{
    private static readonly Dictionary<string, int> DefaultPorts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = 80, ["https"] = 443, ["socks4"] = 1080, ["socks4a"] = 1080, ["socks5"] = 1080,
    };

    /// <summary>
    /// Reads a variable as .NET and curl do: <c>[scheme://][user[:password]@]host[:port]</c>, http where no scheme is given.
    /// </summary>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="QualysConfigurationException">The value is no proxy.</exception>
    public static ProxyVariable Read(string name, string value)
    {
        string text = value.Trim();
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = schemeEnd < 0 ? "http" : text[..schemeEnd];
        if (!DefaultPorts.TryGetValue(scheme, out int defaultPort))
        {
            // Not the scheme's text: without one it may be the beginning of a password.
            throw Unusable($"its scheme is none of {string.Join(", ", DefaultPorts.Keys)}");
        }

        // The last @ parts account and host: a password may hold one that nobody escaped, and a slash too.
        string rest = schemeEnd < 0 ? text : text[(schemeEnd + 3)..];
        int at = rest.LastIndexOf('@');
        NetworkCredential? account = at < 0 ? null : ReadAccount(rest[..at]);
        string authority = rest[(at + 1)..].TrimEnd('/');
        return new ProxyVariable(name, ReadAddress(scheme, authority, defaultPort), account);

        NetworkCredential? ReadAccount(string userInfo)
        {
            string[] parts = [.. userInfo.Split(':', 2).Select(Uri.UnescapeDataString)];
            (string user, string password) = (parts[0], parts.Length > 1 ? parts[1] : "");
            return user.Contains(':', StringComparison.Ordinal) ? throw Unusable("its user name has a colon")
                : (user + password).Any(char.IsControl) ? throw Unusable("its user name or password has a control character")
                : (user + password).Length == 0 ? null
                : new NetworkCredential(user, password);
        }

        Uri ReadAddress(string proxyScheme, string hostAndPort, int portIfNone)
        {
            int ipv6End = hostAndPort.LastIndexOf(']');
            int colon = hostAndPort.LastIndexOf(':');
            bool hasPort = colon > ipv6End;
            string host = hasPort ? hostAndPort[..colon] : hostAndPort;
            string port = hasPort ? hostAndPort[(colon + 1)..] : "";
            int number = portIfNone;
            if (host.Length == 0)
            {
                throw Unusable("it names no host");
            }

            if (hasPort && !(port.All(char.IsAsciiDigit) && ushort.TryParse(port, out ushort given) && (number = given) > 0))
            {
                throw Unusable("its port is no number from 1 to 65535");
            }

            bool isHost = Uri.CheckHostName(host.Trim('[', ']')) != UriHostNameType.Unknown;
            return isHost && Uri.TryCreate($"{proxyScheme}://{host}:{number}", UriKind.Absolute, out Uri? address)
                ? address
                : throw Unusable("its host is no name and no address of a machine");
        }

        QualysConfigurationException Unusable(string why) => QualysConfigurationException.ProxyInvalid(name, why);
    }
}
