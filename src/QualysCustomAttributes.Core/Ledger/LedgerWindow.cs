using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>What a ledger knows of the window in which Qualys counts the calls of its subscription.</summary>
internal sealed class LedgerWindow(AttributeLedger ledger)
{
    private DateTimeOffset? _latest;

    /// <summary>Reads it.</summary>
    /// <returns>It, or <see langword="null"/> where nothing is known, or nothing that this product would have written.</returns>
    public KnownWindow? Read()
    {
        using Statement select = ledger.Prepare("SELECT call_limit, window_seconds, remaining, seen_at, closed_until FROM call_window");
        if (!select.Step() || Moment(select, 3) is not { } seenAt)
        {
            return null;
        }

        long? seconds = Number(select, 1);
        return new KnownWindow(
            Number(select, 0), seconds is { } length ? TimeSpan.FromSeconds(length) : null, Number(select, 2), seenAt, Moment(select, 4), ReadCalls());
    }

    /// <summary>Notes it; of the calls only what is new.</summary>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public void Keep(KnownWindow known) => ledger.Write(() =>
    {
        using Statement window = ledger.Prepare(
            """
            INSERT OR REPLACE INTO call_window (window_id, call_limit, window_seconds, remaining, seen_at, closed_until)
            VALUES (1, ?1, ?2, ?3, ?4, ?5)
            """);
        window.Bind(1, known.Limit).Bind(2, known.Length is { } length ? (long)length.TotalSeconds : null).Bind(3, known.Remaining)
            .Bind(4, known.SeenAt.ToUnixTimeMilliseconds()).Bind(5, known.ClosedUntil?.ToUnixTimeMilliseconds()).Execute();
        using Statement forget = ledger.Prepare("DELETE FROM window_call WHERE sent_at < ?1");
        long oldest = _latest is null || known.Calls.Count == 0 ? long.MaxValue : known.Calls[0].ToUnixTimeMilliseconds();
        forget.Bind(1, oldest).Execute();
        using Statement add = ledger.Prepare("INSERT INTO window_call (sent_at) VALUES (?1)");
        foreach (DateTimeOffset call in known.Calls.Where(call => _latest is null || call > _latest))
        {
            add.Bind(1, call.ToUnixTimeMilliseconds()).Execute();
        }

        _latest = known.Calls.Count > 0 ? known.Calls[^1] : _latest;
        return true;
    });

    private List<DateTimeOffset> ReadCalls()
    {
        using Statement select = ledger.Prepare("SELECT sent_at FROM window_call ORDER BY sent_at");
        var calls = new List<DateTimeOffset>();
        while (select.Step())
        {
            if (Moment(select, 0) is { } moment)
            {
                calls.Add(moment);
            }
        }

        return calls;
    }

    private static long? Number(Statement row, int column) =>
        row.IsInteger(column) && row.Int64(column) is >= 0 and <= int.MaxValue and var number ? number : null;

    // What no moment can be was not written by this product, and nothing follows from it.
    private static DateTimeOffset? Moment(Statement row, int column) =>
        row.IsInteger(column) && row.Int64(column) is > 0 and < 32_503_680_000_000 and var milliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
