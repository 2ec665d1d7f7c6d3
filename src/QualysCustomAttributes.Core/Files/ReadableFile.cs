using System.Globalization;

namespace QualysCustomAttributes.Files;

/// <summary>Opens files that somebody names, for reading: never a pipe, a socket or a device, of which nobody knows when it ends.</summary>
internal static class ReadableFile
{
    /// <summary>Why what is no file is not read.</summary>
    public const string NoFile = "it is a pipe, a socket or a device, and no file";

    /// <summary>Opens a file; others may go on writing it.</summary>
    /// <exception cref="IOException">It is no file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path, int bufferSize = 4096)
    {
        Require(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize);
    }

    /// <summary>Reads a text that a person has written, UTF-8 unless a byte order mark says otherwise.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The largest file that is read.</param>
    /// <exception cref="IOException">It is no file, is larger, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path, long mostBytes)
    {
        using FileStream file = Open(path);
        if (file.Length > mostBytes)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"it has {file.Length:N0} bytes, and {mostBytes:N0} are the most"));
        }

        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    /// <summary>Makes sure that it is a file, where the system says that. Asked before it is opened: opening a pipe waits for whoever writes into it.</summary>
    /// <exception cref="IOException">It is none.</exception>
    public static void Require(string path)
    {
        if (!Directory.Exists(path) && FileFacts.Of(path) is { IsRegular: false })
        {
            throw new IOException(NoFile);
        }
    }
}
