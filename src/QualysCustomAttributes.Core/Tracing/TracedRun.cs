using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Tracing;

/// <summary>What a run database has of some assets. Tables that are not in the order of ids are gone through once for all of them.</summary>
internal static class TracedRun
{
    /// <summary>Reads it.</summary>
    /// <param name="database">The run database, in a transaction.</param>
    /// <param name="assetIds">The assets.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>An object for each, in their order.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static IReadOnlyList<QualysAssetTrace> Read(RunDatabase database, IReadOnlyCollection<ulong> assetIds, CancellationToken stop)
    {
        HashSet<ulong> asked = [.. assetIds];
        ILookup<ulong, StoredRecord> records = Records(database, asked).ToLookup(record => record.AssetId);
        stop.ThrowIfCancellationRequested();
        ILookup<ulong, QualysRejectedRow> rejected = QualysRejectedRow.ReadOf(database, asked);
        ILookup<ulong, QualysAttributePayload> payloads = Payloads(database, asked, records).ToLookup(payload => payload.AssetId);
        stop.ThrowIfCancellationRequested();
        ILookup<ulong, BatchKey> batches = database.Batches.FindWith(asked).ToLookup(each => each.AssetId, each => each.Key);
        ILookup<ulong, int> groups = Groups(database, [.. asked.Where(id => !batches.Contains(id) && payloads.Contains(id))]);
        string import = database.Runs.FindCurrent(ConnectorStage.Import)?.Options ?? "";
        DateTimeOffset? startedAt = database.Runs.ReadAll() is [{ StartedAt: var first }, ..] ? first : null;
        return
        [
            .. assetIds.Select(id =>
            {
                stop.ThrowIfCancellationRequested();
                IReadOnlyList<QualysBatch> ofAsset = ReadableList.Of(QualysBatch.Read(database, batches[id]));
                QualysDuplicate[] duplicates = [.. records[id].Select(record => QualysDuplicate.Find(database, record)).OfType<QualysDuplicate>()];
                HashSet<long> left = [.. duplicates.Where(row => !row.IsKept).Select(row => row.Line)];
                return new QualysAssetTrace(id)
                {
                    DatabasePath = database.Path,
                    StartedAt = startedAt,
                    ExportPath = StageOptions.Find<string>(import, "path"),
                    Undoes = StageOptions.Find<string>(import, "undoes"),
                    Records = ReadableList.Of(records[id].Select(record => RecordOf(database, record))),
                    RejectedRows = ReadableList.Of(rejected[id]),
                    Duplicates = ReadableList.Of<QualysDuplicate>(duplicates),
                    Changes = ReadableList.Of(PlannedChanges.ReadOf(database, id)),
                    Payloads = ReadableList.Of(payloads[id].Where(payload => !left.Contains(payload.Line))),
                    GroupNumbers = ReadableList.Of(ofAsset.Select(batch => batch.GroupNumber).Concat(groups[id]).Distinct()),
                    Batches = ofAsset,
                    Calls = ReadableList.Of(batches[id].SelectMany(key => QualysApiCall.ReadOf(database, key)).OrderBy(call => call.CallNumber)),
                    Verifications = ReadableList.Of(
                        database.Verifications.ReadOf(id).Select(row => new QualysAttributeVerification(database.Path, row))),
                };
            }),
        ];
    }

    /// <summary>What is to be known of the run beside its assets.</summary>
    public static IEnumerable<string> NotesOf(RunDatabase database)
    {
        if (RunLease.Find(database.Sqlite) is { IsAlive: true } holder)
        {
            yield return $"The run is under way ({holder}): this is how it stood when it was looked at.";
        }

        if (database.Runs.ReadAll().LastOrDefault(stage => stage.Outcome == RunOutcome.Failed) is { Message: { } message } failed)
        {
            yield return Sentence.Of($"The stage {failed.Stage} of the run failed: {message}");
        }
    }

    // A plan that was made by comparison has the line of an asset; one that stands in several is looked for in all.
    private static IEnumerable<StoredRecord> Records(RunDatabase database, IReadOnlyCollection<ulong> asked)
    {
        bool isReconciled = database.IsReconciled;
        List<StoredRecord> found = [];
        List<ulong> rest = [];
        foreach (ulong id in asked)
        {
            if (isReconciled && database.Plan.FindLine(id) is { } line && database.Records.FindAt(line, id) is { } record
                && QualysDuplicate.Find(database, record) is null)
            {
                found.Add(record);
            }
            else
            {
                rest.Add(id);
            }
        }

        return rest.Count == 0 ? found : found.Concat(database.Records.ReadOf(rest));
    }

    private static AxoniusRecord RecordOf(RunDatabase database, StoredRecord record) => new(
        record.RecordId, record.AssetId, record.Line, database.Records.GetSet(record.AttributeSetId), database.Path);

    // Of a plan that was made by comparison a payload is a change of a function; else it is a record that the stage let through.
    private static IEnumerable<QualysAttributePayload> Payloads(RunDatabase database, HashSet<ulong> asked, ILookup<ulong, StoredRecord> records) =>
        database.IsReconciled
            ? database.Changes.ReadOf(asked).Select(change => new QualysAttributePayload(
                change.Number, change.AssetId, change.Line, database.Records.GetSet(change.AttributeSetId), database.Path, change.Function))
            : records.SelectMany(each => each).Where(record => StageRanges.Has(database, ConnectorStage.Payload, record.RecordId))
                .Select(record => new QualysAttributePayload(RecordOf(database, record)));

    // Where a run was cut short, or a command in its pipeline left groups out, some have no batches.
    private static ILookup<ulong, int> Groups(RunDatabase database, HashSet<ulong> asked)
    {
        List<(ulong AssetId, int Group)> found = [];
        if (asked.Count > 0)
        {
            database.Groups.ReadIds((group, ids) => found.AddRange(
                AssetIdList.Parse(ids, database).Where(asked.Contains).Select(id => (id, group))));
        }

        return found.ToLookup(each => each.AssetId, each => each.Group);
    }
}
