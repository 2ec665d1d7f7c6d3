namespace QualysCustomAttributes.Files;

/// <summary>
/// Makes files and folders: all that this product makes comes from here. On Unix they are their owner's alone whatever the umask,
/// or what the umask makes of them; on Windows they inherit the access rights of the folder they are made in. Nothing is ever
/// made or written through a symbolic link, for whoever laid it chose the target.
/// </summary>
internal sealed class NewFiles
{
    private const UnixFileMode FileOfOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderOfOwner = FileOfOwner | UnixFileMode.UserExecute;

    private readonly bool _isShared;

    private NewFiles(bool isShared) => _isShared = isShared;

    /// <summary>Files with the mode 0600 in folders with the mode 0700.</summary>
    public static NewFiles OfTheirOwner { get; } = new(isShared: false);

    /// <summary>Files and folders with the mode that the umask leaves, mostly 0644 and 0755.</summary>
    public static NewFiles OfTheUmask { get; } = new(isShared: true);

    /// <summary>The one or the other.</summary>
    /// <param name="sharedRead">Whether others may read, as far as the umask lets them.</param>
    public static NewFiles For(bool sharedRead) => sharedRead ? OfTheUmask : OfTheirOwner;

    /// <summary>Refuses a name that is a symbolic link, whether there is something behind it or not.</summary>
    /// <exception cref="LinkRefusedException">It is one.</exception>
    public static void RefuseLink(string path)
    {
        if (new FileInfo(path).LinkTarget is { } target)
        {
            throw new LinkRefusedException(path, target);
        }
    }

    /// <summary>What a name stands for: the file behind a symbolic link, or the name itself where it is none.</summary>
    /// <exception cref="LinkRefusedException">It is a link and leads to no file.</exception>
    public static string FollowLink(string path)
    {
        if (new FileInfo(path).LinkTarget is not { } target)
        {
            return path;
        }

        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: true } file
                ? file.FullName
                : throw new LinkRefusedException(path, target);
        }
        catch (IOException)
        {
            // Links that lead to each other.
            throw new LinkRefusedException(path, target);
        }
    }

    /// <summary>Makes a file where nothing has that name.</summary>
    /// <exception cref="LinkRefusedException">The name is a symbolic link.</exception>
    /// <exception cref="IOException">Something has that name, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public FileStream Create(
        string path, FileShare share = FileShare.Read, int bufferSize = 4096, FileOptions options = FileOptions.None)
    {
        RefuseLink(path);
        var how = new FileStreamOptions
        {
            // Asks the system for a name that nothing has, a link included: nobody can lay one in between.
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = bufferSize,
            Options = options,
        };
        if (!_isShared && !OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = FileOfOwner;
        }

        return new FileStream(path, how);
    }

    /// <summary>Opens a file to be added to, and makes it where it is not there. One that is there keeps its mode.</summary>
    /// <returns>The file at its end, and whether it was made.</returns>
    /// <exception cref="LinkRefusedException">The name is a symbolic link.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public (FileStream Stream, bool IsNew) Append(string path)
    {
        try
        {
            return (Create(path, bufferSize: 0), true);
        }
        catch (IOException) when (File.Exists(path))
        {
            return (OpenToAppend(path), false);
        }
    }

    /// <summary>Makes a file where none is there. One that is there keeps its mode, and is found to be writable.</summary>
    /// <exception cref="LinkRefusedException">The name is a symbolic link that leads nowhere.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Provide(string path)
    {
        // A link that leads nowhere exists, too.
        if (File.Exists(FollowLink(path)))
        {
            using FileStream present = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return;
        }

        Create(path).Dispose();
    }

    /// <summary>Makes a folder and those above it that are missing. What is there keeps its mode.</summary>
    /// <exception cref="LinkRefusedException">The name is a symbolic link that leads nowhere.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public void MakeFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        RefuseLink(path);
        if (_isShared || OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // .NET has a mode for the last folder only; those above it would be open.
        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) is { Length: > 0 } above)
        {
            MakeFolder(above);
        }

        Directory.CreateDirectory(path, FolderOfOwner);
    }

    private static FileStream OpenToAppend(string path)
    {
        // A pipe nobody reads from would be waited for, and a second name may be somebody else's file.
        switch (FileFacts.Of(path))
        {
            case { IsRegular: false }:
                throw new IOException("it is a pipe or a device, no file");
            case { Names: > 1 and var names }:
                throw new IOException(FormattableString.Invariant($"it has {names} names (hard links)"));
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            // Once more: a link may have been laid before it was opened. Nothing has been written yet.
            RefuseLink(path);
            if (stream.CanSeek)
            {
                stream.Seek(0, SeekOrigin.End);
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
