using System.Globalization;
using System.Text;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>
/// The log of a run: plain lines with their local time. The file is opened before anything else, so that a folder that
/// cannot be written is found in time, but nothing stands in it until the run has begun: a run that never began leaves
/// no log behind.
/// </summary>
internal sealed class RunLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _unwritten = new();
    private readonly Stream _stream;
    private readonly bool _isNew;
    private StreamWriter? _writer;
    private bool _hasFailed;

    private RunLog(Stream stream, string path, bool isNew)
    {
        _stream = stream;
        Path = path;
        _isNew = isNew;
    }

    /// <summary>The file's full path, or an empty text where no log is kept.</summary>
    public string Path { get; }

    /// <summary>Whether a log is kept.</summary>
    public bool HasFile => Path.Length > 0;

    /// <summary>Whether the run has begun, and with it the log.</summary>
    public bool HasBegun => _writer is not null;

    /// <summary>Opens the file that was named, or none where none was.</summary>
    /// <exception cref="SettingsException">It cannot be written.</exception>
    /// <exception cref="LinkRefusedException">It is a symbolic link.</exception>
    public static RunLog OpenIfNamed(LogSettings settings) =>
        settings.Path is null ? new RunLog(Stream.Null, "", isNew: false) : TryOpen(settings.Path, isNamed: true, settings.Files)!;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isNamed">Whether its user named it, so that it is added to where it exists.</param>
    /// <param name="files">Makes the file.</param>
    /// <returns>The log, or <see langword="null"/> where it was not named and another run has that name.</returns>
    /// <exception cref="SettingsException">It cannot be written.</exception>
    /// <exception cref="LinkRefusedException">It is a symbolic link.</exception>
    public static RunLog? TryOpen(string path, bool isNamed, NewFiles files)
    {
        try
        {
            (FileStream stream, bool isNew) = isNamed ? files.Append(path) : (files.Create(path, bufferSize: 0), true);
            return new RunLog(stream, stream.Name, isNew);
        }
        catch (IOException) when (!isNamed && File.Exists(path))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                $"The log '{path}' cannot be written: {FileWords.Of(path, exception)}. Name a file you may write to with --log-file.",
                exception);
        }
    }

    /// <summary>Begins the log: what was written so far goes to the file.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_writer is null)
            {
                _writer = new StreamWriter(_stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
                Put(_unwritten.ToString());
                _unwritten.Clear();
            }
        }
    }

    /// <summary>Writes lines.</summary>
    public void Write(IEnumerable<string> messages)
    {
        foreach (string message in messages)
        {
            Write(message);
        }
    }

    /// <summary>Writes a line.</summary>
    public void Write(string message)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture, $"{DateTime.Now:yyyy-MM-dd HH:mm:ss} | {ShownText.Line(message)}{Environment.NewLine}");
        lock (_gate)
        {
            if (_writer is null)
            {
                _unwritten.Append(line);
            }
            else
            {
                Put(line);
            }
        }
    }

    /// <summary>Closes the file, and removes it where the run never began and it was not there before.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                _writer?.Dispose();
                _stream.Dispose();
                if (_writer is null && _isNew)
                {
                    File.Delete(Path);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A log that cannot be ended does not change what the run has done.
            }
        }
    }

    // A log that can no longer be written (a full disk) does not end the run: the database has the same on record.
    private void Put(string text)
    {
        if (_hasFailed)
        {
            return;
        }

        try
        {
            _writer!.Write(text);
        }
        catch (IOException exception)
        {
            _hasFailed = true;
            System.Console.WriteLine($"warning: the log '{Path}' can no longer be written: {ShownText.Line(FileWords.Of(Path, exception))}");
        }
    }
}
