using System.Net.Sockets;
using System.Security.Authentication;

namespace QualysCustomAttributes.Qualys;

/// <summary>Says in plain words why a connection failed: .NET's own texts speak of transports and of inner exceptions.</summary>
internal static class ConnectionWords
{
    private const string BrokeOff = "the connection broke off in the middle";

    /// <summary>Words it.</summary>
    /// <param name="failure">What .NET threw, from the outside in.</param>
    public static string Of(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
            {
                return Of(socket.SocketErrorCode);
            }
        }

        HttpRequestError error = failure switch
        {
            HttpRequestException request => request.HttpRequestError,
            HttpIOException io => io.HttpRequestError,
            _ => HttpRequestError.Unknown,
        };
        return error switch
        {
            HttpRequestError.NameResolutionError => "the host's name could not be resolved",
            HttpRequestError.ConnectionError => "no connection came about",
            HttpRequestError.SecureConnectionError => OfTls(failure),
            HttpRequestError.ProxyTunnelError => Deepest(failure).Message.TrimEnd('.'),
            HttpRequestError.InvalidResponse => NetworkFailure.NoHttp,
            HttpRequestError.ConfigurationLimitExceeded => "the answer has more headers than are read",
            _ => BrokeOff,
        };
    }

    private static string Of(SocketError code) => code switch
    {
        SocketError.ConnectionReset => "the connection was reset by the other side",
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.HostUnreachable or SocketError.HostDown => "the host cannot be reached",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "the network cannot be reached",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery =>
            "the host's name could not be resolved",
        SocketError.TimedOut => "no answer came to the connection",
        SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.NotConnected or SocketError.Disconnecting
            or SocketError.OperationAborted or SocketError.NetworkReset => BrokeOff,
        SocketError.AccessDenied => "this machine does not allow the connection",
        _ => $"the connection failed ({code})",
    };

    private static string OfTls(Exception failure)
    {
        Exception why = Deepest(failure);
        return why is AuthenticationException ? $"TLS failed: {why.Message.TrimEnd('.')}" : "no TLS connection came about: it broke off";
    }

    /// <summary>What lies behind a failure: "Authentication failed, see inner exception" helps nobody.</summary>
    public static Exception Deepest(Exception failure) => failure.InnerException is { InnerException: { } cause } inner
        && inner.Message.Contains("inner exception", StringComparison.Ordinal)
            ? cause
            : failure.InnerException ?? failure;
}
