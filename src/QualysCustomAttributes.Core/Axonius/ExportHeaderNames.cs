using System.Text;
using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>The headers of an export, whatever the contract says of them: read to be offered, so that nothing behind them is looked at.</summary>
internal static class ExportHeaderNames
{
    /// <summary>Reads them.</summary>
    /// <param name="path">The export's full path.</param>
    /// <param name="delimiter">The character between cells, or <see langword="null"/> for what the export says, else a comma.</param>
    /// <param name="encoding">The export's encoding where it has no byte order mark, or <see langword="null"/> for UTF-8.</param>
    /// <returns>Their names in their order, as they are compared; none where the file is no CSV text.</returns>
    /// <exception cref="AxoniusExportException">The file is missing, no file, or cannot be read.</exception>
    /// <exception cref="IOException">It cannot be read on.</exception>
    public static IReadOnlyList<string> Read(string path, char? delimiter, Encoding? encoding)
    {
        using var text = new ExportText(path, encoding);
        if ((FileKind.OfBytes(text.RawHead) ?? FileKind.OfHeader(FirstLine.Of(text.Head))) is not null)
        {
            return [];
        }

        ExportPreamble preamble = ExportPreamble.Read(text.Head);
        using var source = new CsvRecordSource(
            text.Stream, preamble.Length, preamble.Lines.Count,
            delimiter ?? preamble.Delimiter ?? AxoniusCsvOptions.DefaultDelimiter, (_, _, _, _, _) => { });
        if (!source.Read())
        {
            return [];
        }

        CsvReader header = source.Current;
        return [.. Enumerable.Range(0, header.FieldCount).Select(i => AxoniusContract.NormalizeHeader(header.GetString(i))).Where(name => name.Length > 0)];
    }
}
