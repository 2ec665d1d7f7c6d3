using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Axonius;

/// <summary>The export as a file: opened for reading only where it is one, and the same at the end as at the beginning.</summary>
internal sealed class ExportFile : IDisposable
{
    private readonly string _path;
    private readonly DateTime _lastWrite;
    private readonly FileFacts? _facts;

    private ExportFile(string path, FileFacts? facts, FileStream stream)
    {
        _path = path;
        _facts = facts;
        Stream = stream;
        Length = stream.Length;
        _lastWrite = File.GetLastWriteTimeUtc(stream.SafeFileHandle);
    }

    /// <summary>The file, from its first byte.</summary>
    public FileStream Stream { get; }

    /// <summary>Its length in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Opens the file.</summary>
    /// <exception cref="AxoniusExportException">It is missing, a folder, a pipe or a device, or cannot be read.</exception>
    public static ExportFile Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw AxoniusExportException.NotFile(path, "a folder");
        }

        // Asked before: opening a pipe waits until somebody writes into it.
        FileFacts? facts = FileFacts.Of(path);
        if (facts is { IsRegular: false })
        {
            throw AxoniusExportException.NotFile(path, "a pipe, a socket or a device");
        }

        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.SequentialScan,
                BufferSize = 0,
            });
            return stream.CanSeek
                ? new ExportFile(path, facts, stream)
                : throw AxoniusExportException.NotFile(path, "a pipe or a device");
        }
        catch (Exception exception)
        {
            stream?.Dispose();
            throw exception switch
            {
                FileNotFoundException or DirectoryNotFoundException => AxoniusExportException.NotFound(path),
                IOException or UnauthorizedAccessException => AxoniusExportException.Unreadable(path, exception),
                _ => exception,
            };
        }
    }

    /// <summary>Checks, when all was read, that the file is what it was when it was opened.</summary>
    /// <returns>What is to be told, or <see langword="null"/>.</returns>
    /// <exception cref="AxoniusExportException">Somebody wrote to the file: nobody knows what was read of it.</exception>
    public string? CheckUnchanged()
    {
        long length = RandomAccess.GetLength(Stream.SafeFileHandle);
        if (length != Length)
        {
            throw AxoniusExportException.Changed(_path, FormattableString.Invariant($"it had {Length:N0} bytes and has {length:N0}"));
        }

        DateTime lastWrite = File.GetLastWriteTimeUtc(Stream.SafeFileHandle);
        if (lastWrite != _lastWrite)
        {
            throw AxoniusExportException.Changed(_path, FormattableString.Invariant($"it was written to at {lastWrite:yyyy-MM-dd HH:mm:ss} UTC"));
        }

        return _facts is { } before && FileFacts.Of(_path) is { } now && before.Identity != now.Identity
            ? $"Another file took the name '{_path}' while it was read. What was imported is the file that had the name before."
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => Stream.Dispose();
}
