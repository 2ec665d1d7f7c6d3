using System.Net;

namespace QualysCustomAttributes.Qualys.Proxies;

/// <summary>Tells hosts that are this machine itself.</summary>
internal static class LoopbackHost
{
    /// <summary>Whether a host is this machine: <c>localhost</c>, a name below it, 127.0.0.0/8 or ::1.</summary>
    /// <param name="host">The host's name or address, without port.</param>
    public static bool Is(string host)
    {
        string name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out IPAddress? ip)
                && IPAddress.IsLoopback(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip));
    }
}
