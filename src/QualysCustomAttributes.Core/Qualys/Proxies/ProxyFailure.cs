using System.Net;

namespace QualysCustomAttributes.Qualys.Proxies;

/// <summary>What a failure on the way through a proxy says: whether it was the proxy, and whether trying again would help.</summary>
/// <param name="Final">The error where it would not; else <see langword="null"/>.</param>
/// <param name="Text">What is said of it.</param>
internal sealed record ProxyFailure(QualysConnectionException? Final, string Text)
{
    /// <summary>Words a failure in which the proxy had a part; <see langword="null"/> for one behind it.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="destination">Whom it was to reach.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="progress">How far a connection has come before.</param>
    /// <param name="isFirst">Whether the host has not answered yet.</param>
    public static ProxyFailure? Find(
        ProxyOnTheWay proxy, QualysAddress destination, NetworkFailure failure, WayProgress progress, bool isFirst)
    {
        bool isBefore = progress != WayProgress.Destination;
        return failure.Error switch
        {
            HttpRequestError.ProxyTunnelError when AsksForAccount(failure) =>
                Hopeless(QualysConnectionException.ProxyAccountRefused(proxy, destination, failure)),
            HttpRequestError.ProxyTunnelError when isFirst && failure.ProxyStatus is { } status and not (408 or 429 or >= 500) =>
                Hopeless(QualysConnectionException.ProxyRefuses(proxy, destination, status, failure)),
            HttpRequestError.ProxyTunnelError when failure.ProxyStatus is { } status =>
                Passing(FormattableString.Invariant($"{proxy} does not reach '{destination}' (HTTP {status})")),
            HttpRequestError.ProxyTunnelError => Passing($"{proxy} does not reach '{destination}' ({failure.Why})"),
            HttpRequestError.NameResolutionError when isFirst => Hopeless(QualysConnectionException.ProxyUnknown(proxy, failure)),
            HttpRequestError.NameResolutionError => Passing($"the host of {proxy} is not known"),
            HttpRequestError.ConnectionError when isFirst && failure.IsRefused =>
                Hopeless(QualysConnectionException.ProxyGone(proxy, failure)),
            HttpRequestError.ConnectionError => Passing($"{proxy} cannot be reached ({failure.Why})"),
            HttpRequestError.SecureConnectionError
                when progress == WayProgress.None && failure.IsOfTls && IsOverTls(proxy) =>
                Hopeless(QualysConnectionException.ProxyUntrusted(proxy, failure)),
            HttpRequestError.InvalidResponse when isBefore => Hopeless(QualysConnectionException.NoProxy(proxy, destination, failure)),
            HttpRequestError.ResponseEnded when isBefore => Passing($"{proxy} closes the connection without an answer"),
            _ => null,
        };

        static ProxyFailure Hopeless(QualysConnectionException error) => new(error, error.Message);

        static ProxyFailure Passing(string text) => new(null, text);
    }

    /// <summary>What is said of a failure that may pass.</summary>
    /// <exception cref="QualysConnectionException">Trying again would not help.</exception>
    public string OrThrow() => Final is null ? Text : throw Final;

    private static bool IsOverTls(ProxyOnTheWay proxy) => proxy.Address.Scheme == Uri.UriSchemeHttps;

    // Of SOCKS there is no status.
    private static bool AsksForAccount(NetworkFailure failure) =>
        failure.ProxyStatus is { } status
            ? status == (int)HttpStatusCode.ProxyAuthenticationRequired
            : failure.IsOfAccount;
}
