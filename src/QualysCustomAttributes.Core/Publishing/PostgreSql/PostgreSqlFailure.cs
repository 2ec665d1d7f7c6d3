using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Finds out what an error of PostgreSQL or of its driver means for the person who publishes.</summary>
internal static class PostgreSqlFailure
{
    /// <summary>
    /// Whether an error is one of the driver. While it connects that is every one that a setting, a file that a setting names, or
    /// an answer of a server that is none of PostgreSQL's can cause.
    /// </summary>
    public static bool IsOne(Exception exception, bool isConnected) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException
        || (!isConnected && exception is (ArgumentException or InvalidOperationException or NotSupportedException
            or FormatException or OverflowException or AuthenticationException or CryptographicException or UnauthorizedAccessException));

    /// <summary>Whether PostgreSQL refused a value or a row, be it as impossible or as too large.</summary>
    public static bool IsOfData(PostgresException answer) => answer.SqlState is ['2', '2', ..] or ['5', '4', ..];

    /// <summary>Whether PostgreSQL refused a column another type, because a view, an index or a constraint uses it.</summary>
    public static bool IsOfDefinition(PostgresException answer) =>
        answer.SqlState is ['0', 'A', ..] or ['2', 'B', ..] or ['2', '2', ..] or ['2', '3', ..] or ['4', '2', ..] or ['5', '4', ..]
        && answer.SqlState != PostgresErrorCodes.InsufficientPrivilege;

    /// <summary>Finds out what an error means.</summary>
    /// <param name="target">Where it happened.</param>
    /// <param name="exception">The driver's error.</param>
    /// <param name="isConnected">Whether the connection had been made.</param>
    /// <returns>The error in the words of this product.</returns>
    public static PublicationException Of(PostgreSqlTarget target, Exception exception, bool isConnected)
    {
        Exception[] causes = [.. Causes(exception)];
        return exception switch
        {
            _ when causes.OfType<PostgresException>().FirstOrDefault() is { } answer => Of(target, answer),
            _ when !isConnected && causes.FirstOrDefault(IsAboutTls) is { } declined =>
                PostgreSqlErrors.NotTrusted(target, declined.Message, exception),
            _ when causes.OfType<AuthenticationException>().FirstOrDefault() is { } untrusted =>
                PostgreSqlErrors.NotTrusted(target, untrusted.Message, exception),
            _ when causes.Any(cause => cause is SocketException or TimeoutException or IOException) => isConnected
                ? PostgreSqlErrors.ConnectionLost(target, causes[^1].Message, exception)
                : PostgreSqlErrors.NotReached(target, causes[^1].Message, exception),
            _ when isConnected => PostgreSqlErrors.ConnectionLost(target, exception.Message, exception),
            // The driver itself finds out that a password is asked for and none was given.
            _ when exception.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
                PostgreSqlErrors.LoginRefused(target, exception.Message, exception),
            _ => PostgreSqlErrors.NotReached(target, exception.Message, exception),
        };
    }

    // Of a server that declines TLS the driver says so in words alone.
    private static bool IsAboutTls(Exception cause) =>
        cause is NpgsqlException and not PostgresException && cause.Message.Contains("SSL", StringComparison.Ordinal);

    private static PublicationException Of(PostgreSqlTarget target, PostgresException answer) => answer.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            PostgreSqlErrors.LoginRefused(target, answer.MessageText, answer),
        PostgresErrorCodes.InvalidCatalogName => PostgreSqlErrors.DatabaseUnknown(target, answer),
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction =>
            PostgreSqlErrors.NotPermitted(target, answer.MessageText, answer),
        PostgresErrorCodes.CannotConnectNow => PostgreSqlErrors.NotReached(target, answer.MessageText, answer),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown =>
            PostgreSqlErrors.ConnectionLost(target, answer.MessageText, answer),
        ['5', '3', ..] => PostgreSqlErrors.NoRoom(target, answer.MessageText, answer),
        _ => PostgreSqlErrors.Refused(target, answer),
    };

    /// <summary>An error and what caused it, down to the first cause; of several hosts each has one of its own.</summary>
    public static IEnumerable<Exception> Causes(Exception exception)
    {
        IEnumerable<Exception> causes = exception is AggregateException several ? several.InnerExceptions
            : exception.InnerException is { } cause ? [cause] : [];
        return causes.SelectMany(Causes).Prepend(exception);
    }
}
