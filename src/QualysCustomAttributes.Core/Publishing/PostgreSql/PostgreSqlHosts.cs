using System.Globalization;
using System.Net;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>The hosts of a connection string, of which there may be several, parted by commas.</summary>
internal static class PostgreSqlHosts
{
    /// <summary>Whether every host can be one, with a port of its own or not.</summary>
    public static bool AreSound(string hosts) => hosts.Split(',').All(IsSound);

    /// <summary>Whether what is sent to any of the hosts stays in this machine: a loopback address, or a socket in a folder.</summary>
    public static bool AreLocal(string hosts) => hosts.Split(',').All(IsLocal);

    private static bool IsLocal(string host)
    {
        if (IsSocket(host))
        {
            return true;
        }

        string name = Split(host.Trim()).Name;
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out IPAddress? address) && IPAddress.IsLoopback(address));
    }

    // A name with anything else in it is mostly a string of another form, with a password in it that no message may show.
    private static bool IsSound(string host)
    {
        if (IsSocket(host))
        {
            return !host.Contains('=', StringComparison.Ordinal) && !host.Contains("://", StringComparison.Ordinal);
        }

        (string name, string? port) = Split(host.Trim());
        return name.Length > 0
            && (IPAddress.TryParse(name, out _) || name.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_'))
            && (port is null
                || (ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0));
    }

    private static bool IsSocket(string host) => host.StartsWith('@') || Path.IsPathRooted(host);

    private static (string Name, string? Port) Split(string host)
    {
        if (host.StartsWith('[') && host.IndexOf(']', StringComparison.Ordinal) is > 0 and int end)
        {
            string rest = host[(end + 1)..];
            return rest.Length == 0 ? (host[1..end], null) : rest[0] == ':' ? (host[1..end], rest[1..]) : ("", null);
        }

        int colon = host.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || colon != host.LastIndexOf(':') ? (host, null) : (host[..colon], host[(colon + 1)..]);
    }
}
