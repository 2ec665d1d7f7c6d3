namespace QualysCustomAttributes.Files;

/// <summary>
/// A file that is there whole or not at all: it is written under another name beside its own and renamed when it is
/// finished. One that is disposed of unfinished is taken away again.
/// </summary>
internal sealed class WholeFile : IDisposable
{
    private const string Unfinished = ".tmp";
    private const int NoSpaceOnUnix = 28;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);

    private readonly NewFiles _files;
    private bool _isFinished;

    private WholeFile(string path, string unfinishedPath, NewFiles files)
    {
        _files = files;
        Path = path;
        UnfinishedPath = unfinishedPath;
    }

    /// <summary>The name that the file is to have.</summary>
    public string Path { get; }

    /// <summary>Where it is written until it is finished; nothing is there at first.</summary>
    public string UnfinishedPath { get; }

    /// <summary>Begins a file in a folder that this process alone writes to; what a killed one left unfinished goes.</summary>
    /// <exception cref="LinkRefusedException">The name is a symbolic link.</exception>
    /// <exception cref="IOException">What was left cannot be taken away.</exception>
    /// <exception cref="UnauthorizedAccessException">What was left may not be taken away.</exception>
    public static WholeFile Begin(string path, NewFiles files) => BeginAs(path, path + Unfinished, files);

    /// <summary>Begins a file that other processes may be writing as well: the last one to finish gives it its content.</summary>
    /// <exception cref="LinkRefusedException">The name is a symbolic link.</exception>
    /// <exception cref="IOException">What was left cannot be taken away.</exception>
    /// <exception cref="UnauthorizedAccessException">What was left may not be taken away.</exception>
    public static WholeFile BeginAmongOthers(string path, NewFiles files) =>
        BeginAs(path, $"{path}.{Environment.ProcessId}{Unfinished}", files);

    /// <summary>Writes a file in a folder that this process alone writes to, and the file to the disk.</summary>
    /// <exception cref="LinkRefusedException">The name is a symbolic link.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, NewFiles files, Action<Stream> write)
    {
        using WholeFile file = Begin(path, files);
        using (FileStream stream = file.Create())
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        file.Finish();
    }

    /// <summary>Whether it was a full disk that kept a file from being written.</summary>
    public static bool IsDiskFull(IOException exception) => exception.HResult is NoSpaceOnUnix or NoSpaceOnWindows;

    /// <summary>Makes it, unfinished and empty, and opens it.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public FileStream Create(int bufferSize = 4096) => _files.Create(UnfinishedPath, bufferSize: bufferSize);

    /// <summary>Gives the file its name.</summary>
    /// <param name="replace">Whether one that has it is replaced; else that is an error.</param>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be renamed.</exception>
    public void Finish(bool replace = true)
    {
        File.Move(UnfinishedPath, Path, replace);
        _isFinished = true;
    }

    /// <summary>Gives the file its name or, where that is taken, the first free one with a number behind it.</summary>
    /// <returns>The path that it has.</returns>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be renamed.</exception>
    public string FinishBeside()
    {
        string extension = System.IO.Path.GetExtension(Path);
        string stem = Path[..^extension.Length];
        for (int number = 1; ; number++)
        {
            string path = number == 1 ? Path : FormattableString.Invariant($"{stem}_{number}{extension}");
            try
            {
                File.Move(UnfinishedPath, path, overwrite: false);
                _isFinished = true;
                return path;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && File.Exists(path))
            {
                // Taken, perhaps this very moment.
            }
        }
    }

    /// <summary>Takes the file away where it is not finished.</summary>
    public void Dispose()
    {
        if (_isFinished)
        {
            return;
        }

        try
        {
            File.Delete(UnfinishedPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What stopped the writing is the news, not what is left of it.
        }
    }

    private static WholeFile BeginAs(string path, string unfinishedPath, NewFiles files)
    {
        NewFiles.RefuseLink(path);
        File.Delete(unfinishedPath);
        return new WholeFile(path, unfinishedPath, files);
    }
}
