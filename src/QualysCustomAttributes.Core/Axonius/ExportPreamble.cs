using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// The lines that programs write above a header: <c>sep=;</c>, with which Excel is told the delimiter, and <c>#TYPE</c> of PowerShell.
/// </summary>
internal sealed class ExportPreamble
{
    private const int MostLines = 4;
    private const int LongestShown = 100;

    private ExportPreamble()
    {
    }

    /// <summary>How many bytes the lines have.</summary>
    public int Length { get; private set; }

    /// <summary>The lines, as far as they are shown.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>The delimiter that they name, or <see langword="null"/>.</summary>
    public char? Delimiter { get; private set; }

    /// <summary>Reads them.</summary>
    /// <param name="head">The first bytes of the text.</param>
    public static ExportPreamble Read(ReadOnlySpan<byte> head)
    {
        var preamble = new ExportPreamble();
        while (preamble.Lines.Count < MostLines && preamble.TakeLine(head[preamble.Length..]))
        {
        }

        return preamble;
    }

    private bool TakeLine(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
        {
            return false;
        }

        string line = Encoding.UTF8.GetString(head[..end]).TrimStart('\uFEFF').Trim(' ', '"');
        if (line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && line.Length <= "sep=x".Length)
        {
            Delimiter = line.Length == "sep=x".Length ? line[^1] : Delimiter;
        }
        else if (!line.StartsWith("#TYPE ", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Lines.Add(line.Length > LongestShown ? $"{line[..LongestShown]}…" : line);
        Length += end + (head[end..].StartsWith("\r\n"u8) ? 2 : 1);
        return true;
    }
}
