using QualysCustomAttributes.Files;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>Finds the run databases in a folder by what the files themselves say, whatever they are called.</summary>
internal static class RunDatabaseFiles
{
    /// <summary>Finds them, and no file of another kind. What cannot be looked into, and is called as they are, is among them.</summary>
    /// <param name="folder">The folder; folders in it are not looked into.</param>
    /// <returns>Their full paths, in the order of their names.</returns>
    /// <exception cref="RunDatabaseException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> In(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Where(IsOne).Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RunDatabaseException.FolderNotReadable(folder, exception);
        }
    }

    /// <summary>Finds the folders right below a folder in which there are some; what may not be looked into is passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Their full paths, in the order of their names.</returns>
    public static IReadOnlyList<string> Below(string folder)
    {
        var all = new EnumerationOptions { IgnoreInaccessible = true };
        try
        {
            return [.. Directory.EnumerateDirectories(folder, "*", all)
                .Where(below => Directory.EnumerateFiles(below, "*", all).Any(IsOne)).Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Whether a file is a run database, by what it says itself. One that cannot be looked into is, where it is called as they are.</summary>
    /// <param name="path">The file.</param>
    public static bool IsOne(string path)
    {
        if (FileFacts.Of(path) is not { IsRegular: true })
        {
            return false;
        }

        int? application;
        try
        {
            application = SqliteHead.ReadApplication(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Path.GetExtension(path).Equals(".db", StringComparison.OrdinalIgnoreCase);
        }

        // What a database is may stand in its log alone, until that is written back for the first time.
        return application == RunDatabaseSchema.ApplicationId || (application == 0 && File.Exists(path + "-wal") && IsOneByItsLog(path));
    }

    private static bool IsOneByItsLog(string path)
    {
        try
        {
            RunDatabase.OpenForReading(path).Dispose();
            return true;
        }
        catch (RunDatabaseException exception)
        {
            return exception.ErrorId != "DatabaseOfAnotherKind";
        }
    }
}
