namespace QualysCustomAttributes.Publishing;

/// <summary>A folder that is published to. Its files are there whole or not at all.</summary>
internal sealed class PublicationFolder
{
    private const string Unfinished = ".tmp";
    private const int NoSpaceOnUnix = 28;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);

    /// <summary>Makes the folder where there is none.</summary>
    public PublicationFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Do(() => Directory.CreateDirectory(Path));
    }

    public string Path { get; }

    /// <summary>Gives the path of a file.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Gives a path for a file while it is not finished; whatever is there under that name goes.</summary>
    public string Begin(string name)
    {
        string path = PathOf($"{name}.{Environment.ProcessId}{Unfinished}");
        Do(() => File.Delete(path));
        return path;
    }

    /// <summary>Gives a finished file its name; one of that name is replaced.</summary>
    public string Finish(string unfinished, string name)
    {
        string path = PathOf(name);
        Do(() => File.Move(unfinished, path, overwrite: true));
        return path;
    }

    /// <summary>Gives a finished file a name that is free: the name itself, or with a number behind.</summary>
    public string FinishBeside(string unfinished, string stem, string extension)
    {
        for (int number = 1; ; number++)
        {
            string path = PathOf(number == 1 ? stem + extension : FormattableString.Invariant($"{stem}_{number}{extension}"));
            try
            {
                Do(() => File.Move(unfinished, path, overwrite: false));
                return path;
            }
            catch (PublicationException) when (File.Exists(path))
            {
                // Taken, perhaps this very moment.
            }
        }
    }

    /// <summary>Takes an unfinished file away.</summary>
    public static void Abandon(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What stopped the writing is the news, not what is left of it.
        }
    }

    /// <summary>Does something with the folder's files, and words what goes wrong.</summary>
    public void Do(Action work)
    {
        try
        {
            work();
        }
        catch (IOException exception) when (exception.HResult is NoSpaceOnUnix or NoSpaceOnWindows)
        {
            throw PublicationException.DiskFull(Path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PublicationException.FolderNotWritable(Path, exception);
        }
    }
}
