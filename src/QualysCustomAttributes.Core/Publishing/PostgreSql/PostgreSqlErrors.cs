using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Words what PostgreSQL and its driver say for the person who publishes.</summary>
internal static class PostgreSqlErrors
{
    /// <summary>Words an error.</summary>
    /// <param name="target">Where it happened.</param>
    /// <param name="exception">The driver's error.</param>
    /// <param name="isConnected">Whether the connection had been made.</param>
    public static PublicationException Of(PostgreSqlTarget target, Exception exception, bool isConnected) => exception switch
    {
        PostgresException answer => Of(target, answer),
        _ when Causes(exception).OfType<AuthenticationException>().FirstOrDefault() is { } untrusted => PublicationException.ServerNotTrusted(target, untrusted.Message, exception),
        _ when Causes(exception).Any(cause => cause is SocketException or TimeoutException or IOException) => isConnected
            ? PublicationException.ConnectionLost(target, Causes(exception).Last().Message, exception)
            : PublicationException.ServerNotReached(target, Causes(exception).Last().Message, exception),
        _ when isConnected => PublicationException.ConnectionLost(target, exception.Message, exception),
        // The driver itself finds out that a password is asked for and none was given.
        _ when exception.Message.Contains("password", StringComparison.OrdinalIgnoreCase) => PublicationException.LoginRefused(target, exception.Message, exception),
        _ => PublicationException.ServerNotReached(target, exception.Message, exception),
    };

    private static PublicationException Of(PostgreSqlTarget target, PostgresException answer) => answer.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => PublicationException.LoginRefused(target, answer.MessageText, answer),
        PostgresErrorCodes.InvalidCatalogName => PublicationException.DatabaseUnknown(target, answer),
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction => PublicationException.NotPermitted(target, answer.MessageText, answer),
        PostgresErrorCodes.CannotConnectNow => PublicationException.ServerNotReached(target, answer.MessageText, answer),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => PublicationException.ConnectionLost(target, answer.MessageText, answer),
        ['5', '3', ..] => PublicationException.NoRoom(target, answer.MessageText, answer),
        _ => PublicationException.Refused(target, answer.TableName, answer.MessageText, answer.SqlState, answer),
    };

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
