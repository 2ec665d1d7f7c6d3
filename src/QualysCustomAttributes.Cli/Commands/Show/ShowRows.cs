using System.Globalization;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Commands.Show;

/// <summary>Lists rows of a run database: a line each, or as a list of JSON objects.</summary>
internal static class ShowRows
{
    private static readonly Dictionary<string, Action<RowList>> Lists = new()
    {
        ["batches"] = list => list.Write(
            QualysBatch.Read(list.DatabasePath), "There are no batches.",
            ("outcome", -10, batch => batch.Outcome), ("group", 7, batch => batch.GroupNumber), ("batch", 7, batch => batch.BatchNumber),
            ("assets", 7, batch => batch.AssetCount), ("", 1, _ => ""), ("function", -9, batch => batch.Function),
            ("error, or attributes", 0, batch => batch.Error ?? batch.Attributes.ToString())),
        ["rejected"] = list => list.Write(
            QualysRejectedRow.Read(list.DatabasePath), "Every row was used.",
            ("line", 9, row => row.Line), ("", 1, _ => ""), ("asset", -20, row => row.AssetId), ("reason", -20, row => row.Reason),
            ("detail", 0, row => row.Detail)),
        ["duplicates"] = list => list.Write(
            QualysDuplicate.Read(list.DatabasePath), "No asset stands in several rows.",
            ("asset", -20, row => row.AssetId), ("line", 9, row => row.Line), ("", 1, _ => ""),
            ("counts", -9, row => row.IsKept ? "yes" : row.IsConflicting ? "disagrees" : "no"), ("", 1, _ => ""),
            ("attributes", 0, row => row.Attributes.ToString())),
        ["calls"] = list => list.Write(
            QualysApiCall.Read(list.DatabasePath), "Nothing was sent.",
            ("sent (UTC)", -20, call => call.SentAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
            ("group", 7, call => call.GroupNumber), ("batch", 7, call => call.BatchNumber), ("attempt", 8, call => call.Attempt),
            ("status", 7, call => call.Status), ("ms", 8, call => call.Elapsed?.TotalMilliseconds), ("wait", 6, call => call.Wait?.TotalSeconds),
            ("", 1, _ => ""), ("answer", 0, call => call.Status is null && call.Error is null ? "none on record"
                : string.Join(": ", new[] { call.ResponseCode, call.Error }.OfType<string>()))),
    };

    /// <summary>What can be listed.</summary>
    public static IEnumerable<string> Kinds => Lists.Keys;

    /// <summary>Lists it.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="databasePath">The run database.</param>
    /// <param name="isJson">Whether it is written as JSON.</param>
    /// <param name="output">Where it is written.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static void Write(string kind, string databasePath, bool isJson, TextWriter output, CancellationToken stop) =>
        Lists[kind](new RowList(databasePath, isJson, output, stop));

    /// <summary>Writes rows one by one, however many there are.</summary>
    private sealed record RowList(string DatabasePath, bool IsJson, TextWriter Output, CancellationToken Stop)
    {
        public void Write<T>(IEnumerable<T> rows, string none, params (string Label, int Width, Func<T, object?> Of)[] columns)
        {
            long count = 0;
            foreach (T row in rows)
            {
                Stop.ThrowIfCancellationRequested();
                if (IsJson)
                {
                    Output.Write(count == 0 ? "[" : ",");
                    Output.WriteLine();
                    Output.Write(JsonText.Line(row));
                }
                else
                {
                    if (count == 0)
                    {
                        Output.WriteLine(Line(columns.Select(column => (column.Width, (object?)column.Label))));
                    }

                    Output.WriteLine(Line(columns.Select(column => (column.Width, column.Of(row)))));
                }

                count++;
            }

            string end = IsJson ? $"{(count == 0 ? "[" : Output.NewLine)}]" : count == 0 ? none : "";
            if (end.Length > 0)
            {
                Output.WriteLine(end);
            }
        }

        // What comes from outside is on one line and cannot steer the terminal.
        private static string Line(IEnumerable<(int Width, object? Value)> cells) => string.Concat(cells.Select(cell =>
        {
            string text = ShownText.Line(Convert.ToString(cell.Value, CultureInfo.InvariantCulture) ?? "");
            return cell.Width < 0 ? text.PadRight(-cell.Width - 1) + " " : text.PadLeft(cell.Width);
        })).TrimEnd();
    }
}
