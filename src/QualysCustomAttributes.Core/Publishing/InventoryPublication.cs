using System.Diagnostics;
using QualysCustomAttributes.Publishing.Csv;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Publishing.Snapshot;

namespace QualysCustomAttributes.Publishing;

/// <summary>
/// Distributes an inventory database: as CSV files, as a compacted copy, and into PostgreSQL. A load may run meanwhile; each
/// target has the database as it was at one moment.
/// </summary>
public sealed class InventoryPublication
{
    private readonly PublicationOptions _options;
    private readonly IProgress<ConnectorEvent>? _events;

    /// <summary>Creates the publication. Nothing is read or written yet.</summary>
    /// <param name="options">What is distributed, and where to.</param>
    /// <param name="events">Takes progress and warnings, on whichever thread they happen.</param>
    /// <exception cref="PublicationException">No target is named.</exception>
    public InventoryPublication(PublicationOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.CsvFolder is null && options.SnapshotFolder is null && options.PostgreSql is null)
        {
            throw PublicationException.NoTarget();
        }

        _options = options;
        _events = events;
        DatabasePath = InventoryReading.Locate(options.DatabasePath);
    }

    /// <summary>The database that is read.</summary>
    public string DatabasePath { get; }

    /// <summary>Checks that the database can be read, without writing anything anywhere.</summary>
    /// <exception cref="Inventory.InventoryDatabaseException">The database is missing, of another kind or newer, or cannot be read.</exception>
    public void Check() => InventoryReading.Open(DatabasePath).Dispose();

    /// <summary>Distributes the database to each target in turn. What one target has stays where a later one fails; <see cref="TargetPublished"/> tells of each.</summary>
    /// <param name="cancellationToken">Stops it; a target that is not finished is as it was before.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="Inventory.InventoryDatabaseException">The database is missing, of another kind or newer, or cannot be read.</exception>
    /// <exception cref="PublicationException">A target cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<PublicationSummary> RunAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => RunTargetsAsync(cancellationToken), cancellationToken);

    private async Task<PublicationSummary> RunTargetsAsync(CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        Check();
        var targets = new List<PublishedTarget>();
        if (_options.CsvFolder is { } csv)
        {
            Add(new CsvPublication(csv, _events).Run(DatabasePath, cancellationToken));
        }

        if (_options.SnapshotFolder is { } snapshots)
        {
            Add(new SnapshotPublication(snapshots, _events).Run(DatabasePath, cancellationToken));
        }

        if (_options.PostgreSql is { } server)
        {
            Add(await new PostgreSqlPublication(server, _events).RunAsync(DatabasePath, cancellationToken).ConfigureAwait(false));
        }

        return new PublicationSummary(DatabasePath, targets, Stopwatch.GetElapsedTime(started));

        void Add(PublishedTarget target)
        {
            targets.Add(target);
            _events?.Report(new TargetPublished(target));
        }
    }
}
