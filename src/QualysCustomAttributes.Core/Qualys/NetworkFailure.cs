using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Qualys;

/// <summary>Why no answer came, as .NET says it, with texts that may be shown.</summary>
/// <param name="failure">What .NET threw.</param>
/// <param name="redact">Takes secrets out of a text.</param>
internal sealed partial class NetworkFailure(HttpRequestException failure, Func<string, string> redact)
{
    /// <summary>What is said of an answer that is no HTTP.</summary>
    public const string NoHttp = "what came is no HTTP";

    /// <summary>Its kind.</summary>
    public HttpRequestError Error => failure.HttpRequestError;

    /// <summary>Whether TLS failed, rather than the connection below it.</summary>
    public bool IsOfTls => failure.InnerException is AuthenticationException;

    /// <summary>Whether the other side refused the connection, rather than being slow or far.</summary>
    public bool IsRefused => failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    /// <summary>Why, without a full stop.</summary>
    public string Why => redact(ConnectionWords.Of(failure));

    /// <summary>Whether what lies deepest speaks of an account.</summary>
    public bool IsOfAccount => ConnectionWords.Deepest(failure).Message.Contains("authenticat", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the request may have reached the other side before.</summary>
    public bool MayHaveLeft => Error is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);

    /// <summary>The status with which a proxy refused; .NET gives it in its text alone.</summary>
    public int? ProxyStatus => StatusInText().Match(failure.Message) is { Success: true } match
        ? int.Parse(match.ValueSpan.Trim('\''), CultureInfo.InvariantCulture)
        : null;

    /// <summary>What may be handed on as the cause of an error.</summary>
    public Exception Cause => HiddenCause.Of(failure, redact)!;

    [GeneratedRegex("'[1-5][0-9]{2}'", RegexOptions.RightToLeft)]
    private static partial Regex StatusInText();
}
