namespace QualysCustomAttributes.Cli.Shared;

/// <summary>A setting cannot be used. The message says which, why, and what to do.</summary>
internal sealed class SettingsException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Reads a value, and names where it came from in what is wrong with it.</summary>
    /// <exception cref="SettingsException">It cannot be read.</exception>
    public static T Naming<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ConnectorException exception)
        {
            throw new SettingsException($"In {source}: {exception.Message}", exception);
        }
    }
}
