using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>Reads an answer in JSON, with or without the wrapper of the classic host.</summary>
internal sealed class JsonAnswer
{
    private const int TokensBetweenLooks = 4096;

    private readonly CancellationToken _stop;
    private string? _code;
    private string? _message;
    private string? _responseMessage;
    private string? _resolution;
    private string? _error;
    private string? _plainMessage;
    private string? _exceptions;
    private bool _hasDetails;
    private bool _hasData;
    private bool _contradictsItself;
    private bool _hasOddCount;
    private int? _status;
    private long? _count;
    private List<ulong>? _assetIds;
    private JsonAnswer? _wrapped;
    private int _tokens;

    private JsonAnswer(CancellationToken stop) => _stop = stop;

    /// <summary>Reads it to its last byte.</summary>
    /// <returns>What it says, or <see langword="null"/> where it is not an answer of Qualys.</returns>
    /// <exception cref="JsonException">It is no JSON, cut off, or nested too deep.</exception>
    public static QualysAnswer? Read(ReadOnlySpan<byte> json, CancellationToken stop)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = QualysAnswerReader.MaxDepth });
        var answer = new JsonAnswer(stop);
        answer.Next(ref reader);
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            answer.ReadMembers(ref reader);
        }

        while (answer.Next(ref reader))
        {
        }

        return answer._contradictsItself ? throw new JsonException("The answer says two things.") : (answer._wrapped ?? answer).ToAnswer();
    }

    private QualysAnswer? ToAnswer()
    {
        // Nothing is confirmed by an answer that says two things, or that counts in no number.
        if (_contradictsItself || (_hasOddCount && new QualysAnswer { ResponseCode = _code }.IsSuccess))
        {
            throw new JsonException("The answer says two things, or its count is no number.");
        }

        bool isStated = _status is >= 400 and < 600 && (_error ?? _plainMessage) is not null;
        string? code = _code
            ?? (_exceptions is null ? null : QualysAnswer.AuthenticationExceptions)
            ?? (isStated ? _error ?? _status!.Value.ToString(CultureInfo.InvariantCulture) : null);
        return code is null && !_hasDetails ? null : new QualysAnswer
        {
            ResponseCode = code,
            StatedStatus = isStated ? _status : null,
            Count = _count,
            AssetIds = _assetIds,
            ErrorMessage = _hasDetails ? _message : _responseMessage ?? _exceptions ?? (isStated ? _plainMessage : null),
            ErrorResolution = _hasDetails ? _resolution : null,
        };
    }

    private void ReadMembers(ref Utf8JsonReader reader)
    {
        while (NextMember(ref reader))
        {
            if (reader.IsNamed("ServiceResponse"u8))
            {
                _contradictsItself |= _wrapped is not null;
                ReadWrapped(ref reader);
            }
            else if (reader.IsNamed("responseCode"u8))
            {
                string? before = _code;
                _code = NextText(ref reader);
                _contradictsItself |= before is not null && before != _code;
            }
            else if (reader.IsNamed("count"u8))
            {
                long? before = _count;
                _count = NextNumber(ref reader, out bool isOdd);
                _contradictsItself |= before is not null && before != _count;
                _hasOddCount |= isOdd;
            }
            else if (reader.IsNamed("data"u8))
            {
                _contradictsItself |= _hasData;
                _hasData = true;
                ReadData(ref reader);
            }
            else if (reader.IsNamed("responseErrorDetails"u8))
            {
                ReadDetails(ref reader);
            }
            else if (reader.IsNamed("responseMessage"u8))
            {
                _responseMessage = NextText(ref reader);
            }
            else if (reader.IsNamed("authentication_exceptions"u8))
            {
                _exceptions = NextFirstText(ref reader);
            }
            else if (reader.IsNamed("status"u8))
            {
                _status = NextNumber(ref reader, out _) is >= 0 and <= 999 and { } status ? (int)status : null;
            }
            else if (reader.IsNamed("error"u8))
            {
                _error = NextText(ref reader);
            }
            else if (reader.IsNamed("message"u8))
            {
                _plainMessage = NextText(ref reader);
            }
            else
            {
                SkipNext(ref reader);
            }
        }
    }

    private void ReadWrapped(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Skip(ref reader);
            return;
        }

        _wrapped = new JsonAnswer(_stop);
        _wrapped.ReadMembers(ref reader);
    }

    private void ReadDetails(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        _hasDetails = reader.TokenType != JsonTokenType.Null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _message = Text(ref reader);
            return;
        }

        while (NextMember(ref reader))
        {
            if (reader.IsNamed("errorMessage"u8))
            {
                _message = NextText(ref reader);
            }
            else if (reader.IsNamed("errorResolution"u8))
            {
                _resolution = NextText(ref reader);
            }
            else
            {
                SkipNext(ref reader);
            }
        }
    }

    // A list of what was touched, or one such entry without a list.
    private void ReadData(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            _assetIds = [];
            while (Next(ref reader) && reader.TokenType != JsonTokenType.EndArray)
            {
                ReadEntry(ref reader);
            }

            return;
        }

        ReadEntry(ref reader);
    }

    private void ReadEntry(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Skip(ref reader);
            return;
        }

        while (NextMember(ref reader))
        {
            bool isAsset = reader.IsNamed("Asset"u8);
            Next(ref reader);
            if (isAsset && reader.TokenType == JsonTokenType.StartArray)
            {
                while (Next(ref reader) && reader.TokenType != JsonTokenType.EndArray)
                {
                    ReadAsset(ref reader);
                }
            }
            else if (isAsset)
            {
                ReadAsset(ref reader);
            }
            else
            {
                Skip(ref reader);
            }
        }
    }

    private void ReadAsset(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Skip(ref reader);
            return;
        }

        while (NextMember(ref reader))
        {
            bool isId = reader.IsNamed("id"u8);
            Next(ref reader);
            if (isId && IsScalar(reader) && AssetNumber.TryParse(reader.ValueSpan, out ulong id))
            {
                (_assetIds ??= []).Add(id);
            }

            Skip(ref reader);
        }
    }

    private bool Next(ref Utf8JsonReader reader)
    {
        if (++_tokens % TokensBetweenLooks == 0)
        {
            _stop.ThrowIfCancellationRequested();
        }

        return reader.Read();
    }

    private bool NextMember(ref Utf8JsonReader reader) => Next(ref reader) && reader.TokenType == JsonTokenType.PropertyName;

    private void SkipNext(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        Skip(ref reader);
    }

    // Not the reader's own: 32 MB of it heed no stop.
    private void Skip(ref Utf8JsonReader reader)
    {
        int depth = reader.CurrentDepth;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            while (Next(ref reader) && reader.CurrentDepth > depth)
            {
            }
        }
    }

    private string? NextText(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return Text(ref reader);
    }

    private string? Text(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return QualysAnswerReader.Cut(MemberName.ReadText(reader));
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Skip(ref reader);
                return null;
            default:
                return QualysAnswerReader.Cut(Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    private string? NextFirstText(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        int depth = reader.CurrentDepth;
        string? first = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? null : Text(ref reader) ?? "";
        if (first is not null)
        {
            return first;
        }

        while (Next(ref reader) && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                first ??= Text(ref reader);
            }
        }

        return first ?? "";
    }

    private static bool IsScalar(in Utf8JsonReader reader) => reader.TokenType is JsonTokenType.Number or JsonTokenType.String;

    // As a number, as a text, as 1.0: as long as it is a whole one that is not negative.
    private long? NextNumber(ref Utf8JsonReader reader, out bool isOdd)
    {
        Next(ref reader);
        bool isThere = reader.TokenType != JsonTokenType.Null;
        ReadOnlySpan<byte> text = IsScalar(reader) ? reader.ValueSpan.Trim((byte)' ') : default;
        long? number = Utf8Parser.TryParse(text, out decimal value, out int used) && used == text.Length
            && value is >= 0 and <= long.MaxValue && decimal.Truncate(value) == value
                ? (long)value
                : null;
        isOdd = isThere && number is null;
        Skip(ref reader);
        return number;
    }
}
