using System.Buffers.Binary;
using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Runs;

/// <summary>Finds the run databases in a folder by what the files themselves say, whatever they are called.</summary>
internal static class RunDatabaseFiles
{
    // The head of a SQLite file: 16 bytes that name it, and at 68 the number of the program whose file it is.
    private const int HeadLength = 72;
    private const int ApplicationAt = 68;

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

    /// <summary>Whether a file is a run database, by what it says itself. One that cannot be looked into is, where it is called as they are.</summary>
    /// <param name="path">The file.</param>
    public static bool IsOne(string path)
    {
        if (FileFacts.Of(path) is not { IsRegular: true })
        {
            return false;
        }

        Span<byte> head = stackalloc byte[HeadLength];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength || !head.StartsWith("SQLite format 3\0"u8))
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Path.GetExtension(path).Equals(".db", StringComparison.OrdinalIgnoreCase);
        }

        // What a database is may stand in its log alone, until that is written back for the first time.
        int application = BinaryPrimitives.ReadInt32BigEndian(head[ApplicationAt..]);
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
