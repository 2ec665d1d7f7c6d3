using System.Globalization;
using QualysCustomAttributes.Cli.Shared;

namespace QualysCustomAttributes.Cli.Commands.Show;

/// <summary>Writes rows one by one, however many there are: on lines that the screen does not wrap, or as a list of JSON objects.</summary>
/// <param name="DatabasePath">The run database.</param>
/// <param name="IsJson">Whether they are written as JSON.</param>
/// <param name="Output">Where they are written.</param>
/// <param name="Room">How many columns a line may take; <see langword="null"/> where nothing is cut.</param>
/// <param name="Stop">Stops it.</param>
internal sealed record RowList(string DatabasePath, bool IsJson, TextWriter Output, int? Room, CancellationToken Stop)
{
    private const int NarrowestText = 20;

    /// <summary>Writes them.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="none">What is said where there are none.</param>
    /// <param name="columns">Their columns.</param>
    public void Write<T>(IEnumerable<T> rows, string none, params RowColumn<T>[] columns)
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
                    WriteRow(columns, column => column.Label, isWhole: false);
                }

                WriteRow(columns, column => column.Of(row), columns[^1].IsWhole(row));
            }

            count++;
        }

        string end = IsJson ? $"{(count == 0 ? "[" : Output.NewLine)}]" : count == 0 ? none : "";
        if (end.Length > 0)
        {
            Output.WriteLine(end);
        }
    }

    private void WriteRow<T>(RowColumn<T>[] columns, Func<RowColumn<T>, object?> of, bool isWhole)
    {
        string before = string.Concat(columns[..^1].Select(column => Cell(column.Width, of(column))));
        foreach (string line in Last(before, Text(of(columns[^1])), isWhole))
        {
            Output.WriteLine(line.TrimEnd());
        }
    }

    private IEnumerable<string> Last(string before, string text, bool isWhole)
    {
        if (Room is not { } room)
        {
            return [before + text];
        }

        int left = Math.Max(NarrowestText, room - TerminalColumns.Of(before));
        return isWhole ? WrappedText.Parted(before, text, TerminalColumns.Of(before) + left) : [before + TerminalColumns.Cut(text, left)];
    }

    // A number is never cut, be it an id.
    private string Cell(int width, object? value)
    {
        string text = Text(value);
        if (width >= 0)
        {
            return text.PadLeft(width - 1) + " ";
        }

        string fit = Room is null || value is ulong ? text : TerminalColumns.Cut(text, -width - 1);
        return fit + new string(' ', Math.Max(1, -width - TerminalColumns.Of(fit)));
    }

    // What comes from outside is on one line and cannot steer the terminal.
    private static string Text(object? value) => ShownText.Line(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
}
