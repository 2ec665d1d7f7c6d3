using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>The second stage: a payload for each asset, of the attributes that have a value.</summary>
internal sealed class PayloadStage : Stage
{
    private readonly StageRanges _ranges;
    private readonly bool _isReconciled;
    private ChangePayloads? _changes;

    private PayloadStage(RunDatabase database, StageCaller caller, IProgress<ConnectorEvent>? events)
        : base(database, ConnectorStage.Payload, caller, StageOptions.Describe(), events)
    {
        _ranges = new StageRanges(database, ConnectorStage.Payload);
        _isReconciled = database.IsReconciled;
    }

    /// <summary>How many payloads there are.</summary>
    public long Payloads => Run.RowsOut;

    /// <summary>Begins the stage; what an earlier run of it and of the stages after it wrote is replaced.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="caller">Who runs it.</param>
    /// <param name="events">Takes a warning where the import was cut short.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or has calls to Qualys on record.</exception>
    public static PayloadStage Start(string databasePath, StageCaller caller, IProgress<ConnectorEvent>? events = null) =>
        Open(databasePath, caller, database => new PayloadStage(database, caller, events));

    /// <summary>Makes the payload of a record.</summary>
    /// <param name="record">The record; it must be of this stage's database.</param>
    /// <returns>The payload, which is in the database when this returns.</returns>
    /// <exception cref="RunDatabaseException">The record is of another database, or of one that was replaced.</exception>
    public QualysAttributePayload Add(AxoniusRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        RequireSame(record.DatabasePath, record.Set);
        if (_isReconciled)
        {
            throw RunDatabaseException.Compared(Database.Path);
        }

        Run.RowsIn++;
        _ranges.Add(record.RecordId);
        Run.RowsOut++;
        return new QualysAttributePayload(record);
    }

    /// <summary>Takes what is to be done with one key of an asset.</summary>
    /// <param name="change">The change; it must be of this stage's database.</param>
    /// <returns>The payloads of the assets before it, which are in the database when this returns.</returns>
    /// <exception cref="RunDatabaseException">The change is of another database or plan, or of one that was replaced.</exception>
    public IEnumerable<QualysAttributePayload> Add(AttributeChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        RequireSame(change.DatabasePath, change.Plan.DatabaseId);
        RequireCurrent(ConnectorStage.Compare, change.Plan.RunId);
        Run.RowsIn++;
        _changes ??= new ChangePayloads(Database);
        return Note(_changes.Add(change));
    }

    /// <summary>Makes the payloads of the last asset whose changes came.</summary>
    /// <returns>The payloads.</returns>
    public IEnumerable<QualysAttributePayload> MakeRest() => _changes is null ? [] : Note(_changes.Flush());

    /// <summary>Makes the payload of every record in the database.</summary>
    /// <returns>The payloads, as they are asked for.</returns>
    /// <exception cref="RunDatabaseException">Nothing was imported into the database.</exception>
    public IEnumerable<QualysAttributePayload> ReadAll()
    {
        if (_isReconciled)
        {
            AddAll();
            foreach (PayloadChangeRow change in Database.Changes.ReadAll())
            {
                yield return new QualysAttributePayload(
                    change.Number, change.AssetId, change.Line, Database.Records.GetSet(change.AttributeSetId), Database.Path, change.Function);
            }

            yield break;
        }

        RequireStage(ConnectorStage.Import);
        foreach (StoredRecord stored in Database.Records.Read(ConnectorStage.Import))
        {
            yield return Add(new AxoniusRecord(
                stored.RecordId, stored.AssetId, stored.Line, Database.Records.GetSet(stored.AttributeSetId), Database.Path));
        }
    }

    /// <summary>Takes every record in the database, without an object for each.</summary>
    /// <exception cref="RunDatabaseException">Nothing was imported into the database.</exception>
    public void AddAll()
    {
        if (_isReconciled)
        {
            RequireComparison();
            Run.RowsIn = Run.RowsOut = Database.Changes.MakeAll();
            _ranges.AddUpTo(Run.RowsOut);
            return;
        }

        RequireStage(ConnectorStage.Import);
        Run.RowsIn = Run.RowsOut = _ranges.AddAll();
    }

    /// <summary>Completes the stage.</summary>
    public void Complete()
    {
        EndWriting();
        Run.Complete();
    }

    // A part of a comparison says nothing of what it was made against: it could be sent past the ledger.
    private void RequireComparison()
    {
        RequireStage(ConnectorStage.Compare);
        if (Database.Runs.FindCurrent(ConnectorStage.Compare)?.Outcome != RunOutcome.Complete)
        {
            throw RunDatabaseException.PlanIncomplete(
                Database.Path, "the comparison with what Qualys holds was cut short", PlanOrigin.Of(Database));
        }
    }

    private QualysAttributePayload[] Note(IEnumerable<QualysAttributePayload> made)
    {
        QualysAttributePayload[] payloads = [.. made];
        foreach (QualysAttributePayload payload in payloads)
        {
            _ranges.Add(payload.Number);
            Run.RowsOut++;
        }

        return payloads;
    }

    private protected override void EndWriting() => _ranges.Flush();
}
