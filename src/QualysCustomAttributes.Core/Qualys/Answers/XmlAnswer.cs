using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>Reads an answer in XML: the asset API's own, and the two forms of the classic one.</summary>
internal sealed class XmlAnswer
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private static readonly string[] Names =
    [
        "ServiceResponse", "SIMPLE_RETURN", "GENERIC_RETURN", "RETURN", "responseCode", "count", "data", "Asset", "id", "errorMessage",
        "errorResolution", "CODE", "TEXT", "ITEM", "KEY", "VALUE", WaitTime.Key,
    ];

    private readonly string?[] _path = new string?[QualysAnswerReader.MaxDepth + 1];
    private readonly StringBuilder _text = new();
    private readonly char[] _chunk = new char[1024];
    private readonly List<ulong> _assetIds = [];
    private string? _code;
    private string? _message;
    private string? _resolution;
    private string? _key;
    private string? _value;
    private long? _count;
    private TimeSpan? _wait;
    private bool _hasData;
    private int _entries;
    private bool _contradictsItself;
    private bool _hasOddCount;

    private XmlAnswer()
    {
    }

    /// <summary>Reads it to its end.</summary>
    /// <returns>What it says, or <see langword="null"/> where it is not an answer of Qualys.</returns>
    /// <exception cref="XmlException">It is no XML, cut off, or nested too deep.</exception>
    public static QualysAnswer? Read(ReadOnlyMemory<byte> xml, CancellationToken stop)
    {
        ReadOnlySpan<byte> bytes = xml.Span;
        int blanks = bytes.Length - bytes.TrimStart(" \t\r\n"u8).Length;
        ReadOnlyMemory<byte> rest = xml[blanks..];
        ArraySegment<byte> array = MemoryMarshal.TryGetArray(rest, out ArraySegment<byte> found) ? found : new(rest.ToArray());
        using var stream = new HeedingStream(array, stop);
        using var reader = XmlReader.Create(stream, Settings);
        var answer = new XmlAnswer();
        try
        {
            return answer.ReadAll(reader);
        }
        catch (XmlException) when (AnswerJudgement.IsRefusal(answer._code))
        {
            // Cut off or with more behind it: an account that was refused is not tried until it is locked.
            return answer.Answer(answer._code);
        }
    }

    private QualysAnswer? ReadAll(XmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.Depth > QualysAnswerReader.MaxDepth)
            {
                throw new NestedTooDeepException();
            }

            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Begin(reader);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    Keep(reader);
                    break;
                case XmlNodeType.EndElement:
                    End(reader.Depth);
                    break;
            }
        }

        // Nothing is confirmed by an answer that says two things, or that counts in no number.
        bool isSuccess = new QualysAnswer { ResponseCode = _code }.IsSuccess;
        if (_contradictsItself || (isSuccess && (_hasOddCount || _message is not null)))
        {
            throw new XmlException("The answer says two things, or its count is no number.");
        }

        return _path[0] switch
        {
            "ServiceResponse" when (_code ?? _message) is not null => Answer(_code),
            "SIMPLE_RETURN" or "GENERIC_RETURN" => Answer(_code ?? _path[0]),
            _ => null,
        };
    }

    private QualysAnswer Answer(string? code) => new()
    {
        ResponseCode = code,
        Count = _count,
        AssetIds = _hasData ? _assetIds : null,
        Entries = _entries,
        ErrorMessage = _message,
        ErrorResolution = _resolution,
        Wait = _wait,
    };

    private void Begin(XmlReader reader)
    {
        _path[reader.Depth] = NameOf(reader.LocalName);
        _text.Clear();
        (_key, _value) = _path[reader.Depth] == "ITEM" ? (null, null) : (_key, _value);
        _hasData |= reader.Depth == 1 && _path[reader.Depth] == "data";
        _entries += reader.Depth == 2 && _path[1] == "data" ? 1 : 0;
        if (_path[0] == "GENERIC_RETURN" && _path[reader.Depth] == "RETURN")
        {
            _code ??= reader.GetAttribute("number") is { Length: > 0 } number ? QualysAnswerReader.Cut(number) : null;
        }
    }

    // In whichever case they come.
    private static string? NameOf(string name) => Array.Find(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    private void Keep(XmlReader reader)
    {
        for (int read; _text.Length < QualysAnswerReader.LongestText && (read = reader.ReadValueChunk(_chunk, 0, _chunk.Length)) > 0;)
        {
            _text.Append(_chunk, 0, read);
        }
    }

    private void End(int depth)
    {
        string text = _text.ToString().Trim();
        _text.Clear();
        if (text.Length == 0)
        {
            return;
        }

        switch (_path[0])
        {
            case "ServiceResponse":
                EndOfService(depth, text);
                break;
            case "SIMPLE_RETURN":
                EndOfSimple(_path[depth], text);
                break;
            case "GENERIC_RETURN" when _path[depth] == "RETURN":
                _message ??= text;
                break;
        }
    }

    private void EndOfService(int depth, string text)
    {
        switch (_path[depth])
        {
            case "responseCode" when depth == 1:
                _contradictsItself |= _code is not null && _code != text;
                _code = text;
                break;
            case "count" when depth == 1:
                long? before = _count;
                _count = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count)
                    && count <= long.MaxValue && decimal.Truncate(count) == count ? (long)count : null;
                _contradictsItself |= before is not null && before != _count;
                _hasOddCount |= _count is null;
                break;
            case "id" when depth == 3 && _path[1] == "data":
                if (AssetNumber.TryParse(Encoding.UTF8.GetBytes(text), out ulong id))
                {
                    _assetIds.Add(id);
                }

                break;
            case "errorMessage":
                _message ??= text;
                break;
            case "errorResolution":
                _resolution ??= text;
                break;
        }
    }

    private void EndOfSimple(string? name, string text)
    {
        switch (name)
        {
            case "CODE":
                _code ??= text;
                break;
            case "TEXT":
                _message ??= text;
                break;
            case "KEY":
                _key = text;
                break;
            case "VALUE":
                _value = text;
                break;
            case WaitTime.Key:
                (_key, _value) = (WaitTime.Key, text);
                break;
        }

        _wait ??= WaitTime.IsKey(_key) && _value is not null ? WaitTime.Read(_value) : null;
    }

    /// <summary>Bytes that heed a stop, also where one name or value of them is all there is.</summary>
    private sealed class HeedingStream(ArraySegment<byte> bytes, CancellationToken stop)
        : MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            stop.ThrowIfCancellationRequested();
            return base.Read(buffer, offset, count);
        }
    }
}
