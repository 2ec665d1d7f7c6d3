using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// The first stage: reads an export in one pass and writes each of its assets into a new run database before it is
/// passed on.
/// </summary>
/// <example>
/// <code>
/// using AxoniusImport import = AxoniusImport.Start(options);
/// while (import.Read()) { Use(import.Current); }
/// </code>
/// </example>
public sealed class AxoniusImport : IDisposable
{
    private const int RowsBetweenChecks = 2048;

    private readonly AxoniusCsvReader _reader;
    private readonly RunDatabase _database;
    private readonly StageRun _run;
    private readonly ProgressThrottle _progress;
    private readonly IProgress<ConnectorEvent>? _events;
    private readonly CancellationToken _cancellation;
    private int _nextId;
    private int _setId;
    private long _recordId;
    private int _untilCheck = RowsBetweenChecks;
    private bool _isDisposed;

    private AxoniusImport(AxoniusImportOptions options, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken;
        _events = events;
        _progress = new ProgressThrottle(events, ConnectorStage.Import, "bytes");
        string path = System.IO.Path.GetFullPath(options.Path);

        // The header is checked before anything is written: a broken contract leaves no database behind.
        _reader = new AxoniusCsvReader(path, options.Contract, options.Delimiter, Reject);
        try
        {
            _database = options.DatabasePath is { } databasePath
                ? RunDatabase.Create(databasePath, options.Contract, options.Replace)
                : RunDatabase.CreateNamed(options.Folder, options.Contract, DateTimeOffset.Now);
            events?.Report(new FileOpened(_database.Path));
            _run = StageRun.Begin(_database, ConnectorStage.Import, options.Command, Describe(options, path));
        }
        catch
        {
            _database?.Dispose();
            _reader.Dispose();
            throw;
        }
    }

    /// <summary>Opens the export, checks its header, and creates the run database.</summary>
    /// <param name="options">What is imported, how, and where to.</param>
    /// <param name="events">Takes progress.</param>
    /// <param name="cancellationToken">Stops the import; what was read stays.</param>
    /// <returns>The import, before its first record.</returns>
    /// <exception cref="AxoniusExportException">The export is missing, unreadable, empty, or no CSV text.</exception>
    /// <exception cref="AxoniusContractException">Its header breaks the contract.</exception>
    /// <exception cref="RunDatabaseException">The database exists, or cannot be written.</exception>
    public static AxoniusImport Start(
        AxoniusImportOptions options, IProgress<ConnectorEvent>? events = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new AxoniusImport(options, events, cancellationToken);
    }

    /// <summary>The run database the import writes to.</summary>
    public string DatabasePath => _database.Path;

    /// <summary>How many rows were read under the header.</summary>
    public long RowsRead => _reader.RowsRead;

    /// <summary>How many assets came out.</summary>
    public long Records => _recordId;

    /// <summary>How many rows, or ids of rows, were rejected.</summary>
    public long Rejected { get; private set; }

    /// <summary>The asset at hand.</summary>
    public AxoniusRecord Current => new(_recordId, _reader.AssetIds[_nextId - 1], _reader.Line, _database.Records.GetSet(_setId, _reader.Values), _database.Path);

    internal RunDatabase Database => _database;

    /// <summary>Goes to the next asset, which is in the database when this returns.</summary>
    /// <returns>Whether there is one; <see langword="false"/> also completes the stage.</returns>
    /// <exception cref="AxoniusExportException">The export broke off.</exception>
    /// <exception cref="RunDatabaseException">The database cannot be written; what was committed stays.</exception>
    /// <exception cref="OperationCanceledException">The import was stopped; what was read stays.</exception>
    public bool Read()
    {
        try
        {
            return TryRead();
        }
        catch (OperationCanceledException)
        {
            NoteCounts();
            _run.Cancel();
            throw;
        }
        catch (AxoniusExportException exception)
        {
            NoteCounts();
            _run.Fail(exception.Message);
            throw;
        }
    }

    /// <summary>Ends the import; one that was not read to its end is on record as incomplete.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        NoteCounts();
        try
        {
            _run.Dispose();
        }
        finally
        {
            _reader.Dispose();
            _database.Dispose();
        }
    }

    private bool TryRead()
    {
        if (_nextId >= _reader.AssetIds.Count)
        {
            if (--_untilCheck <= 0)
            {
                Check();
            }

            if (!_reader.Read())
            {
                NoteCounts();
                _run.Complete();
                _database.Records.EndImport();
                ReportProgress();
                WarnWhereNothingCame();
                return false;
            }

            _nextId = 0;
            _setId = _database.Records.FindOrAddSet(_reader.Values);
        }

        _recordId = _database.Records.Insert(_reader.AssetIds[_nextId++], _reader.Line, _setId);
        return true;
    }

    private void Check()
    {
        _untilCheck = RowsBetweenChecks;
        _cancellation.ThrowIfCancellationRequested();
        if (_progress.IsDue)
        {
            ReportProgress();
        }
    }

    private void ReportProgress() => _progress.Report(
        _reader.Position, _reader.Length, string.Create(CultureInfo.InvariantCulture, $"{_reader.RowsRead:N0} rows, {_recordId:N0} assets, {Rejected:N0} rejected"));

    private void WarnWhereNothingCame()
    {
        if (_recordId == 0)
        {
            _events?.Report(new ConnectorWarning(string.Create(
                CultureInfo.InvariantCulture, $"The Axonius export holds no usable asset ({_reader.RowsRead:N0} rows, {Rejected:N0} rejected); see rejected_rows in '{_database.Path}'.")));
        }
    }

    private void NoteCounts()
    {
        _run.RowsIn = _reader.RowsRead;
        _run.RowsOut = _recordId;
    }

    private void Reject(RejectedRow row)
    {
        Rejected++;
        if (_database is null)
        {
            // A line before the header: the file will be refused.
            return;
        }

        _database.RejectedRows.Insert(row, ConnectorStage.Import);
        if (--_untilCheck <= 0)
        {
            Check();
        }
    }

    private static string Describe(AxoniusImportOptions options, string path) => StageOptions.Describe(
        ("path", path), ("delimiter", options.Delimiter.ToString()), ("assetIdColumn", options.Contract.AssetIdHeader));
}
