using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Finds out what an error of PostgreSQL or of its driver means for the person who publishes.</summary>
internal static class PostgreSqlFailure
{
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
            PostgresException answer => Of(target, answer),
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

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
