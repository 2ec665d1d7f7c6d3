using System.Buffers.Binary;

namespace QualysCustomAttributes.Sqlite;

/// <summary>The head of a SQLite file, which says whose file it is without a database being opened.</summary>
internal static class SqliteHead
{
    // 16 bytes that name the format, and at 68 the number of the program whose file it is.
    private const int Length = 72;
    private const int ApplicationAt = 68;

    /// <summary>Reads the number of the program whose file it is.</summary>
    /// <param name="path">The file, which is no pipe and no device.</param>
    /// <returns>The number; 0 where none is written into the file yet; <see langword="null"/> for what is no SQLite file.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static int? ReadApplication(string path)
    {
        Span<byte> head = stackalloc byte[Length];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return file.ReadAtLeast(head, Length, throwOnEndOfStream: false) < Length || !head.StartsWith("SQLite format 3\0"u8)
            ? null
            : BinaryPrimitives.ReadInt32BigEndian(head[ApplicationAt..]);
    }
}
