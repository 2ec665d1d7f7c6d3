using System.Globalization;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Cli.Commands.Inventory;

/// <summary>The inventory's folder, made where it was not there; one in which nothing was written is taken away again.</summary>
internal sealed class InventoryFolder : IDisposable
{
    private const int MostAttempts = 1000;

    private readonly string _path;
    private readonly bool _isNew;
    private readonly NewFiles _files;

    private InventoryFolder(string path, bool isNew, NewFiles files)
    {
        _files = files;
        _path = path;
        _isNew = isNew;
    }

    /// <summary>Makes the folder where it is not there.</summary>
    /// <exception cref="SettingsException">It cannot be made.</exception>
    public static InventoryFolder Take(string path, NewFiles files)
    {
        bool isNew = !Directory.Exists(path);
        try
        {
            files.MakeFolder(path);
            return new InventoryFolder(path, isNew, files);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                $"The inventory's folder '{path}' cannot be made: {FileWords.OfFolder(exception)}. "
                + "Name a folder you may write to with --output.",
                exception);
        }
    }

    /// <summary>Opens the log that was named, else one that is called after the second in which the run began.</summary>
    /// <exception cref="SettingsException">It cannot be written.</exception>
    public RunLog TakeLog(string? named, DateTimeOffset now)
    {
        for (int attempt = 1; ; attempt++)
        {
            string number = attempt == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"_{attempt}");
            string name = string.Create(CultureInfo.InvariantCulture, $"inventory_log_{now:yyyyMMdd_HHmmss}{number}.log");
            bool isNamed = named is not null || attempt == MostAttempts;
            if (RunLog.TryOpen(named ?? Path.Combine(_path, name), isNamed, _files) is { } log)
            {
                return log;
            }
        }
    }

    public void Dispose()
    {
        try
        {
            if (_isNew && !Directory.EnumerateFileSystemEntries(_path).Any())
            {
                Directory.Delete(_path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An empty folder that stays does no harm.
        }
    }
}
