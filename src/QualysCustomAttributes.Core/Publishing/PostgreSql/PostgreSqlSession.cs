using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>A transaction in PostgreSQL and the statements in it.</summary>
internal sealed class PostgreSqlSession(NpgsqlConnection connection, PostgreSqlTarget target, CancellationToken cancellationToken)
{
    public NpgsqlConnection Connection => connection;

    public PostgreSqlTarget Target => target;

    public CancellationToken Stop => cancellationToken;

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it wrote.</returns>
    public async Task<long> ExecuteAsync(string sql, params object[] values)
    {
        await using NpgsqlCommand command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The one value of a query, or <see langword="null"/>.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params object[] values)
    {
        await using NpgsqlCommand command = Command(sql, values);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is T value ? value : default;
    }

    /// <summary>What is read of each row of a query, all at once.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        await using NpgsqlCommand command = Command(sql, values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Does something that may fail without costing the transaction.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="isBearable">Whether the publication goes on without it.</param>
    /// <returns>PostgreSQL's refusal, after which all is as before; or <see langword="null"/>.</returns>
    public async Task<PostgresException?> TryAsync(Func<Task> work, Func<PostgresException, bool> isBearable)
    {
        await ExecuteAsync("SAVEPOINT attempt").ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
            await ExecuteAsync("RELEASE SAVEPOINT attempt").ConfigureAwait(false);
            return null;
        }
        catch (PostgresException exception) when (isBearable(exception))
        {
            await ExecuteAsync("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt").ConfigureAwait(false);
            return exception;
        }
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
