using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Qualys;

/// <summary>A secret in a file: one that somebody names, or one that systemd lays into a service's folder of credentials (systemd.exec, LoadCredential).</summary>
internal static class CredentialFile
{
    /// <summary>The environment variable in which systemd names that folder.</summary>
    public const string FolderVariable = "CREDENTIALS_DIRECTORY";

    private const long Largest = 64 * 1024;

    // What a shell gives a command to read from: opened already, by somebody who writes.
    private const string OpenedByShell = "/dev/fd/";

    /// <summary>Finds a secret in the folder of credentials.</summary>
    /// <param name="name">The file's name, which is that of the environment variable in whose place it stands.</param>
    /// <returns>The secret, or <see langword="null"/> where there is no such file.</returns>
    /// <exception cref="QualysConfigurationException">The file cannot be read.</exception>
    public static string? Find(string name) =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder && Path.Combine(folder, name) is var path && File.Exists(path)
            ? Read(path)
            : null;

    /// <summary>Reads a secret: the file's text without the line break at its end.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="QualysConfigurationException">It is empty, or cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            string text = path.StartsWith(OpenedByShell, StringComparison.Ordinal) ? File.ReadAllText(path) : ReadableFile.ReadText(path, Largest);
            string secret = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return secret.Length > 0 ? secret : throw QualysConfigurationException.CredentialFileEmpty(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw QualysConfigurationException.CredentialFileUnreadable(path, exception);
        }
    }
}
