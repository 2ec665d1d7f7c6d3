using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Publishing;

/// <summary>A folder that is published to, and the words for what goes wrong with its files.</summary>
internal sealed class PublicationFolder
{
    private readonly NewFiles _files;

    /// <summary>Makes the folder where there is none.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="files">Makes it and its files.</param>
    /// <exception cref="PublicationException">It cannot be made.</exception>
    public PublicationFolder(string path, NewFiles files)
    {
        _files = files;
        Path = System.IO.Path.GetFullPath(path);
        Do(() => files.MakeFolder(Path));
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Begins a file, which is there whole or not at all. Another publication may be writing one of that name.</summary>
    /// <exception cref="PublicationException">The folder cannot be written.</exception>
    public WholeFile Begin(string name) => Do(() => WholeFile.BeginAmongOthers(System.IO.Path.Combine(Path, name), _files));

    /// <summary>Does something with the folder's files, and words what goes wrong.</summary>
    /// <exception cref="PublicationException">The folder cannot be written, or its disk is full.</exception>
    public T Do<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (IOException exception) when (WholeFile.IsDiskFull(exception))
        {
            throw PublicationException.DiskFull(Path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PublicationException.FolderNotWritable(Path, exception);
        }
    }

    /// <summary>Does something with the folder's files, and words what goes wrong.</summary>
    /// <exception cref="PublicationException">The folder cannot be written, or its disk is full.</exception>
    public void Do(Action work) => Do(() =>
    {
        work();
        return true;
    });
}
