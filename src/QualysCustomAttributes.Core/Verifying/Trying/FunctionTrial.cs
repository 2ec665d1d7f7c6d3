using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Verifying;

/// <summary>
/// Tries on one asset what nobody outside Qualys knows for sure: what update and remove do with a key that is missing, and add with one that
/// exists. After each try a second key gets a new value by a way that is known to work; once that shows, what was tried would show too.
/// </summary>
internal sealed class FunctionTrial(
    QualysClient client, QualysConnection reading, FunctionTrialOptions options, IProgress<ConnectorEvent>? events) : ICallObserver<QualysCall>
{
    /// <summary>What the keys of a trial begin with; what makes them those of one trial follows.</summary>
    public const string Key = "QualysCustomAttributes trial";

    private const int Tries = 3;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = client.Options.TimeProvider;

    // Keys that no earlier trial used: what was removed may still show.
    private readonly string _key = $"{Key} {Guid.NewGuid():N}";
    private int _marks;

    /// <summary>Tries, and keeps the answers in the ledger.</summary>
    /// <param name="cancellationToken">Stops it; the keys of the trial are removed first.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="FunctionTrialException">There is no such asset, it cannot be changed, or nothing shows in time.</exception>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">Qualys is not there, or gives no usable answer.</exception>
    /// <exception cref="LedgerException">The ledger cannot be used; nothing was sent.</exception>
    public async Task<IReadOnlyList<QualysFunctionBehaviour>> RunAsync(CancellationToken cancellationToken = default)
    {
        var request = new LeaseRequest(options.Caller.Command, null, options.LeaseTimeout, _time);
        using LedgerLease lease = LedgerLease.Take(options.LedgerPath, client.Address.Authority, request, events, cancellationToken);
        using AttributeLedger ledger = AttributeLedger.Open(options.LedgerPath, client.Address.Authority, NewFiles.OfTheirOwner);
        using var look = new QualysInventoryClient(reading, events);
        QualysAsset asset = await FindAsync(look, cancellationToken).ConfigureAwait(false) ?? throw FunctionTrialException.NoSuchAsset(options.AssetId);
        var seen = new List<QualysFunctionBehaviour>();
        try
        {
            seen.Add(await TryAsync(look, QualysFunction.Update, KeySituation.Missing, "1", before: null, cancellationToken).ConfigureAwait(false));
            if (seen[0].Behaviour == FunctionBehaviour.Writes)
            {
                await MustAsync(QualysFunction.Remove, _key, "1", "removed", cancellationToken).ConfigureAwait(false);
            }

            seen.Add(await TryAsync(look, QualysFunction.Remove, KeySituation.Missing, "1", before: null, cancellationToken).ConfigureAwait(false));
            await MustAsync(QualysFunction.Add, _key, "1", "added", cancellationToken).ConfigureAwait(false);
            seen.Add(await TryAsync(look, QualysFunction.Add, KeySituation.Existing, "2", before: "1", cancellationToken).ConfigureAwait(false));
            FunctionKnowledge.Keep(ledger, seen);
        }
        finally
        {
            // Also when somebody stops it: the asset is left as it was, and without what a trial left that was cut short.
            await CleanAsync(OwnKeys(asset), CancellationToken.None).ConfigureAwait(false);
        }

        await WaitUntilGoneAsync(look, cancellationToken).ConfigureAwait(false);
        return seen;
    }

    long ICallObserver<QualysCall>.WillSend(QualysCall call) => 0;

    void ICallObserver<QualysCall>.Ended(long callId, QualysCall call) => events?.Report(new CallEnded(call));

    void ICallObserver<QualysCall>.WillRetry(QualysCall call, TimeSpan wait, WaitCause cause, int attemptsLeft) =>
        events?.Report(new CallWillBeRetried(call, wait, cause, attemptsLeft));

    private async Task<QualysFunctionBehaviour> TryAsync(
        QualysInventoryClient look, QualysFunction function, KeySituation situation, string value, string? before, CancellationToken cancellationToken)
    {
        QualysCall call = await SendAsync(function, [(_key, value)], cancellationToken).ConfigureAwait(false);
        if (!call.IsSuccess && call.Meaning != AnswerMeaning.Failed)
        {
            throw FunctionTrialException.NotConfirmed(options.AssetId, "tried", call.Why);
        }

        string? after = await ShownAsync(look, before, cancellationToken).ConfigureAwait(false);
        events?.Report(new StageProgress(ConnectorStage.Verify, _marks, Tries, "tries", TimeSpan.Zero, ""));
        FunctionBehaviour behaviour = !string.Equals(after, before, StringComparison.Ordinal) ? FunctionBehaviour.Writes
            : call.IsSuccess ? FunctionBehaviour.DoesNothing
            : FunctionBehaviour.Refuses;
        return new QualysFunctionBehaviour(function, situation, behaviour, options.AssetId, _time.GetUtcNow(), call.IsSuccess ? null : call.Why);
    }

    // The value under the key once a change shows that was made after it.
    private async Task<string?> ShownAsync(QualysInventoryClient look, string? before, CancellationToken cancellationToken)
    {
        string mark = MarkKey(++_marks);
        await MustAsync(QualysFunction.Add, mark, "1", "added", cancellationToken).ConfigureAwait(false);
        long start = _time.GetTimestamp();
        for (TimeSpan wait = FirstWait; ; wait = wait + wait < LongestWait ? wait + wait : LongestWait)
        {
            QualysAsset? asset = await FindAsync(look, cancellationToken).ConfigureAwait(false);
            if (asset is not null && ValueOf(asset, mark) is not null)
            {
                return ValueOf(asset, _key);
            }

            if (_time.GetElapsedTime(start) >= options.Timeout)
            {
                throw FunctionTrialException.NotShown(options.AssetId, options.Timeout);
            }

            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<QualysAsset?> FindAsync(QualysInventoryClient look, CancellationToken cancellationToken) =>
        look.FindAssetAsync(options.AssetId, cancellationToken);

    private async Task MustAsync(QualysFunction function, string key, string value, string did, CancellationToken cancellationToken)
    {
        QualysCall call = await SendAsync(function, [(key, value)], cancellationToken).ConfigureAwait(false);
        if (!call.IsSuccess || call.Answer is { Count: 0 })
        {
            throw FunctionTrialException.NotConfirmed(options.AssetId, did, call.Why);
        }
    }

    // What was removed may show for a while; what shows in the end was not removed.
    private async Task WaitUntilGoneAsync(QualysInventoryClient look, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        for (TimeSpan wait = FirstWait; ; wait = wait + wait < LongestWait ? wait + wait : LongestWait)
        {
            if (await FindAsync(look, cancellationToken).ConfigureAwait(false) is not { } asset || !OwnKeys(asset).Any())
            {
                return;
            }

            if (_time.GetElapsedTime(start) >= options.Timeout)
            {
                Warn($"were removed, and still show after {WaitText.Of(options.Timeout)}. Look at them in Qualys.");
                return;
            }

            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CleanAsync(IEnumerable<string> left, CancellationToken cancellationToken)
    {
        string[] own = [_key, .. Enumerable.Range(1, Tries).Select(MarkKey)];
        (string, string)[] keys = [.. own.Concat(left).Select(key => (key, "1"))];
        string? why;
        try
        {
            QualysCall call = await SendAsync(QualysFunction.Remove, keys, cancellationToken).ConfigureAwait(false);
            why = call.IsSuccess ? null : call.Why ?? "no success";
        }
        catch (ConnectorException exception)
        {
            why = exception.Message;
        }

        if (why is not null)
        {
            Warn($"could not be removed: {Sentence.Of(why)} Remove them in Qualys.");
        }
    }

    private void Warn(string what) => events?.Report(new ConnectorWarning(
        $"The attributes of the trial on asset {options.AssetId}, whose keys begin with '{Key}', {what}"));

    private string MarkKey(int number) => FormattableString.Invariant($"{_key} mark {number}");

    private Task<QualysCall> SendAsync(QualysFunction function, (string Key, string Value)[] attributes, CancellationToken cancellationToken)
    {
        string body = UpdateRequestBody.Of(
            function, [options.AssetId], [.. attributes.Select(each => new CustomAttributeValue(each.Key, each.Value))]);
        return client.SendAsync(new QualysUpdateRequest(0, 0, 1, function, body), this, cancellationToken, cancellationToken);
    }

    private static IEnumerable<string> OwnKeys(QualysAsset asset) =>
        asset.CustomAttributes.Select(each => each.Key ?? "").Where(key => key.StartsWith(Key, StringComparison.Ordinal));

    private static string? ValueOf(QualysAsset asset, string key) =>
        asset.CustomAttributes.FirstOrDefault(each => string.Equals(each.Key, key, StringComparison.Ordinal))?.Value;
}
