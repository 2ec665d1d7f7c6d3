using Npgsql;
using QualysCustomAttributes.Inventory.Tables;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>The advisory lock by which publications into one schema take turns. Every role of the database can hold it.</summary>
internal sealed class PostgreSqlLock(PostgreSqlSession session, string schema)
{
    // With the schema's hash the key of the lock; "QCAi".
    private const int LockClass = InventorySchema.ApplicationId;

    /// <summary>Takes the lock until the transaction ends; where another session holds it, says who, and waits.</summary>
    /// <exception cref="PublicationException">The waiting was ended by a time-out of the server or of the connection string.</exception>
    public async Task TakeAsync(Action<string> warn)
    {
        if (await session.ScalarAsync<bool>("SELECT pg_try_advisory_xact_lock($1, hashtext($2))", LockClass, schema).ConfigureAwait(false))
        {
            return;
        }

        string holder = await FindHolderAsync().ConfigureAwait(false);
        warn($"Another publication into {session.Target} is under way, or somebody else holds its advisory lock: {holder}. "
            + "This one waits for its end.");
        try
        {
            await session.ExecuteAsync("SELECT pg_advisory_xact_lock($1, hashtext($2))", LockClass, schema).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (!session.Stop.IsCancellationRequested
            && exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled)
        {
            throw PostgreSqlErrors.Locked(session.Target, holder, exception);
        }
    }

    // PostgreSQL shows the beginning of a transaction to its own role and to pg_read_all_stats alone.
    private async Task<string> FindHolderAsync()
    {
        List<string> holders = await session.ReadAsync(
            """
            SELECT format('role %s, process %s, program %s%s', coalesce(quote_literal(a.usename::text), 'unknown'), l.pid,
                coalesce(quote_literal(nullif(a.application_name, '')), 'without a name'),
                to_char(coalesce(a.xact_start, a.backend_start) AT TIME ZONE 'UTC', '", since "YYYY-MM-DD HH24:MI:SS" UTC"'))
            FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND l.classid::bigint = $1 AND l.objid::bigint = (hashtext($2)::bigint & 4294967295)
            """,
            reader => reader.GetString(0), (long)LockClass, schema).ConfigureAwait(false);
        return holders.Count > 0 ? string.Join("; ", holders) : "a session that has ended meanwhile";
    }
}
