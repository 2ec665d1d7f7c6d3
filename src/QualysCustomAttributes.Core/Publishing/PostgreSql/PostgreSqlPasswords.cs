using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Every password that a connection may use, wherever it comes from, so that no message shows one.</summary>
internal static class PostgreSqlPasswords
{
    /// <summary>What is to be taken out of texts.</summary>
    /// <param name="settings">The settings, as they are given to the driver.</param>
    /// <param name="others">Passwords beside those of the settings; empty ones are none.</param>
    public static SecretText Of(NpgsqlConnectionStringBuilder settings, params string?[] others)
    {
        IEnumerable<string?> passwords =
        [
            settings.Password, settings.SslPassword, Environment.GetEnvironmentVariable("PGPASSWORD"), .. others,
            .. InFile(settings.Passfile),
        ];
        return SecretText.Of(
            passwords.OfType<string>().Where(password => password.Length > 0).SelectMany(WaysToWrite).Distinct().ToArray());
    }

    // As a literal or a name in SQL, and as a setting in the connection string, its quotation marks are doubled.
    private static IEnumerable<string> WaysToWrite(string password) =>
    [
        password,
        ShownText.Line(password),
        password.Replace("'", "''", StringComparison.Ordinal),
        password.Replace("\"", "\"\"", StringComparison.Ordinal),
    ];

    // Of every line, for the server decides which of them is used.
    private static IEnumerable<string> InFile(string? named)
    {
        string? path = named ?? Environment.GetEnvironmentVariable("PGPASSFILE") ?? Usual();
        try
        {
            return path is null || !File.Exists(path) ? [] : [.. File.ReadLines(path).Select(PasswordOf).OfType<string>()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The driver cannot read it either.
            return [];
        }
    }

    private static string? Usual()
    {
        string home = Environment.GetFolderPath(
            OperatingSystem.IsWindows() ? Environment.SpecialFolder.ApplicationData : Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? null
            : OperatingSystem.IsWindows() ? Path.Combine(home, "postgresql", "pgpass.conf") : Path.Combine(home, ".pgpass");
    }

    // host:port:database:user:password, with a backslash before a colon or a backslash that is part of a field.
    private static string? PasswordOf(string line)
    {
        if (line.StartsWith('#'))
        {
            return null;
        }

        int colons = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                i++;
            }
            else if (line[i] == ':' && ++colons == 4)
            {
                string password = line[(i + 1)..];
                return password.Replace("\\:", ":", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
            }
        }

        return null;
    }
}
