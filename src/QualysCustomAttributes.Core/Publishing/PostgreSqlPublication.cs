using System.Data;
using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace QualysCustomAttributes.Publishing;

/// <summary>Merges an inventory database into PostgreSQL, in one transaction: whole or not at all.</summary>
internal sealed class PostgreSqlPublication(PostgreSqlTarget target, IProgress<ConnectorEvent>? events)
{
    public async Task<PublishedTarget> RunAsync(string databasePath, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        bool isConnected = false;
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            isConnected = true;
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            var session = new PostgreSqlSession(connection, target, cancellationToken);
            PostgreSqlSchema schema = await PostgreSqlSchema.OpenAsync(session, events).ConfigureAwait(false);

            // Read from here on: what another publication was waited for is not older than what is sent.
            using InventoryReading inventory = InventoryReading.OpenAtOneMoment(databasePath);
            var merge = new PostgreSqlMerge(session, schema, inventory, new ProgressThrottle(events, ConnectorStage.Publish, "assets"));
            await merge.RunAsync().ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            Warn(merge);
            return new PublishedTarget
            {
                Kind = PublicationKind.PostgreSql,
                Location = target.ToString(),
                DatabasePath = databasePath,
                Tables = merge.Written,
                AssetsUnchanged = merge.Unchanged,
                AssetsNewer = merge.Newer,
                Elapsed = Stopwatch.GetElapsedTime(started),
            };
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw PostgreSqlErrors.Of(target, exception, isConnected);
        }
    }

    private void Warn(PostgreSqlMerge merge)
    {
        if (merge.Repaired > 0)
        {
            events?.Report(new ConnectorWarning($"{Counted.Of(merge.Repaired, "text")} held U+0000 or bytes that are no UTF-8, which PostgreSQL does not take; they have U+FFFD in their place."));
        }

        if (merge.Newer > 0)
        {
            events?.Report(new ConnectorWarning($"{Counted.Of(merge.Newer, "asset")} {(merge.Newer == 1 ? "is" : "are")} newer in {target} than in this inventory and stayed as they are there."));
        }

        if (merge.Renamed.Count > 0)
        {
            events?.Report(new ConnectorWarning($"PostgreSQL has columns under other names: {string.Join(", ", merge.Renamed.Select(pair => $"{ShownName.Of(pair.Column)} as {ShownName.Of(pair.Name)}"))}."));
        }
    }
}
