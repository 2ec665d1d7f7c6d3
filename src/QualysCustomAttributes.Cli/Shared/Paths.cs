namespace QualysCustomAttributes.Cli.Shared;

/// <summary>Files and folders that settings name.</summary>
internal static class Paths
{
    /// <summary>Declares the setting of the inventory's folder, under the name that it has in a command.</summary>
    public static Setting<string> Inventory(string name, string helpName, string meaning) => new(name)
    {
        HelpName = helpName,
        Meaning = meaning,
        Variable = EnvironmentNames.InventoryOutput,
        Default = "./inventory",
        Read = Full,
    };

    /// <summary>Makes a path a full one.</summary>
    /// <exception cref="SettingsException">It is no path.</exception>
    public static string Full(string path, string source)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or NotSupportedException)
        {
            throw new SettingsException($"'{path}' cannot be used for {source}: it is not a path.", exception);
        }
    }

    /// <summary>Refuses files of which two are the same.</summary>
    /// <exception cref="SettingsException">Two are.</exception>
    public static void RefuseOneFileTwice(params (string Name, string? Path)[] files)
    {
        StringComparison comparison =
            OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        for (int i = 0; i < files.Length; i++)
        {
            for (int j = i + 1; j < files.Length; j++)
            {
                if (files[i].Path is { } path && string.Equals(path, files[j].Path, comparison))
                {
                    throw new SettingsException(
                        $"'{path}' is named as the {files[i].Name} and as the {files[j].Name}. Give each a file of its own.");
                }
            }
        }
    }
}
