namespace QualysCustomAttributes.Publishing;

/// <summary>
/// Somewhere that an inventory is published to. It says what it is and where, in the words that people are shown, and
/// publishes. A format is one such class, in a folder of its own.
/// </summary>
internal abstract class PublicationTarget
{
    private protected PublicationTarget()
    {
    }

    /// <summary>The format in a word; <see cref="PublishedTarget.Kind"/> has it.</summary>
    public abstract string Kind { get; }

    /// <summary>Where it is: a folder or a server, without secrets.</summary>
    public abstract string Location { get; }

    /// <summary>How the inventory is published, as the end of a sentence: "as CSV files".</summary>
    public abstract string Manner { get; }

    /// <summary>What stands before the location of what was published in a summary: "CSV files in".</summary>
    public abstract string Label { get; }

    /// <summary>Words the numbers of assets in what this target made: "45 assets".</summary>
    /// <param name="published">What came of this target.</param>
    /// <returns>The words, for a summary.</returns>
    public virtual string CountAssets(PublishedTarget published)
    {
        ArgumentNullException.ThrowIfNull(published);
        return Counted.Of(published.Assets, "asset");
    }

    /// <summary>Takes the secrets that this target was given out of a text that came from outside.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text without them.</returns>
    public virtual string Redact(string text) => text;

    /// <summary>What it is and where: "CSV files in /srv/inventory".</summary>
    /// <returns>The words, without secrets.</returns>
    public abstract override string ToString();

    /// <summary>Publishes. What is there is as it was before until all of it is written.</summary>
    /// <param name="databasePath">The inventory database, which a load may be writing.</param>
    /// <param name="events">Takes progress and warnings.</param>
    /// <param name="cancellationToken">Stops it, and leaves the target as it was.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="Inventory.InventoryDatabaseException">The database cannot be read.</exception>
    /// <exception cref="PublicationException">The target cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal abstract Task<PublishedTarget> PublishAsync(
        string databasePath, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken);
}
