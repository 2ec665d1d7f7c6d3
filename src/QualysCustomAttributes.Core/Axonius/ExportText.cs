using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// The text of an export as UTF-8, whatever the file is in: gzip is inflated, UTF-16, UTF-32 and code pages are converted, byte order
/// marks are taken off.
/// </summary>
internal sealed class ExportText : IDisposable
{
    private const int HeadSize = 4096;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _path;
    private readonly ExportFile _file;
    private readonly Encoding _encoding;
    private readonly int _markLength;
    private readonly bool _isCompressed;
    private readonly List<string> _notes = [];
    private InflatedExport? _inflated;
    private Stream? _converted;

    /// <summary>Opens the export.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="encoding">The encoding that somebody named, or <see langword="null"/>.</param>
    /// <exception cref="AxoniusExportException">It is no file, or cannot be read.</exception>
    public ExportText(string path, Encoding? encoding)
    {
        _path = path;
        _file = ExportFile.Open(path);
        try
        {
            _encoding = Utf8;
            byte[] head = ReadHead(_file.Stream);
            if (head is [0x1F, 0x8B, ..])
            {
                _isCompressed = true;
                head = ReadHead(OpenBytes());
                _notes.Add($"The Axonius export '{path}' is compressed with gzip; what it inflates to is read.");
            }

            RawHead = head;
            (Encoding? marked, _markLength) = ByteOrderMark(head);
            NoteMark(path, marked, encoding);
            _encoding = marked ?? WithReplacement(encoding) ?? Utf8;
            IsInEncodingAskedFor = marked is null && encoding is not null && IsConverted;
            Stream = new RewindableStream(OpenText);
            Head = ReadHead(Stream);
            Stream.Position = 0;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The text, as UTF-8 where the file holds what it should.</summary>
    public RewindableStream Stream { get; }

    /// <summary>The first bytes of the text.</summary>
    public byte[] Head { get; }

    /// <summary>The first bytes of the file, as they are, inflated.</summary>
    public byte[] RawHead { get; }

    /// <summary>Whether the file is in another encoding than UTF-8.</summary>
    public bool IsConverted => _encoding.CodePage != Utf8.CodePage;

    /// <summary>Whether it is read in another encoding than UTF-8 because somebody asked for it, and not for a mark of its own.</summary>
    public bool IsInEncodingAskedFor { get; }

    /// <summary>Whether it is in one in which U+FFFD can only stand for bytes that are none of it.</summary>
    public bool IsInCodePage => IsConverted && _encoding.CodePage is not (1200 or 1201 or 12000 or 12001);

    /// <summary>The encoding's name.</summary>
    public string EncodingName => IsConverted ? _encoding.WebName : "UTF-8";

    /// <summary>The file's length, in bytes.</summary>
    public long Length => _file.Length;

    /// <summary>How much of the file was read, in bytes.</summary>
    public long Position => Math.Min(_file.Stream.Position, Length);

    /// <summary>What is to be told of the file.</summary>
    public IEnumerable<ConnectorWarning> Notes => _notes.Select(note => new ConnectorWarning(note));

    /// <summary>Whether a compressed file ends before its end; to be asked when all was read.</summary>
    public bool IsCompressionCut => _inflated?.IsCut() == true;

    /// <summary>How many bytes stand behind the end of a compressed file and are no part of it; to be asked when all was read.</summary>
    public long BytesBehindCompression => _inflated?.BytesBehind() ?? 0;

    /// <summary>Checks, when all was read, that the file is what it was when it was opened.</summary>
    /// <exception cref="AxoniusExportException">Somebody wrote to the file.</exception>
    public void CheckUnchanged()
    {
        if (_file.CheckUnchanged() is { } note)
        {
            _notes.Add(note);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _converted?.Dispose();
        _inflated?.Dispose();
        _file.Dispose();
    }

    // Of itself an encoding puts a question mark, or what looks alike, where bytes are none of it.
    private static Encoding? WithReplacement(Encoding? encoding)
    {
        if (encoding?.Clone() is not Encoding copy)
        {
            return null;
        }

        copy.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
        return copy;
    }

    private Stream OpenBytes()
    {
        _file.Stream.Position = 0;
        _inflated?.Dispose();
        _inflated = _isCompressed ? new InflatedExport(_path, _file.Stream) : null;
        return (Stream?)_inflated ?? _file.Stream;
    }

    private Stream OpenText()
    {
        Stream bytes = OpenBytes();
        bytes.ReadExactly(new byte[_markLength]);
        if (!IsConverted)
        {
            return bytes;
        }

        _converted?.Dispose();
        return _converted = Encoding.CreateTranscodingStream(bytes, _encoding, Utf8, leaveOpen: true);
    }

    // The longer marks first: that of UTF-32 begins as that of UTF-16 does.
    private static (Encoding? Encoding, int Length) ByteOrderMark(byte[] head) => head switch
    {
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4),
        [0xEF, 0xBB, 0xBF, ..] => (Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        _ => (null, 0),
    };

    private void NoteMark(string path, Encoding? marked, Encoding? named)
    {
        if (marked is not null && named is not null && marked.CodePage != named.CodePage)
        {
            _notes.Add($"The byte order mark of the Axonius export '{path}' says that it is in {marked.WebName}, and it is read so, "
                + $"not in {named.WebName}.");
        }
    }

    private static byte[] ReadHead(Stream stream)
    {
        byte[] head = new byte[HeadSize];
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }
}
