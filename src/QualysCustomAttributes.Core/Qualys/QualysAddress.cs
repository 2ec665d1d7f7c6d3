using System.Net;

namespace QualysCustomAttributes.Qualys;

/// <summary>
/// Where Qualys is: a host over HTTPS. Plain HTTP is taken for loopback alone, so that no setting can send credentials in
/// the clear.
/// </summary>
public sealed class QualysAddress
{
    private QualysAddress(Uri baseAddress) => BaseAddress = baseAddress;

    /// <summary>The address that requests start from.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The host's name, without port.</summary>
    public string Host => BaseAddress.Host;

    /// <summary>The host, with its port where that is not the usual one.</summary>
    internal string Authority => BaseAddress.Authority;

    /// <summary>Reads an address.</summary>
    /// <param name="text">
    /// A host (<c>qualysapi.qg3.apps.qualys.com</c>), a host with a port, an <c>https://</c> address without a path, or, for
    /// loopback alone, <c>http://127.0.0.1:8055</c>.
    /// </param>
    /// <returns>The address.</returns>
    /// <exception cref="QualysConfigurationException">It is none of these.</exception>
    public static QualysAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        string whole = trimmed.Contains("://", StringComparison.Ordinal) ? trimmed : $"https://{trimmed}";
        if (trimmed.Length == 0 || trimmed.Any(char.IsWhiteSpace)
            || !Uri.TryCreate(whole, UriKind.Absolute, out Uri? address) || !IsBare(address))
        {
            throw QualysConfigurationException.AddressInvalid(WithoutUserInfo(text));
        }

        if (address.Scheme == Uri.UriSchemeHttp && !IsLoopback(address))
        {
            throw QualysConfigurationException.AddressNotSecure(text);
        }

        return new QualysAddress(address);
    }

    /// <summary>The address as people write it: scheme, host and port.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => BaseAddress.GetLeftPart(UriPartial.Authority);

    private static bool IsBare(Uri address) =>
        (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && Uri.CheckHostName(address.DnsSafeHost) != UriHostNameType.Unknown
        && address.AbsolutePath == "/"
        && address.Query.Length == 0
        && address.Fragment.Length == 0
        && address.UserInfo.Length == 0;

    private static bool IsLoopback(Uri address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip) && IPAddress.IsLoopback(ip));

    // Somebody may have written a password into the address: it must not come back in a message.
    private static string WithoutUserInfo(string text)
    {
        int at = text.LastIndexOf('@');
        return at < 0 ? text : $"…{text[at..]}";
    }
}
