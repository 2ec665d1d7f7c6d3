using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Synchronizing;

/// <summary>
/// Stands between the assets that are sent alone and the rest of a plan: before the first is sent it makes sure that it can be read back, and
/// when they were sent it reads them back until they are as wanted. Where they are not, the run ends.
/// </summary>
/// <param name="stage">The stage that sends, with its batches chosen.</param>
/// <param name="connection">Where Qualys is, and who reads.</param>
/// <param name="timeout">How long assets are read again that are not as wanted yet.</param>
/// <param name="caller">Who sends.</param>
/// <param name="events">Takes progress and calls.</param>
internal sealed class CanaryCheck(
    SendStage stage, QualysConnection connection, TimeSpan timeout, StageCaller caller, IProgress<ConnectorEvent>? events)
{
    private bool _isDone;

    private Canary Canary => stage.Canary!;

    /// <summary>Makes sure that the canary can be read back, by a look at its first asset.</summary>
    /// <exception cref="CanaryException">It cannot; nothing was sent.</exception>
    public async Task RequireReadableAsync(CancellationToken cancellationToken)
    {
        if (Canary.AssetIds.Count == 0)
        {
            _isDone = true;
            stage.NoteCanary(OpenCanary.AsWanted);
            events?.Report(new ConnectorWarning("No asset is left that was not sent before, so there is no canary."));
            return;
        }

        try
        {
            using var client = new QualysInventoryClient(connection, events);
            await client.FindAssetAsync(Canary.AssetIds.First(), cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception)
        {
            throw Ended(CanaryException.NotReadable(stage.DatabasePath, exception, Canary.AssetIds.Count));
        }
    }

    /// <summary>Whether the canary is to be checked before a batch is sent.</summary>
    public bool IsDueBefore(QualysBatch next) => !_isDone && !Canary.Has(new BatchKey(next.GroupNumber, next.BatchNumber));

    /// <summary>Checks the canary where that is not done yet: all of it was sent.</summary>
    /// <exception cref="CanaryException">It is not as wanted.</exception>
    public async Task RequireAsWantedAsync(CancellationToken cancellationToken)
    {
        if (_isDone)
        {
            return;
        }

        _isDone = true;
        RequireConfirmed();

        // Until it is read back nobody knows: whatever ends the run now, the canary is sent and read again.
        stage.Doubt(Canary.Batches, Canary.Unread);
        VerificationSummary summary;
        try
        {
            var options = new VerificationOptions
            {
                DatabasePath = stage.DatabasePath, Caller = caller, Timeout = timeout, AssetIds = Canary.AssetIds, Lease = stage.Lease,
            };
            using var verification = new AttributeVerification(connection, options, events);
            summary = await verification.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException exception) when (exception is not RunDatabaseException)
        {
            throw Ended(CanaryException.NotReadBack(stage.DatabasePath, exception, Canary.AssetIds.Count, Left));
        }

        if (summary.Failure is not null)
        {
            string what = $"{Counted.Of(summary.AssetsNotAsWanted, "asset")} of it in Qualys {(summary.AssetsNotAsWanted == 1 ? "is" : "are")} not what was sent.";
            long left = Left;
            stage.Doubt(Canary.Batches, Canary.NotFound);
            stage.NoteCanary(OpenCanary.NotAsWanted);
            throw Ended(CanaryException.NotAsWanted(stage.DatabasePath, Canary.AssetIds.Count, what, left));
        }

        stage.Doubt(Canary.Batches, why: null);
        stage.NoteCanary(OpenCanary.AsWanted);
    }

    private long Left => stage.Report() is var report ? report.CountOf(UpdateOutcome.NotSent) : 0;

    private void RequireConfirmed()
    {
        if (stage.FindUnconfirmed(Canary.Batches) is { } result)
        {
            stage.NoteCanary(OpenCanary.NotAsWanted);
            string what = Sentence.Of($"{result.Batch} is {result.Outcome}{(result.Error is { } error ? $": {error}" : "")}");
            throw Ended(CanaryException.NotAsWanted(stage.DatabasePath, Canary.AssetIds.Count, what, Left));
        }
    }

    private CanaryException Ended(CanaryException exception)
    {
        stage.End(exception);
        return exception;
    }
}
