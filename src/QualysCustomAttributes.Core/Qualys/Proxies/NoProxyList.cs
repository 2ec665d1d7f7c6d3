using System.Globalization;
using System.Net;

namespace QualysCustomAttributes.Qualys.Proxies;

/// <summary>
/// Hosts that are called without a proxy, as <c>NO_PROXY</c> lists them: <c>*</c> for all, a host with all names below it (with or
/// without a dot or <c>*.</c> in front), an address, a network as 10.0.0.0/8; each but the first with a port where it is for that alone.
/// </summary>
internal sealed class NoProxyList
{
    private readonly string[] _entries;

    /// <summary>Reads the list.</summary>
    /// <param name="text">Entries parted by commas or blanks.</param>
    public NoProxyList(string? text) =>
        _entries = (text ?? "").Split([',', ';', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether an address is called without a proxy.</summary>
    public bool Hold(Uri address) => _entries.Any(entry => Holds(entry, address));

    private static bool Holds(string entry, Uri address)
    {
        if (entry == "*")
        {
            return true;
        }

        bool isIp = IPAddress.TryParse(address.IdnHost, out IPAddress? ip);
        if (IPNetwork.TryParse(entry, out IPNetwork network))
        {
            return isIp && network.Contains(ip!);
        }

        (string host, int? port) = Split(entry);
        if (port is { } only && only != address.Port)
        {
            return false;
        }

        if (IPAddress.TryParse(host, out IPAddress? listed))
        {
            return isIp && listed.Equals(ip);
        }

        string name = host.TrimStart('*').Trim('.');
        string called = address.IdnHost.TrimEnd('.');
        return name.Length > 0
            && (called.Equals(name, StringComparison.OrdinalIgnoreCase)
                || called.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase));
    }

    // An address of IPv6 has a port only behind its brackets.
    private static (string Host, int? Port) Split(string entry)
    {
        int colon = entry.LastIndexOf(':');
        bool hasPort = colon > entry.LastIndexOf(']') && (entry.StartsWith('[') || entry.IndexOf(':', StringComparison.Ordinal) == colon);
        return hasPort && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? (entry[..colon].Trim('[', ']'), port)
            : (entry.Trim('[', ']'), null);
    }
}
