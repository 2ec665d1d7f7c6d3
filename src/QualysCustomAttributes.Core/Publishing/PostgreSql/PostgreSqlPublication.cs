using QualysCustomAttributes.Inventory;
using System.Data;
using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Merges an inventory database into PostgreSQL, in one transaction: whole or not at all.</summary>
internal sealed class PostgreSqlPublication(PostgreSqlTarget target, IProgress<ConnectorEvent>? events)
{
    public async Task<PublishedTarget> RunAsync(string databasePath, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        var progress = new ProgressThrottle(events, ConnectorStage.Publish, "assets");
        if (target.Warning is { } warning)
        {
            Warn(warning);
        }

        progress.Report(0, null, "Connecting to PostgreSQL");
        bool isConnected = false;
        try
        {
            await using NpgsqlDataSource source = Source();
            await using NpgsqlConnection connection = await ConnectAsync(source, cancellationToken).ConfigureAwait(false);
            isConnected = true;
            await using NpgsqlTransaction transaction =
                await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            var session = new PostgreSqlSession(connection, target, cancellationToken);
            PostgreSqlSchema schema = await PostgreSqlSchema.OpenAsync(session, Warn).ConfigureAwait(false);

            // Read from here on: what another publication was waited for is not older than what is sent.
            using InventoryReading inventory = InventoryReading.OpenAtOneMoment(databasePath);
            var merge = new PostgreSqlMerge(session, schema, inventory, progress);
            await merge.RunAsync().ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            foreach (string loss in PostgreSqlLosses.Of(target, merge, schema))
            {
                Warn(loss);
            }

            var published = new PublishedTarget
            {
                Kind = target.Kind,
                Location = target.Location,
                DatabasePath = databasePath,
                Tables = merge.Written.ToArray(),
                AssetsUnchanged = merge.Unchanged,
                AssetsNewer = merge.Newer,
                AssetsLeftOut = merge.LeftOut.Count + merge.BeyondBigint,
                Elapsed = Stopwatch.GetElapsedTime(started),
            };
            progress.Report(published.Assets, published.Assets, "Merged into PostgreSQL");
            return published;
        }
        catch (Exception exception) when (PostgreSqlFailure.IsOne(exception, isConnected))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw PostgreSqlFailure.Of(target, exception, isConnected);
        }
    }

    // The driver would ask for the server's types by names that the database's own search path decides on.
    private NpgsqlDataSource Source() => new NpgsqlDataSourceBuilder(target.ConnectionString)
        .ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();

    // The driver heeds no stop while a server that took the connection says nothing, nor its own time-out while TLS is made at once:
    // then it is left to give up by itself.
    private async Task<NpgsqlConnection> ConnectAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = source.CreateConnection();
        Task opening = connection.OpenAsync(cancellationToken);
        try
        {
            await opening.WaitAsync(target.Patience, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            _ = opening.ContinueWith(_ => connection.Dispose(), TaskScheduler.Default);
            throw;
        }
    }

    private void Warn(string message) => events?.Report(new ConnectorWarning(target.Redact(message)));
}
