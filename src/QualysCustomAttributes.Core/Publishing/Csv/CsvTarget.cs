using QualysCustomAttributes.Inventory;
using System.Diagnostics;
using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Publishing.Csv;

/// <summary>A folder that gets a CSV file of each table.</summary>
internal sealed class CsvTarget : PublicationTarget
{
    private readonly NewFiles _files;

    /// <summary>Names the folder. Nothing is written yet.</summary>
    /// <param name="folder">The folder; it is made where it does not exist.</param>
    /// <param name="sharedRead">Whether others may read what is made, as far as the umask lets them.</param>
    public CsvTarget(string folder, bool sharedRead = false)
    {
        _files = NewFiles.For(sharedRead);
        Location = Path.GetFullPath(folder);
    }

    /// <inheritdoc/>
    public override string Kind => "Csv";

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override string Manner => "as CSV files";

    /// <inheritdoc/>
    public override string Label => "CSV files in";

    /// <inheritdoc/>
    public override string ToString() => $"CSV files in {Location}";

    internal override Task<PublishedTarget> PublishAsync(
        string databasePath, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken) =>
        Task.FromResult(Publish(databasePath, events, cancellationToken));

    private PublishedTarget Publish(string databasePath, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using InventoryReading inventory = InventoryReading.OpenAtOneMoment(databasePath);
        var folder = new PublicationFolder(Location, _files);
        var writer = new CsvTableWriter(inventory, events);
        var written = new List<(WholeFile File, PublishedTable Table)>();
        try
        {
            foreach ((string table, string order, _) in InventoryTables.All)
            {
                WholeFile file = folder.Begin($"{table}.csv");
                written.Add((file, new PublishedTable(table, 0, file.Path)));
                long rows = folder.Do(() => writer.Write(table, order, file, cancellationToken));
                written[^1] = (file, new PublishedTable(table, rows, file.Path));
            }

            // All are whole before the first takes the place of an older one.
            folder.Do(() => written.ForEach(each => each.File.Finish()));
        }
        finally
        {
            written.ForEach(each => each.File.Dispose());
        }

        writer.End();
        PublishedTable[] tables = [.. written.Select(each => each.Table)];
        return new PublishedTarget
        {
            Kind = Kind,
            Location = Location,
            DatabasePath = databasePath,
            Tables = tables,
            Files = tables.Select(table => table.Path!).ToArray(),
            Elapsed = Stopwatch.GetElapsedTime(started),
            Line = $"{Counted.Of(tables.Length, "table")} with {Counted.Of(tables.Sum(table => table.Rows), "row")} "
                + $"written as CSV to {Location}",
        };
    }
}
