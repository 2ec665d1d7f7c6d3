namespace QualysCustomAttributes.Qualys.Proxies;

/// <summary>The proxy that calls go through, for messages.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Variable">The environment variable that names it, or <see langword="null"/> where this machine's settings do.</param>
/// <param name="HasAccount">Whether an account is shown to it.</param>
internal sealed record ProxyOnTheWay(Uri Address, string? Variable, bool HasAccount)
{
    /// <summary>Host and port.</summary>
    public string Host => FormattableString.Invariant($"{Address.Host}:{Address.Port}");

    /// <summary>Where it is named.</summary>
    public string Origin => Variable is null ? "the proxy settings of this machine" : $"the environment variable {Variable}";

    /// <summary>Host and port, and where they come from.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"the proxy '{Host}' of {Origin}";
}
