namespace QualysCustomAttributes.Qualys;

/// <summary>A public platform of Qualys (Platform Identification).</summary>
/// <param name="Name">Its name, as <c>US1</c>.</param>
/// <param name="ApiHost">The host of the classic API.</param>
/// <param name="GatewayHost">The host of the gateway, which serves the inventory.</param>
public sealed record QualysPlatform(string Name, string ApiHost, string GatewayHost)
{
    private const string ApiPrefix = "qualysapi.";

    /// <summary>Every public platform.</summary>
    public static IReadOnlyList<QualysPlatform> All { get; } = new QualysPlatform[]
    {
        new("US1", "qualysapi.qualys.com", "gateway.qg1.apps.qualys.com"),
        Of("US2", "qg2.apps.qualys.com"),
        Of("US3", "qg3.apps.qualys.com"),
        Of("US4", "qg4.apps.qualys.com"),
        new("EU1", "qualysapi.qualys.eu", "gateway.qg1.apps.qualys.eu"),
        Of("EU2", "qg2.apps.qualys.eu"),
        Of("EU3", "qg3.apps.qualys.it"),
        Of("IN1", "qg1.apps.qualys.in"),
        Of("CA1", "qg1.apps.qualys.ca"),
        Of("AE1", "qg1.apps.qualys.ae"),
        Of("UK1", "qg1.apps.qualys.co.uk"),
        Of("AU1", "qg1.apps.qualys.com.au"),
        Of("KSA1", "qg1.apps.qualysksa.com"),
        Of("GOV1", "gov1.qualys.us"),
    };

    /// <summary>The names of all platforms.</summary>
    public static IReadOnlyList<string> Names { get; } = All.Select(platform => platform.Name).ToArray();

    /// <summary>Finds a platform by its name, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The platform.</returns>
    /// <exception cref="QualysConfigurationException">There is none of that name.</exception>
    public static QualysPlatform Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(platform => platform.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw QualysConfigurationException.PlatformUnknown(name);
    }

    /// <summary>Finds the gateway that belongs to an API host. Loopback is its own gateway.</summary>
    /// <param name="api">The API host.</param>
    /// <returns>The gateway.</returns>
    /// <exception cref="QualysConfigurationException">It cannot be told from the API host.</exception>
    public static QualysAddress GatewayOf(QualysAddress api)
    {
        ArgumentNullException.ThrowIfNull(api);
        return FindGatewayOf(api) ?? throw QualysConfigurationException.GatewayUnknown(api);
    }

    /// <summary>Finds the gateway that belongs to an API host, as <see cref="GatewayOf"/> does; none where it cannot be told.</summary>
    internal static QualysAddress? FindGatewayOf(QualysAddress api)
    {
        if (All.FirstOrDefault(platform => platform.ApiHost.Equals(api.Host, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return QualysAddress.Parse(known.GatewayHost);
        }

        if (api.BaseAddress.IsLoopback)
        {
            return api;
        }

        if (!api.Host.StartsWith(ApiPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // A public platform that is newer than this list is named as the others are; a private one has a rule of its own.
        string rest = api.Host[ApiPrefix.Length..];
        bool isPublic = rest.StartsWith("qg", StringComparison.OrdinalIgnoreCase)
            && rest.Contains(".apps.qualys", StringComparison.OrdinalIgnoreCase);
        return QualysAddress.Parse(isPublic ? $"gateway.{rest}" : $"qualysgateway.{rest}");
    }

    /// <summary>
    /// Whether an address is that of a public platform, or of this machine: an account may be sent there because a file says so, and
    /// nowhere else.
    /// </summary>
    internal static bool IsKnown(QualysAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.BaseAddress.IsLoopback
            || (address.BaseAddress.IsDefaultPort && All.Any(platform =>
                platform.ApiHost.Equals(address.Host, StringComparison.OrdinalIgnoreCase)
                || platform.GatewayHost.Equals(address.Host, StringComparison.OrdinalIgnoreCase)));
    }

    private static QualysPlatform Of(string name, string rest) => new(name, ApiPrefix + rest, $"gateway.{rest}");
}
