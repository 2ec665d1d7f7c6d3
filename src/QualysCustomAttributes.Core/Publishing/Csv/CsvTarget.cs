using System.Diagnostics;

namespace QualysCustomAttributes.Publishing.Csv;

/// <summary>A folder that gets a CSV file of each table.</summary>
public sealed class CsvTarget : PublicationTarget
{
    /// <summary>Names the folder. Nothing is written yet.</summary>
    /// <param name="folder">The folder; it is made where it does not exist.</param>
    public CsvTarget(string folder) => Location = Path.GetFullPath(folder);

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
        var folder = new PublicationFolder(Location);
        var writer = new CsvTableWriter(inventory, events);
        var written = new List<(string Table, string Unfinished, long Rows)>();
        try
        {
            foreach ((string table, string order, _) in InventoryTables.All)
            {
                string unfinished = folder.Begin(NameOf(table));
                written.Add((table, unfinished, 0));
                long rows = 0;
                folder.Do(() => rows = writer.Write(table, order, unfinished, cancellationToken));
                written[^1] = (table, unfinished, rows);
            }

            // All are whole before the first takes the place of an older one.
            PublishedTable[] tables =
            [
                .. written.Select(each => new PublishedTable(each.Table, each.Rows, folder.Finish(each.Unfinished, NameOf(each.Table)))),
            ];
            writer.End();
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
        catch
        {
            written.ForEach(each => PublicationFolder.Abandon(each.Unfinished));
            throw;
        }
    }

    private static string NameOf(string table) => $"{table}.csv";
}
