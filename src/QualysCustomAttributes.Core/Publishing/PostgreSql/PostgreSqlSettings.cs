using System.Data.Common;
using System.Text.RegularExpressions;
using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Reads a connection string, and settles what it leaves open: above all that the server is to prove who it is.</summary>
internal static partial class PostgreSqlSettings
{
    /// <summary>The environment variable of PostgreSQL's own programs that says how much of TLS is demanded.</summary>
    public const string SslModeVariable = "PGSSLMODE";

    private const string ApplicationName = "QualysCustomAttributes";

    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["disable"] = SslMode.Disable, ["allow"] = SslMode.Allow, ["prefer"] = SslMode.Prefer, ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA, ["verify-full"] = SslMode.VerifyFull,
    };

    /// <summary>Reads the connection string.</summary>
    /// <exception cref="PublicationException">It is no connection string, or PGSSLMODE is none of the modes.</exception>
    public static NpgsqlConnectionStringBuilder Read(string connectionString, string? userName, string? password)
    {
        NpgsqlConnectionStringBuilder settings = Parse(connectionString);
        settings.SslMode = Names(connectionString, "SSL Mode", "SslMode") ? settings.SslMode : UsualSslMode(settings);
        settings.Username = userName ?? settings.Username;
        settings.Password = password ?? settings.Password;
        settings.ApplicationName ??= ApplicationName;

        // A merge takes as long as it takes, and one connection is all there is.
        settings.CommandTimeout = Names(connectionString, "Command Timeout", "CommandTimeout") ? settings.CommandTimeout : 0;
        settings.Pooling = false;
        settings.Multiplexing = false;
        settings.IncludeErrorDetail = false;
        settings.PersistSecurityInfo = false;
        settings.Enlist = false;
        settings.Remove("Load Table Composites");
        settings.Remove("Server Compatibility Mode");
        return settings;
    }

    /// <summary>How long connecting may take: the driver's time-out for each host, and a moment more, for it is to say so itself.</summary>
    public static TimeSpan PatienceOf(NpgsqlConnectionStringBuilder settings) => settings.Timeout == 0
        ? System.Threading.Timeout.InfiniteTimeSpan
        : TimeSpan.FromSeconds(5 + ((long)settings.Timeout * settings.Host!.Split(',').Length));

    /// <summary>What the settings leave unguarded on the way to the server, as a sentence; or <see langword="null"/>.</summary>
    public static string? WarningOf(NpgsqlConnectionStringBuilder settings, string server)
    {
        if (PostgreSqlHosts.AreLocal(settings.Host!))
        {
            return null;
        }

        string? lack = settings.SslMode switch
        {
            SslMode.Disable => "nothing is encrypted",
            SslMode.Allow or SslMode.Prefer =>
                "a server that has no TLS gets everything in the clear, the password too, and none proves who it is",
            SslMode.Require => "the connection is encrypted, but the server does not prove who it is",
            SslMode.VerifyCA => "any server with a certificate of the same authority can take the place of this one",
            _ => null,
        };
        return lack is null ? null
            : $"The connection to the PostgreSQL server {server} is made with SSL Mode {settings.SslMode}, as it was asked for: {lack}. "
                + "With SSL Mode VerifyFull, which holds where nothing is said, it would be guarded.";
    }

    private static SslMode UsualSslMode(NpgsqlConnectionStringBuilder settings)
    {
        if (Environment.GetEnvironmentVariable(SslModeVariable) is { Length: > 0 } said)
        {
            return SslModes.TryGetValue(said, out SslMode mode)
                ? mode
                : throw PostgreSqlErrors.ConnectionStringInvalid(
                    $"it names no SSL Mode, and the environment variable {SslModeVariable} is none of {string.Join(", ", SslModes.Keys)}");
        }

        return PostgreSqlHosts.AreLocal(settings.Host!) && settings.SslNegotiation != SslNegotiation.Direct
            ? SslMode.Prefer
            : SslMode.VerifyFull;
    }

    private static bool Names(string connectionString, params string[] names)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return names.Any(settings.ContainsKey);
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        if (connectionString.TrimStart().StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
            && connectionString.Contains("://", StringComparison.Ordinal))
        {
            throw PostgreSqlErrors.ConnectionStringInvalid("an address of the form postgresql:// is not read");
        }

        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException
            or OverflowException or KeyNotFoundException)
        {
            throw PostgreSqlErrors.ConnectionStringInvalid(
                "it has a setting that PostgreSQL's driver does not know, or a value that it does not take");
        }

        if (string.IsNullOrWhiteSpace(settings.Host))
        {
            throw PostgreSqlErrors.ConnectionStringInvalid("it names no Host");
        }

        RefuseSettingsInSettings(settings);
        return PostgreSqlHosts.AreSound(settings.Host) ? settings : throw PostgreSqlErrors.ConnectionStringInvalid(
            "its Host is neither a host's name or address, with a port or without, nor the folder of a socket");
    }

    // A string of another form, such as "host=db dbname=inventory password=…", is read as one long host: messages would show it all.
    private static void RefuseSettingsInSettings(NpgsqlConnectionStringBuilder settings)
    {
        string[] secret = ["Password", "SSL Password"];
        foreach (string name in settings.Keys.Cast<string>().Except(secret, StringComparer.OrdinalIgnoreCase))
        {
            if (settings[name] is string value && (Setting().IsMatch(value) || value.Contains("://", StringComparison.Ordinal)))
            {
                throw PostgreSqlErrors.ConnectionStringInvalid(
                    $"the value of its setting {name} looks like further settings or an address, and settings are parted by semicolons");
            }
        }
    }

    [GeneratedRegex(@"\b(?:password|passwd|passwort|pwd|psw|passfile|user|username|user\s*id|uid|host|server|dbname|database|port)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Setting();
}
