using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>The second stage: a payload for each asset, of the attributes that have a value.</summary>
public sealed class PayloadStage : IDisposable
{
    private readonly RunDatabase _database;
    private readonly StageRun _run;
    private readonly StageRanges _ranges;
    private bool _isDisposed;

    private PayloadStage(RunDatabase database, string command)
    {
        _database = database;
        _run = StageRun.Begin(database, ConnectorStage.Payload, command, StageOptions.Describe());
        _ranges = new StageRanges(database, ConnectorStage.Payload);
    }

    /// <summary>Begins the stage; what an earlier run of it and of the stages after it wrote is replaced.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="command">The command that runs, for the record.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or has calls to Qualys on record.</exception>
    public static PayloadStage Start(string databasePath, string command) =>
        StageOpening.Open(databasePath, database => new PayloadStage(database, command));

    /// <summary>The run database the stage writes to.</summary>
    public string DatabasePath => _database.Path;

    /// <summary>Makes the payload of a record.</summary>
    /// <param name="record">The record; it must be of this stage's database.</param>
    /// <returns>The payload, which is in the database when this returns.</returns>
    /// <exception cref="RunDatabaseException">The record is of another database, or of one that was replaced.</exception>
    public QualysAttributePayload Add(AxoniusRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        StageOpening.RequireSame(_database, record.DatabasePath, record.Set);
        _run.RowsIn++;
        _ranges.Add(record.RecordId);
        _run.RowsOut++;
        return new QualysAttributePayload(record);
    }

    /// <summary>Makes the payload of every record in the database.</summary>
    /// <param name="events">Takes a warning where the import was cut short.</param>
    /// <returns>The payloads, as they are asked for.</returns>
    public IEnumerable<QualysAttributePayload> ReadAll(IProgress<ConnectorEvent>? events = null)
    {
        StageOpening.RequireStage(_database, ConnectorStage.Import, events);
        foreach (StoredRecord stored in _database.Records.Read(ConnectorStage.Import))
        {
            yield return Add(new AxoniusRecord(
                stored.RecordId, stored.AssetId, stored.Line, _database.Records.GetSet(stored.AttributeSetId), _database.Path));
        }
    }

    /// <summary>Takes every record in the database, without an object for each.</summary>
    /// <exception cref="RunDatabaseException">Nothing was imported into the database.</exception>
    public void AddAll()
    {
        StageOpening.RequireStage(_database, ConnectorStage.Import, null);
        _run.RowsIn = _run.RowsOut = _ranges.AddAll();
    }

    /// <summary>Completes the stage.</summary>
    public void Complete()
    {
        _ranges.Flush();
        _run.Complete();
    }

    /// <summary>Ends the stage; one that was not completed is on record as incomplete.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            _ranges.Flush();
            _run.Dispose();
        }
        finally
        {
            _database.Dispose();
        }
    }
}
