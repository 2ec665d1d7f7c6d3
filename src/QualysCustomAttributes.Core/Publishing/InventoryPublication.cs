using QualysCustomAttributes.Inventory;
namespace QualysCustomAttributes.Publishing;

/// <summary>
/// Publishes an inventory database to one target after the other. A load may run meanwhile; each target has the database
/// as it was at one moment.
/// </summary>
internal sealed class InventoryPublication
{
    private readonly IReadOnlyList<PublicationTarget> _targets;
    private readonly IProgress<ConnectorEvent>? _events;

    /// <summary>Creates the publication. Nothing is read or written yet.</summary>
    /// <param name="options">What is published, and where to.</param>
    /// <param name="events">
    /// Takes progress, warnings and a <see cref="TargetPublished"/> for each target that is done, on whichever thread they happen.
    /// </param>
    /// <exception cref="PublicationException">No target is named.</exception>
    public InventoryPublication(PublicationOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Targets.Count == 0)
        {
            throw PublicationException.NoTarget();
        }

        _targets = options.Targets;
        _events = events;
        DatabasePath = InventoryReading.Locate(options.DatabasePath);
    }

    /// <summary>The database that is read.</summary>
    public string DatabasePath { get; }

    /// <summary>Checks that the database can be read, without writing anything anywhere.</summary>
    /// <exception cref="Inventory.InventoryDatabaseException">
    /// The database is missing, of another kind or newer, or cannot be read.
    /// </exception>
    public void Check() => InventoryReading.Open(DatabasePath).Dispose();

    /// <summary>
    /// Publishes to each target in turn. What one target has stays where a later one fails, and those after it are not begun.
    /// </summary>
    /// <param name="cancellationToken">Stops it; a target that is not finished is as it was before.</param>
    /// <returns>The work, on a thread of its own.</returns>
    /// <exception cref="Inventory.InventoryDatabaseException">
    /// The database is missing, of another kind or newer, or cannot be read.
    /// </exception>
    /// <exception cref="PublicationException">A target cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task RunAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => RunTargetsAsync(cancellationToken), cancellationToken);

    private async Task RunTargetsAsync(CancellationToken cancellationToken)
    {
        Check();
        foreach (PublicationTarget target in _targets)
        {
            PublishedTarget published = await target.PublishAsync(DatabasePath, _events, cancellationToken).ConfigureAwait(false);
            _events?.Report(new TargetPublished(published));
        }
    }
}
