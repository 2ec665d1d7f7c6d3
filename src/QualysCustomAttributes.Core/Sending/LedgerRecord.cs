using System.Collections.Concurrent;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// Has the ledger of a subscription know what a run sends: each batch before its first call leaves, and again when it is known what came
/// of it. What was confirmed by a run that was killed in between is made up for when the run is taken up again.
/// </summary>
internal sealed class LedgerRecord : IDisposable
{
    private const int MostPairsKept = 20_000;

    private readonly RunDatabase _database;
    private readonly AttributeLedger _ledger;
    private readonly LedgerRun _run;
    private readonly LedgerLease _lease;
    private readonly ConcurrentDictionary<BatchKey, long> _open = new();
    private readonly ConcurrentDictionary<int, KnownByPlan> _known = new();
    private volatile bool _isWhole;
    private volatile bool _hasConfirmed;
    private bool _isNoted;

    private LedgerRecord(RunDatabase database, AttributeLedger ledger, LedgerRun run, LedgerLease lease)
    {
        _lease = lease;
        _database = database;
        _ledger = ledger;
        _run = run;
    }

    /// <summary>
    /// Opens the ledger that a run database's plan was made with, when it is this run's turn: one run at a time sends for a subscription.
    /// Whether the plan still stands is looked at then, for the run before may have changed what is known.
    /// </summary>
    /// <param name="database">The run database.</param>
    /// <param name="client">Calls Qualys.</param>
    /// <param name="options">What is done.</param>
    /// <param name="events">Is told whom it waits for.</param>
    /// <returns>The record.</returns>
    /// <exception cref="LedgerException">The ledger cannot be used, is another subscription's, or a living run holds its lease.</exception>
    /// <exception cref="RunDatabaseException">The ledger or the inventory has moved on since the plan was made.</exception>
    public static LedgerRecord Open(RunDatabase database, QualysClient client, SendOptions options, IProgress<ConnectorEvent>? events)
    {
        if (database.Runs.FindCurrent(ConnectorStage.Compare)?.Outcome != RunOutcome.Complete)
        {
            throw RunDatabaseException.PlanIncomplete(
                database.Path, "the comparison with what Qualys holds was cut short", PlanOrigin.Of(database));
        }

        // Without it the plan would go past brakes and ledger.
        PlanSourceRow source = database.Plan.FindSource(PlanSource.Ledger)
            ?? throw RunDatabaseException.NotTrusted(database.Path, "it does not say which ledger its plan was compared with");

        PlanAge.RequireLedger(database);
        LedgerLease lease = options.Lease is { } held && held.Path == Path.GetFullPath(source.Path)
            ? held
            : LedgerLease.Take(
                source.Path, client.Address.Authority,
                new LeaseRequest(options.Caller.Command, database.Path, options.LeaseTimeout, client.Options.TimeProvider),
                events, options.StopWaiting);
        AttributeLedger? ledger = null;
        try
        {
            ledger = AttributeLedger.Open(source.Path, client.Address.Authority, NewFiles.OfTheirOwner);
            PlanAge.RequireCurrent(database, ledger);
            var facts = new LedgerRunFacts(
                database.Id, database.Path, database.Runs.FindExportPath(), options.Caller.Command, client.RecordedName ?? "");
            var record = new LedgerRecord(database, ledger, LedgerRun.Begin(ledger, facts, client.Options.TimeProvider), lease);
            record.MakeUp();
            if (ledger.Window.Read() is { } known)
            {
                client.TakeUp(known);
            }

            return record;
        }
        catch
        {
            ledger?.Dispose();
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a ledger of a subscription that can be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="apiHost">The API host.</param>
    public static bool IsOf(string path, string apiHost)
    {
        try
        {
            using AttributeLedger? ledger = File.Exists(path) ? AttributeLedger.OpenForReading(path) : null;
            return string.Equals(ledger?.ApiHost, apiHost, StringComparison.OrdinalIgnoreCase);
        }
        catch (LedgerException)
        {
            return false;
        }
    }

    /// <summary>The lease of the ledger.</summary>
    public LedgerLease Lease => _lease;

    /// <summary>Finds what holds a part of the plan, or the whole where none is given.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public IReadOnlyList<string> FindBrakes(double maximumChange, IEnumerable<BatchRow>? part) =>
        PlanBrakes.Find(_database, maximumChange, _ledger, part);

    /// <summary>Begins to send what no brake holds.</summary>
    /// <param name="isWhole">Whether it is all of the plan.</param>
    public void Begin(bool isWhole) => _isWhole = isWhole;

    /// <summary>Ends a run that went to its end.</summary>
    /// <param name="isWhole">Whether all of the plan was chosen.</param>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public void Complete(bool isWhole)
    {
        _isWhole = isWhole;
        if (_hasConfirmed || _database.Batches.Count() == 0)
        {
            NoteCoverage();
        }
    }

    /// <summary>Notes a batch whose next call is about to leave.</summary>
    /// <exception cref="LedgerException">The ledger cannot be written: the call must not leave.</exception>
    public void WillSend(QualysBatch batch, QualysFunction function)
    {
        _lease.RequireHeld();
        bool isRemoval = function == QualysFunction.Remove;
        ValueSet after = ValueSet.Of(batch.Set.NonEmpty.Select(each => KeyValuePair.Create(each.Key, isRemoval ? null : each.Value)));
        _open[new BatchKey(batch.GroupNumber, batch.BatchNumber)] = _run.WillSend(new LedgerChange(
            batch.GroupNumber, batch.BatchNumber, function.ToRequestName(), after, ReadBefore(batch, after))
        {
            Known = batch.AssetIds.ToDictionary(id => id, KnownOf),
        });
    }

    /// <summary>Notes what is known of a batch after a call.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="isApplied">Whether Qualys confirmed it, whether it did nothing for sure, or whether nobody knows.</param>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public void Ended(QualysUpdateResult result, bool? isApplied)
    {
        var key = new BatchKey(result.GroupNumber, result.BatchNumber);
        if (isApplied is null || !_open.TryRemove(key, out long change))
        {
            return;
        }

        if (isApplied == true)
        {
            Confirm(change, result.Outcome, result.Batch.AssetIds, result.NotConfirmedAssetIds);
        }
        else
        {
            _run.Reject(change, result.Outcome.ToString());
        }
    }

    /// <summary>Notes what is known of the limits, for the next process.</summary>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public void Keep(KnownWindow? known)
    {
        if (known is not null)
        {
            _ledger.Window.Keep(known);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ledger.Dispose();
        _lease.Dispose();
    }

    // What a killed process had on record in the run database, and not in the ledger any more.
    private void MakeUp()
    {
        foreach ((int group, int batch, long change) in _run.ReadOpen())
        {
            if (_database.Executions.Find(group, batch) is { Outcome: UpdateOutcome.Succeeded or UpdateOutcome.Partial } known)
            {
                Confirm(change, known.Outcome, _database.Batches.Read(new BatchKey(group, batch)).AssetIds, known.NotConfirmedAssetIds);
            }
        }
    }

    // What later exports are measured by: one of which a part was sent alone, or nothing was confirmed, may be the one that lacks much.
    private void NoteCoverage()
    {
        if (_isWhole && !_isNoted && _database.Plan.FindSource(PlanSource.Undone) is null)
        {
            _isNoted = true;
            _run.NoteCoverage(ExportCoverage.Of(_database).ToJson());
        }
    }

    private void Confirm(long change, UpdateOutcome outcome, IEnumerable<ulong> assetIds, IReadOnlyList<ulong> notConfirmed)
    {
        HashSet<ulong> without = [.. notConfirmed];
        ulong[]? named = outcome == UpdateOutcome.Succeeded ? null : [.. assetIds.Where(id => !without.Contains(id))];
        _run.Confirm(change, named, outcome.ToString());
        if (named is not [])
        {
            _hasConfirmed = true;
            NoteCoverage();
        }
    }

    private KnownByPlan KnownOf(ulong assetId)
    {
        int pair = _database.Plan.FindPair(assetId)
            ?? throw RunDatabaseException.NotTrusted(_database.Path, $"a batch has the asset {assetId}, which its plan does not have");
        if (!_known.TryGetValue(pair, out KnownByPlan? known))
        {
            if (_known.Count >= MostPairsKept)
            {
                _known.Clear();
            }

            PlanKeyRow[] keys = [.. _database.Plan.ReadKeysOf(pair)];
            HashSet<string> ofOthers = [.. keys.Where(key => key.Reason == nameof(ChangeReason.NotOurs)).Select(key => key.Key)];
            known = new KnownByPlan(
                _database.Contract.Keys.Where(key => !ofOthers.Contains(key))
                    .ToDictionary(key => key, key => Array.Find(keys, row => row.Key == key).Known, StringComparer.Ordinal),
                ofOthers);
            _known[pair] = known;
        }

        return known;
    }

    private List<KeyValuePair<ulong, ValueSet>> ReadBefore(QualysBatch batch, ValueSet after)
    {
        var known = new List<KeyValuePair<ulong, ValueSet>>(batch.AssetIds.Count);
        var sets = new Dictionary<int, ValueSet>();
        foreach (ulong assetId in batch.AssetIds)
        {
            int number = _database.Plan.FindKnownSet(assetId) ?? 0;
            if (!sets.TryGetValue(number, out ValueSet? before))
            {
                before = number == 0 ? ValueSet.Empty : ValueSet.Of(_database.Records.GetSet(number).NonEmpty
                    .Where(each => after.Values.ContainsKey(each.Key)).Select(each => KeyValuePair.Create(each.Key, (string?)each.Value)));
                sets.Add(number, before);
            }

            known.Add(KeyValuePair.Create(assetId, before));
        }

        return known;
    }
}
