using QualysCustomAttributes.Inventory;
using System.Buffers;
using System.Text;
using CsvHelper;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Publishing.Csv;

/// <summary>
/// Writes tables as CSV: RFC 4180, UTF-8 with a byte order mark, which Excel needs to see that it is UTF-8. NULL is an
/// empty cell, empty text a pair of quotes.
/// </summary>
internal sealed class CsvTableWriter
{
    private const int RowsBetweenLooks = 256;

    private readonly InventoryReading _inventory;
    private readonly ProgressThrottle _progress;
    private readonly long _total;
    private readonly ArrayBufferWriter<byte> _defused = new(4096);
    private long _done;

    /// <summary>Counts the rows there are, and says that the writing begins.</summary>
    public CsvTableWriter(InventoryReading inventory, IProgress<ConnectorEvent>? events)
    {
        _inventory = inventory;
        _progress = new ProgressThrottle(events, ConnectorStage.Publish, "rows");
        _progress.Report(0, null, "Writing CSV");
        _total = InventoryTables.All.Sum(table => inventory.Count(table.Counted));
    }

    /// <summary>Says that all tables have been written.</summary>
    public void End() => _progress.Report(_done, _total, "CSV written");

    /// <summary>Writes a table to a file that was begun, and that file to the disk.</summary>
    /// <returns>How many rows it has.</returns>
    public long Write(string table, string order, WholeFile file, CancellationToken cancellationToken)
    {
        string[] columns = [.. _inventory.ColumnsOf(table).Select(column => column.Name)];
        using FileStream stream = file.Create(bufferSize: 0);
        using CsvWriter writer = CsvWriter.Create(stream, CsvWriterOptions.Default with { WriteByteOrderMark = true }, leaveOpen: true);
        foreach (string column in columns)
        {
            WriteCell(writer, Encoding.UTF8.GetBytes(column));
        }

        writer.EndRecord();
        using Statement select = _inventory.File.Prepare(
            $"SELECT {InventoryReading.List(columns)} FROM {table} ORDER BY {order}");
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

        _defused.ResetWrittenCount();
        writer.WriteField(FormulaCell.TryDefuse(cell, _defused) ? _defused.WrittenSpan : cell);
    }
}
