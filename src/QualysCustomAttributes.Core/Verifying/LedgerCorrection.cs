using System.Text;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>
/// Has the ledger of a reconciled run know what was read back: a call in doubt whose changes were found is settled as made, an asset that
/// was found otherwise than the ledger has it is known as it was found, and what was sent for one that was not found is in doubt.
/// </summary>
internal static class LedgerCorrection
{
    /// <summary>Corrects the ledger.</summary>
    /// <param name="database">The run database, with what was read in it.</param>
    /// <param name="apiHost">The API host that the run was sent to.</param>
    /// <param name="options">Who corrects.</param>
    /// <param name="time">Tells the time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What came of it, or <see langword="null"/> where the run has no ledger, or that does not know it any more.</returns>
    /// <exception cref="LedgerException">The ledger cannot be used, or another run sends for the same subscription just now.</exception>
    public static LedgerCorrected? Make(RunDatabase database, string apiHost, VerificationOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (database.Plan.FindSource(PlanSource.Ledger) is not { } source || !File.Exists(source.Path))
        {
            return null;
        }

        // A run that is under way has read what is known, and must not find it changed behind its back.
        using LedgerLease? lease = options.Lease is not null ? null : LedgerLease.Take(
            source.Path, apiHost, new LeaseRequest(options.Caller.Command, database.Path, TimeSpan.Zero, time), events: null, cancellationToken);
        using AttributeLedger ledger = AttributeLedger.Open(source.Path, apiHost, NewFiles.OfTheirOwner);
        if (LedgerRun.Find(ledger, database.Id, time) is not { } run)
        {
            return null;
        }

        lock (database.Gate)
        {
            var readings = new ChangeReadings(ledger, run.RunId);
            long doubted = readings.Note(
                database.Verifications.ReadUnwanted().Select(row => new UnwantedAsset(row.AssetId, row.Found, row.ReadAt)),
                database.Verifications.Has,
                found => Parse(found, database));
            int settled = run.ReadOpen().Count(open =>
                Settle(database, run, readings, new BatchKey(open.GroupNumber, open.BatchNumber), open.ChangeId, time));
            long corrected = run.Observe(
                database.Verifications.ReadFound().Select(row => new ObservedAsset(row.AssetId, row.PairId, row.Found, row.ReadAt)),
                found => Parse(found, database));
            if (corrected + doubted > 0)
            {
                run.NoteObservation(corrected + doubted);
            }

            return new LedgerCorrected(source.Path, settled, corrected, doubted);
        }
    }

    // Of a call of which nothing was found it is not known whether it will show: it stays in doubt, and is sent again.
    private static bool Settle(RunDatabase database, LedgerRun run, ChangeReadings readings, BatchKey key, long change, TimeProvider time)
    {
        BatchRow batch = database.Batches.Read(key);
        ExecutionRow? execution = database.Executions.Find(key.GroupNumber, key.BatchNumber);
        if (execution is null)
        {
            return false;
        }

        bool isRemoval = execution.Function == QualysFunction.Remove;
        KeyValuePair<string, string?>[] after = [.. database.Records.GetSet(batch.AttributeSetId).NonEmpty
            .Select(each => KeyValuePair.Create(each.Key, isRemoval ? null : each.Value))];
        ulong[] made = [.. batch.AssetIds.Where(id => database.Verifications.FindFound(id) is { } found
            && Parse(found, database).Values is var values
            && after.All(each => values.TryGetValue(each.Key, out string? value) && value == each.Value))];
        if (made.Length > 0)
        {
            bool isWhole = made.Length == batch.AssetIds.Length;
            run.Confirm(change, isWhole ? null : made, nameof(UpdateOutcome.Partial));
            readings.Doubt(change, batch.AssetIds.Where(id => database.Verifications.FindFound(id) is null), time.GetUtcNow());
        }

        return made.Length > 0;
    }

    private static ValueSet Parse(string found, RunDatabase database) => ValueSet.Parse(Encoding.UTF8.GetBytes(found))
        ?? throw RunDatabaseException.NotTrusted(database.Path, "what was read back is no set of values");
}

/// <summary>What a ledger learnt of what was read back.</summary>
/// <param name="Path">The ledger.</param>
/// <param name="Settled">How many calls that were in doubt turned out to be made.</param>
/// <param name="Corrected">How many assets are known otherwise than before.</param>
/// <param name="Doubted">How many assets are in doubt that were not, for they were not found.</param>
internal sealed record LedgerCorrected(string Path, int Settled, long Corrected, long Doubted)
{
    /// <summary>What it learnt, in a line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() =>
        $"The ledger '{Path}': {Counted.Of(Settled, "call")} in doubt settled, {Counted.Of(Corrected, "asset")} known otherwise than before"
        + $"{(Doubted == 0 ? "" : $", {Counted.Of(Doubted, "asset")} in doubt that {(Doubted == 1 ? "was" : "were")} not found")}.";
}
