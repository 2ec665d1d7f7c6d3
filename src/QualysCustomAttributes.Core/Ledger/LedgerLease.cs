using QualysCustomAttributes.Files;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>
/// One run at a time sends for a subscription: whoever does holds the lease in its ledger, with process and host, and renews it while it
/// lives. It is taken over when its holder is dead. A call that is about to leave makes sure of it.
/// </summary>
internal sealed class LedgerLease : IDisposable
{
    /// <summary>How long a holder that cannot be seen from here may show no sign of life.</summary>
    public static readonly TimeSpan LongestSilence = 3 * BetweenRenewals;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly AttributeLedger _ledger;
    private readonly TimeProvider _time;
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly object _gate = new();
    private ITimer? _renewing;

    private LedgerLease(AttributeLedger ledger, TimeProvider time)
    {
        _ledger = ledger;
        _time = time;
    }

    // A clock that is set does not change how often it comes.
    private static TimeSpan BetweenRenewals => TimeSpan.FromSeconds(15);

    /// <summary>The ledger's file.</summary>
    public string Path => _ledger.Path;

    /// <summary>Takes the lease of a ledger, and waits for it where that was asked for.</summary>
    /// <param name="path">The ledger, which is made where there is none.</param>
    /// <param name="apiHost">The API host, with its port where it has one.</param>
    /// <param name="request">Who asks, and how long it waits.</param>
    /// <param name="events">Is told whom it waits for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LedgerException">A living run holds it, or the ledger cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The wait was stopped.</exception>
    public static LedgerLease Take(
        string path, string apiHost, LeaseRequest request, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken)
    {
        AttributeLedger ledger = AttributeLedger.Open(path, apiHost, NewFiles.OfTheirOwner);
        var lease = new LedgerLease(ledger, request.Time);
        try
        {
            lease.AwaitTurn(request, events, cancellationToken);
            lease._renewing = request.Time.CreateTimer(_ => lease.Renew(), null, BetweenRenewals, BetweenRenewals);
            return lease;
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that the lease is still this one's.</summary>
    /// <exception cref="LedgerException">Another run took it over.</exception>
    public void RequireHeld()
    {
        lock (_gate)
        {
            using Statement select = _ledger.Prepare("SELECT 1 FROM lease WHERE holder = ?1");
            if (!select.Bind(1, _id).Step())
            {
                throw LedgerException.LeaseLost(Path, _ledger.FindLease()?.Holder.ToString());
            }
        }
    }

    /// <summary>Gives the lease back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_renewing is null)
            {
                return;
            }

            _renewing.Dispose();
            _renewing = null;
            try
            {
                _ledger.GiveBackLease(_id);
            }
            catch (LedgerException)
            {
                // A full disk or a folder that is gone: this process knows that nobody holds it, and to others it is soon that of a dead one.
            }

            _ledger.Dispose();
        }
    }

    private void AwaitTurn(LeaseRequest request, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        var watch = new LeaseWatch(_time);
        string? told = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_ledger.TryTakeLease(_id, request, watch.IsDead) is not { } held)
            {
                return;
            }

            bool isDoubtful = watch.IsDoubtful(held);
            TimeSpan left = request.Timeout - _time.GetElapsedTime(start);
            if (!isDoubtful && left <= TimeSpan.Zero)
            {
                throw LedgerException.Leased(Path, held.ToString(), request.Timeout);
            }

            string waiting = Waiting(held, isDoubtful);
            if (told != waiting)
            {
                told = waiting;
                events?.Report(new ConnectorWarning(waiting));
            }

            Task.Delay(isDoubtful || left > BetweenLooks ? BetweenLooks : left, _time, cancellationToken).GetAwaiter().GetResult();
        }
    }

    private string Waiting(HeldLease held, bool isDoubtful) => isDoubtful
        ? $"The ledger '{Path}' is in use by {held}, of which nothing was heard lately by the clock of this machine. It is watched for "
            + $"{LongestSilence.TotalSeconds:0} s; when it shows no sign of life, the ledger is taken over."
        : $"Waiting for the ledger '{Path}', which is in use by {held}.";

    private void Renew()
    {
        lock (_gate)
        {
            if (_renewing is null)
            {
                return;
            }

            try
            {
                _ledger.RenewLease(_id, _time.GetUtcNow());
            }
            catch (LedgerException)
            {
                // Whoever writes next meets the same error and says it; every call makes sure of the lease anyway.
            }
        }
    }
}

/// <summary>Who asks for the lease of a ledger.</summary>
/// <param name="Command">The command, as a second one is told.</param>
/// <param name="DatabasePath">The run database, or <see langword="null"/> where it is not made yet.</param>
/// <param name="Timeout">How long it waits for another run to end.</param>
/// <param name="Time">Tells the time.</param>
internal sealed record LeaseRequest(string Command, string? DatabasePath, TimeSpan Timeout, TimeProvider Time);

/// <summary>The lease of a ledger, as somebody finds it who would have it.</summary>
/// <param name="Holder">Who holds it.</param>
/// <param name="DatabasePath">The run database, or <see langword="null"/> where that was not made yet.</param>
/// <param name="Renewals">How often it was renewed: what changes while the holder lives.</param>
internal sealed record HeldLease(LeaseHolder Holder, string? DatabasePath, long Renewals)
{
    /// <summary>The holder as a second one is told of it.</summary>
    public override string ToString() => DatabasePath is null ? Holder.ToString() : ShownText.Line($"{Holder} with the run database '{DatabasePath}'");
}
