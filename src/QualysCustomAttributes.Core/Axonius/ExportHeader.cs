using System.Text;
using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>The header of an export: what the file is where that is none, and where the contract's columns stand in it.</summary>
/// <param name="options">Which export is read, and how.</param>
/// <param name="text">The export as text.</param>
/// <param name="delimiter">The character between cells.</param>
/// <param name="aside">What is said beside an error, of encoding and delimiter.</param>
internal sealed class ExportHeader(AxoniusCsvOptions options, ExportText text, char delimiter, string aside)
{
    private readonly AxoniusContract _contract = options.Contract;

    /// <summary>Finds the columns.</summary>
    /// <param name="header">The first record, or <see langword="null"/> where there is none.</param>
    /// <param name="isBroken">Whether records before it were malformed.</param>
    /// <param name="line">The line at which it stands.</param>
    /// <returns>Where they stand.</returns>
    /// <exception cref="AxoniusExportException">The file is no CSV text, is empty, or its header is broken.</exception>
    /// <exception cref="AxoniusContractException">Columns are missing, or one stands twice.</exception>
    public ExportColumns Bind(CsvReader? header, bool isBroken, long line)
    {
        if ((FileKind.OfBytes(text.RawHead) ?? FileKind.OfHeader(FirstLine.Of(text.Head))) is { } kind)
        {
            throw AxoniusExportException.NotText(options.Path, kind, aside);
        }

        if (header is null)
        {
            throw isBroken ? NoCsv(Broken("no header can be read.")) : AxoniusExportException.Empty(options.Path);
        }

        string[] names = new string[header.FieldCount];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = AxoniusContract.NormalizeHeader(header.GetString(i));
        }

        if (FileKind.OfHeader(header.RawRecord) is { } what)
        {
            throw AxoniusExportException.NotText(options.Path, what, aside);
        }

        if (isBroken)
        {
            throw NoCsv(Broken("the quoting of the header is broken. Export it again from Axonius."));
        }

        try
        {
            (int assetId, int[] values) = HeaderBinding.Bind(names, _contract, delimiter, options.Path, aside, text.Head, line);
            return new ExportColumns(assetId, values, names.Length);
        }
        catch (AxoniusContractException exception) when (exception.MissingHeaders.Count > _contract.Columns.Count)
        {
            throw NoCsv(exception);
        }
    }

    // What has nothing of an export may be something else altogether.
    private ConnectorException NoCsv(ConnectorException otherwise) =>
        FileKind.OfText(text.Head) is { } kind ? AxoniusExportException.NotText(options.Path, kind) : otherwise;

    private AxoniusExportException Broken(string what)
    {
        char? other = HeaderBinding.FindOther(Encoding.UTF8.GetString(FirstLine.Of(text.Head)), delimiter, _contract);
        string why = other is { } found
            ? $"the cells of its header are parted by {HeaderBinding.Name(found)} and not by {HeaderBinding.Name(delimiter)}."
            : what;
        return AxoniusExportException.Malformed(options.Path, 1, why + aside, other);
    }
}
