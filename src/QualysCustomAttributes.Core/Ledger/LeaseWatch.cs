namespace QualysCustomAttributes.Ledger;

/// <summary>
/// Finds out whether a holder lives that cannot be seen from here. Clocks of two hosts may differ by anything, so what counts is whether it
/// renews its lease while it is watched, by the clock of this host alone.
/// </summary>
internal sealed class LeaseWatch(TimeProvider time)
{
    private (string TakenAt, string Host, long Process, long Renewals)? _seen;
    private long _since;

    /// <summary>Whether a holder is dead, as far as can be known by now.</summary>
    public bool IsDead(HeldLease held)
    {
        if (held.Holder.HasGivenUp || held.Holder.CanBeSeen)
        {
            return !held.Holder.IsAlive;
        }

        var now = (held.Holder.TakenAt, held.Holder.Host, held.Holder.ProcessId, held.Renewals);
        if (_seen != now)
        {
            // The first look, or a sign of life since.
            IsSeenAlive = _seen is not null;
            _seen = now;
            _since = time.GetTimestamp();
        }

        return time.GetElapsedTime(_since) >= LedgerLease.LongestSilence;
    }

    /// <summary>
    /// Whether only watching can tell: by the clock of this host nothing was heard of the holder lately, or all too much in the future, and
    /// it has given no sign of life since.
    /// </summary>
    public bool IsDoubtful(HeldLease held) =>
        !held.Holder.CanBeSeen && !IsSeenAlive && !held.Holder.WasHeardOfLately(time.GetUtcNow());

    private bool IsSeenAlive { get; set; }
}
