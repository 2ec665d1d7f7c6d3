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
internal sealed class AxoniusImport : Stage
{
    /// <summary>On record with the import: rows are missing, or may be, behind the last one.</summary>
    public const string CutOption = "cut";

    /// <summary>On record with the import: rows have fewer cells than the header, and lack values.</summary>
    public const string ShortRowsOption = "shortRows";

    private const int RowsBetweenChecks = 2048;

    private readonly AxoniusCsvReader _reader;
    private readonly ExportAssets _assets;
    private readonly string _path;
    private readonly bool _allowRejected;
    private readonly ProgressThrottle _progress;
    private readonly CancellationToken _cancellation;
    private readonly RejectedCounts _rejected = new();
    private long _recordId;
    private int _untilCheck = RowsBetweenChecks;

    private AxoniusImport(
        RunDatabase database,
        AxoniusCsvReader reader,
        AxoniusImportOptions options,
        IProgress<ConnectorEvent>? events,
        CancellationToken cancellation)
        : base(database, ConnectorStage.Import, options.Caller, Describe(options, reader.Delimiter), events)
    {
        _reader = reader;
        _assets = new ExportAssets(reader, options.Reading.Path, options.MostSets);
        _path = options.Reading.Path;
        _allowRejected = options.AllowRejected;
        _cancellation = cancellation;
        _progress = new ProgressThrottle(events, ConnectorStage.Import, "bytes");
        _reader.Rejecting = Reject;
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

        // The header is checked before anything is written: a broken contract leaves no database behind.
        var reader = new AxoniusCsvReader(options.Reading, cancellationToken);
        RunDatabase? database = null;
        try
        {
            database = options.CreateDatabase(options.Contract);
            events?.Report(new FileOpened(database.Path));
            return new AxoniusImport(database, reader, options, events, cancellationToken);
        }
        catch
        {
            database?.Dispose();
            reader.Dispose();
            throw;
        }
    }

    /// <summary>How many rows were read under the header.</summary>
    public long RowsRead => _reader.RowsRead;

    /// <summary>How many assets came out.</summary>
    public long Records => _recordId;

    /// <summary>How many rows, or ids of rows, were rejected.</summary>
    public long Rejected { get; private set; }

    /// <summary>The asset at hand.</summary>
    public AxoniusRecord Current => new(
        _recordId, _assets.AssetId, _assets.Line, Database.Records.GetSet(_assets.SetId, _reader.Values), Database.Path);

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
            Run.Cancel();
            throw;
        }
        catch (AxoniusExportException exception)
        {
            NoteCounts();
            Run.Fail(exception.Message);
            throw;
        }
    }

    private protected override void EndWriting() => NoteCounts();

    private protected override void Release() => _reader.Dispose();

    private bool TryRead()
    {
        if (--_untilCheck <= 0)
        {
            Check();
        }

        if (!_assets.Read())
        {
            End();
            return false;
        }

        if (_assets.IsNewSet)
        {
            Database.Records.InsertSet(_assets.SetId, _reader.Values);
        }

        _recordId = Database.Records.Insert(_assets.AssetId, _assets.Line, _assets.SetId);
        return true;
    }

    private void End()
    {
        ReportProgress();
        foreach (ConnectorWarning warning in _reader.Findings.Warnings())
        {
            Events?.Report(warning);
        }

        if (ExportVerdict.Of(_path, Database.Path, _reader.Tally, _allowRejected) is { } error)
        {
            throw error;
        }

        if (_rejected.Warning(Database.Path, _reader.EncodingName) is { } rejected)
        {
            Events?.Report(rejected);
        }

        NoteCounts();
        NoteWhatIsMissing();
        Run.Complete();
        _assets.Forget();
    }

    // A comparison takes nothing away for what may have stood there.
    private void NoteWhatIsMissing()
    {
        if (_reader.Findings.IsCut)
        {
            Database.Runs.Note(Run.RunId, CutOption, "true");
        }

        if (_reader.Findings.HasShortRows)
        {
            Database.Runs.Note(Run.RunId, ShortRowsOption, "true");
        }
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
        _reader.Position,
        _reader.Length,
        string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(_reader.RowsRead, "row")}, {Counted.Of(_recordId, "id")}, {Rejected:N0} rejected"));

    private void NoteCounts()
    {
        Run.RowsIn = _reader.RowsRead;
        Run.RowsOut = _recordId;
    }

    private void Reject(RejectedRow row)
    {
        Rejected++;
        _rejected.Add(row);
        Database.RejectedRows.Insert(row, ConnectorStage.Import);
        if (--_untilCheck <= 0)
        {
            Check();
        }
    }

    private static string Describe(AxoniusImportOptions options, char delimiter) => StageOptions.Describe(
    [
        ("path", System.IO.Path.GetFullPath(options.Path)),
        ("delimiter", delimiter.ToString()),
        ("encoding", options.Encoding?.WebName),
        ("keepInvisible", options.KeepInvisible ? true : null),
        ("treatAsEmpty", options.TreatAsEmpty.Count > 0 ? options.TreatAsEmpty : null),
        ("allowRejected", options.AllowRejected ? true : null),
        ("assetIdColumn", options.Contract.AssetIdHeader),
        .. options.Later,
    ]);
}
