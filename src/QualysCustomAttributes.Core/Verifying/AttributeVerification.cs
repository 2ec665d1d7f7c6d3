using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>
/// Reads back what a run has sent so far, until all of it is as wanted or the time for that is over, and leaves what was found in the run
/// database. Batches that failed or were never sent are not asked for.
/// </summary>
internal sealed class AttributeVerification : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly QualysConnection _connection;
    private readonly VerificationOptions _options;
    private readonly IProgress<ConnectorEvent>? _events;
    private readonly TimeProvider _time;
    private readonly RunDatabase _database;

    /// <summary>Opens the run database. Nothing is asked yet.</summary>
    /// <param name="connection">Where Qualys is, and who calls.</param>
    /// <param name="options">What is read back, and for how long.</param>
    /// <param name="events">Takes progress, calls and warnings, on whichever thread they happen.</param>
    /// <exception cref="RunDatabaseException">The database cannot be used.</exception>
    public AttributeVerification(QualysConnection connection, VerificationOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        _connection = connection;
        _options = options;
        _events = events;
        _time = connection.Options.TimeProvider;
        _database = RunDatabase.Open(options.DatabasePath, options.Caller);
    }

    /// <summary>Reads back.</summary>
    /// <param name="cancellationToken">Stops it; what was read stays on record.</param>
    /// <returns>What it came to.</returns>
    /// <exception cref="RunDatabaseException">Nothing was sent, it was sent to another host, or the record cannot be trusted.</exception>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no usable answer.</exception>
    /// <exception cref="LedgerException">What was read is on record, and the ledger cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<VerificationSummary> RunAsync(CancellationToken cancellationToken = default)
    {
        long start = _time.GetTimestamp();
        (DateTimeOffset FirstSentAt, Uri Address) calls = _database.Calls.FindSpan() ?? throw RunDatabaseException.NothingSent(_database.Path);
        if (_connection.Api is { } api && !api.Authority.Equals(calls.Address.Authority, StringComparison.OrdinalIgnoreCase))
        {
            throw RunDatabaseException.OfAnotherHost(_database.Path, calls.Address.Authority, api.Authority);
        }

        _events?.Report(new FileOpened(_database.Path));
        var run = new RecordedVerification(_database, _options.Caller, _connection.Gateway);
        try
        {
            WantedValues wanted = ReadWanted(cancellationToken);
            var record = new VerificationRecord(_database, wanted, _time);
            using InventoryCorrection? inventory = OpenInventory();
            int looks = await LookAsync(record, wanted, inventory, calls.FirstSentAt, start, cancellationToken).ConfigureAwait(false);
            record.Complete();
            WarnOfInventory(inventory?.Failure);
            LedgerCorrected? ledger = CorrectLedger(calls.Address.Authority, cancellationToken);
            var summary = new VerificationSummary
            {
                DatabasePath = _database.Path,
                Assets = wanted.Assets.Count,
                AssetsNotAsWanted = record.Pending.Count,
                Verdicts = _database.Verifications.Count(),
                Looks = looks,
                Elapsed = _time.GetElapsedTime(start),
                Ledger = ledger,
                InventoryPath = inventory?.Path,
                AssetsOfInventory = inventory?.Assets ?? 0,
                SentTo = RunTarget.Find(_database) is { } target
                    ? new UpdateTarget(target.Api, target.Authentication, target.Gateway, target.ClientKind) : null,
                Origin = _database.IsReconciled ? PlanOrigin.Of(_database) : null,
            };
            run.Complete(summary);
            return summary;
        }
        catch (Exception exception)
        {
            run.End(exception);
            throw;
        }
    }

    /// <summary>Reads back as <see cref="RunAsync"/> does, where anything was sent.</summary>
    /// <returns>What it came to, or <see langword="null"/> where nothing has come to Qualys that could be read back.</returns>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<VerificationSummary?> RunIfSentAsync(CancellationToken cancellationToken = default) =>
        _database.Batches.ReadSent().Any() ? await RunAsync(cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Reads what was found, in the order of the assets' ids.</summary>
    public IEnumerable<QualysAttributeVerification> Read() => _database.Verifications.Read().Select(Of);

    /// <summary>Reads the first attributes that are not as wanted.</summary>
    /// <param name="atMost">How many at most.</param>
    public IReadOnlyList<QualysAttributeVerification> ReadNotAsWanted(int atMost) =>
        [.. _database.Verifications.ReadNotAsWanted(atMost).Select(Of)];

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private QualysAttributeVerification Of(VerificationRow row) => new(_database.Path, row);

    private WantedValues ReadWanted(CancellationToken cancellationToken)
    {
        PlanCheck.RequireSoundRecord(_database);
        PlanCheck.RequireUnchangedIfMade(_database, ConnectorStage.Split, cancellationToken);
        WantedValues wanted = WantedValues.Read(_database, _options.AssetIds, cancellationToken);
        if (_options.AssetIds is null)
        {
            WarnOfOthers();
        }

        return wanted.Assets.Count > 0 ? wanted : throw RunDatabaseException.NothingSent(_database.Path);
    }

    private async Task<int> LookAsync(
        VerificationRecord record, WantedValues wanted, InventoryCorrection? inventory, DateTimeOffset since, long start,
        CancellationToken cancellationToken)
    {
        using var client = new QualysInventoryClient(_connection, _events);
        var looks = new AssetLooks(client, since);
        var progress = new ProgressThrottle(_events, ConnectorStage.Verify, "assets");
        TimeSpan wait = FirstWait;
        for (int number = 1; ; number++)
        {
            bool isLast = _time.GetElapsedTime(start) >= _options.Timeout;
            await looks.LookAsync(record.Pending, isLast, Note, cancellationToken).ConfigureAwait(false);
            record.Commit();
            inventory?.Write(cancellationToken);
            Report();
            if (record.Pending.Count == 0 || isLast)
            {
                return number;
            }

            TimeSpan left = _options.Timeout - _time.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(wait < left ? wait : left, _time, cancellationToken).ConfigureAwait(false);
            }

            wait = wait + wait < LongestWait ? wait + wait : LongestWait;
        }

        void Note(ulong assetId, QualysAsset? asset)
        {
            record.Note(assetId, asset);
            if (asset is not null)
            {
                inventory?.Note(asset, cancellationToken);
            }

            if (progress.IsDue)
            {
                Report();
            }
        }

        void Report() => progress.Report(
            wanted.Assets.Count - record.Pending.Count, wanted.Assets.Count,
            $"{Counted.Of(wanted.Assets.Count - record.Pending.Count, "asset")} as wanted");
    }

    private InventoryCorrection? OpenInventory()
    {
        try
        {
            return InventoryCorrection.Open(_database, _time);
        }
        catch (InventoryDatabaseException exception)
        {
            WarnOfInventory(exception);
            return null;
        }
    }

    private void WarnOfInventory(InventoryDatabaseException? failure)
    {
        if (failure is not null)
        {
            _events?.Report(new ConnectorWarning($"{failure.Message} The inventory does not know what was read back."));
        }
    }

    private LedgerCorrected? CorrectLedger(string apiHost, CancellationToken cancellationToken)
    {
        try
        {
            LedgerCorrected? corrected = LedgerCorrection.Make(_database, apiHost, _options, _time, cancellationToken);
            WarnOfLedger(corrected);
            return corrected;
        }
        catch (LedgerException exception) when (exception.IsLeased)
        {
            _events?.Report(new ConnectorWarning(
                $"{exception.Message} What was read back is in the run database alone: read it back again then."));
            return null;
        }
    }

    private void WarnOfLedger(LedgerCorrected? corrected)
    {
        if (corrected is null && _database.Plan.FindSource(PlanSource.Ledger) is { } source)
        {
            _events?.Report(new ConnectorWarning(
                $"The ledger '{source.Path}' is not there any more, or knows nothing of this run: what was read back is in the run database alone."));
        }
    }

    private void WarnOfOthers()
    {
        (long failed, long notSent, long assets) = _database.Batches.CountNotApplied();
        if (failed + notSent > 0)
        {
            string[] parts = [.. Part(failed, "failed"), .. Part(notSent, notSent == 1 ? "was not sent" : "were not sent")];
            _events?.Report(new ConnectorWarning(
                $"{string.Join(", and ", parts)}: {Counted.Of(assets, "asset")} of '{_database.Path}' "
                + $"{(assets == 1 ? "is" : "are")} not read back for that."));
        }

        static IEnumerable<string> Part(long count, string what) => count == 0 ? [] : [$"{Counted.Of(count, "batch", "batches")} {what}"];
    }
}
