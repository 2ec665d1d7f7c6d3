using System.Diagnostics;
using CsvHelper;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Publishing.Csv;

/// <summary>
/// Writes the tables as CSV: RFC 4180, UTF-8 with a byte order mark, which Excel needs to see that it is UTF-8. NULL is an
/// empty cell, empty text a pair of quotes.
/// </summary>
internal sealed class CsvPublication(string folder, IProgress<ConnectorEvent>? events)
{
    private const int RowsBetweenLooks = 256;

    private readonly ProgressThrottle _progress = new(events, ConnectorStage.Publish, "rows");
    private byte[] _cell = new byte[4096];
    private long _done;
    private long _total;

    public PublishedTarget Run(string databasePath, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using InventoryReading inventory = InventoryReading.OpenAtOneMoment(databasePath);
        var target = new PublicationFolder(folder);
        _progress.Report(0, null, "Writing CSV");
        _total = InventoryTables.All.Sum(table => inventory.Count(table.Counted));
        var written = new List<(string Table, string Unfinished, long Rows)>();
        try
        {
            foreach ((string table, string order, _) in InventoryTables.All)
            {
                string unfinished = target.Begin(NameOf(table));
                written.Add((table, unfinished, 0));
                long rows = 0;
                target.Do(() => rows = Write(inventory, table, order, unfinished, cancellationToken));
                written[^1] = (table, unfinished, rows);
            }

            // All are whole before the first takes the place of an older one.
            PublishedTable[] tables = [.. written.Select(each => new PublishedTable(each.Table, each.Rows, target.Finish(each.Unfinished, NameOf(each.Table))))];
            _progress.Report(_done, _total, "CSV written");
            return new PublishedTarget
            {
                Kind = PublicationKind.Csv,
                Location = target.Path,
                DatabasePath = databasePath,
                Tables = tables,
                Elapsed = Stopwatch.GetElapsedTime(started),
            };
        }
        catch
        {
            written.ForEach(each => PublicationFolder.Abandon(each.Unfinished));
            throw;
        }
    }

    private static string NameOf(string table) => $"{table}.csv";

    private long Write(InventoryReading inventory, string table, string order, string path, CancellationToken cancellationToken)
    {
        string[] columns = [.. inventory.ColumnsOf(table).Select(column => column.Name)];
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        using CsvWriter writer = CsvWriter.Create(stream, CsvWriterOptions.Default with { WriteByteOrderMark = true }, leaveOpen: true);
        foreach (string column in columns)
        {
            WriteCell(writer, System.Text.Encoding.UTF8.GetBytes(column));
        }

        writer.EndRecord();
        using Statement select = inventory.File.Prepare($"SELECT {InventoryReading.List(columns)} FROM {table} ORDER BY {order}");
        long rows = 0;
        while (select.Step())
        {
            WriteRow(writer, select, columns.Length);
            _done++;
            if (++rows % RowsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_progress.IsDue)
                {
                    _progress.Report(_done, _total, $"{table} as CSV");
                }
            }
        }

        writer.Flush();
        stream.Flush(flushToDisk: true);
        return rows;
    }

    private void WriteRow(CsvWriter writer, Statement row, int columns)
    {
        for (int column = 0; column < columns; column++)
        {
            if (row.IsNull(column))
            {
                writer.WriteField(ReadOnlySpan<byte>.Empty);
            }
            else
            {
                WriteCell(writer, row.Utf8(column));
            }
        }

        writer.EndRecord();
    }

    private void WriteCell(CsvWriter writer, ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
        {
            writer.WriteField(ReadOnlySpan<char>.Empty, CsvQuoting.Always);
            return;
        }

        if (!SoundText.IsUtf8(cell))
        {
            cell = SoundText.Repair(cell);
        }

        writer.WriteField(FormulaCell.IsDangerous(cell) ? Defuse(cell) : cell);
    }

    private ReadOnlySpan<byte> Defuse(ReadOnlySpan<byte> cell)
    {
        if (_cell.Length <= cell.Length)
        {
            _cell = new byte[cell.Length * 2];
        }

        _cell[0] = FormulaCell.Apostrophe;
        cell.CopyTo(_cell.AsSpan(1));
        return _cell.AsSpan(0, cell.Length + 1);
    }
}
