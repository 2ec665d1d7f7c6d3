using System.CommandLine;
using System.CommandLine.Parsing;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>Reads what options and environment say, and words what is wrong with it.</summary>
internal static class SettingSources
{
    /// <summary>Whether an option stands on the command line.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Gives the value of an environment variable, or <see langword="null"/> where it is empty or not set.</summary>
    public static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Reads a value that an environment variable gave.</summary>
    /// <exception cref="SettingsException">It cannot be read; the message names the variable.</exception>
    public static T OfEnvironment<T>(string name, Func<T> read) => Of($"the environment variable {name}", read);

    /// <summary>Reads a value.</summary>
    /// <exception cref="SettingsException">It cannot be read; the message names its source.</exception>
    public static T Of<T>(string source, Func<T> read)
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

    /// <summary>Makes a path a full one.</summary>
    /// <exception cref="SettingsException">It is no path.</exception>
    public static string FullPath(string option, string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or NotSupportedException)
        {
            throw new SettingsException($"'{path}' cannot be used for {option}: it is not a path.", exception);
        }
    }

    /// <summary>Refuses files of which two are the same.</summary>
    /// <exception cref="SettingsException">Two are.</exception>
    public static void RefuseOneFileTwice(params (string Name, string? Path)[] files)
    {
        StringComparison comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        for (int i = 0; i < files.Length; i++)
        {
            for (int j = i + 1; j < files.Length; j++)
            {
                if (files[i].Path is { } path && string.Equals(path, files[j].Path, comparison))
                {
                    throw new SettingsException($"'{path}' is named as the {files[i].Name} and as the {files[j].Name}. Give each a file of its own.");
                }
            }
        }
    }
}
