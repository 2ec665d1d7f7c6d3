using System.Collections.Concurrent;

namespace QualysCustomAttributes.Sqlite;

/// <summary>
/// The row in a file that says who works with it. Run databases and ledgers have such a table <c>lease</c>, each with columns of its own
/// beside these. Whoever writes into it has a transaction open.
/// </summary>
internal static class LeaseTable
{
    // Leases that this process has ended and could not give back, for its disk was full: nobody holds them.
    private static readonly ConcurrentDictionary<string, bool> GivenUp = new();

    /// <summary>Finds who holds the lease of a file, living or dead.</summary>
    /// <param name="file">The file.</param>
    /// <param name="notTrusted">Words that it is not as this product writes it.</param>
    /// <returns>The holder, or <see langword="null"/> where it is nobody's.</returns>
    public static LeaseHolder? Find(SqliteFile file, Func<string, ConnectorException> notTrusted)
    {
        using Statement select = file.Prepare(
            """
            SELECT command, process_id, process_started_at, host, process_space, taken_at, renewed_at, holder FROM lease
            WHERE holder IS NOT NULL
            """);
        if (!select.Step())
        {
            return null;
        }

        if (Enumerable.Range(0, 8).Any(select.IsNull) || StoredTime.TryParse(select.Text(5)) is null || StoredTime.TryParse(select.Text(6)) is null)
        {
            throw notTrusted("its lease does not say who holds it and since when");
        }

        var holder = new LeaseHolder(select.Text(0), select.Int64(1), select.Int64(2), select.Text(3), select.Text(4))
        {
            TakenAt = select.Text(5),
            RenewedAt = select.Text(6),
            HasGivenUp = GivenUp.ContainsKey(select.Text(7)),
        };
        return select.Step() ? throw notTrusted("it has more leases than one") : holder;
    }

    /// <summary>Makes a process the holder, whoever was it before.</summary>
    /// <returns>Whether the file has a lease at all.</returns>
    public static bool Take(SqliteFile file, string id, LeaseHolder holder, DateTimeOffset now)
    {
        using Statement take = file.Prepare(
            """
            UPDATE lease SET holder = ?1, command = ?2, process_id = ?3, process_started_at = ?4, host = ?5, process_space = ?6,
                taken_at = ?7, renewed_at = ?7 RETURNING 1
            """);
        bool isThere = take.Bind(1, id).Bind(2, holder.Command).Bind(3, holder.ProcessId).Bind(4, holder.ProcessStartedAt).Bind(5, holder.Host)
            .Bind(6, holder.ProcessSpace).Bind(7, StoredTime.Format(now)).Step();
        take.Reset();
        return isThere;
    }

    /// <summary>Says that its holder lives.</summary>
    public static void Renew(SqliteFile file, string id, DateTimeOffset now)
    {
        using Statement renew = file.Prepare("UPDATE lease SET renewed_at = ?2 WHERE holder = ?1");
        renew.Bind(1, id).Bind(2, StoredTime.Format(now)).Execute();
    }

    /// <summary>Gives the lease back; where that is not committed, this process knows all the same that nobody holds it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="id">The lease.</param>
    /// <param name="commit">Commits.</param>
    public static void Release(SqliteFile file, string id, Action commit)
    {
        GivenUp[id] = true;
        file.Begin();
        using (Statement release = file.Prepare(
            """
            UPDATE lease SET holder = NULL, command = NULL, process_id = NULL, process_started_at = NULL, host = NULL,
                process_space = NULL, taken_at = NULL, renewed_at = NULL WHERE holder = ?1
            """))
        {
            release.Bind(1, id).Execute();
        }

        commit();
        GivenUp.TryRemove(id, out _);
    }
}
