using System.Globalization;
using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>Reads an answer in JSON, with or without the wrapper of the classic host.</summary>
internal sealed class JsonAnswer
{
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
    private bool _saysItFailed;
    private int? _status;
    private TimeSpan? _wait;
    private long? _count;
    private JsonAssetIds? _assets;
    private JsonAnswer? _wrapped;

    private JsonAnswer()
    {
    }

    /// <summary>Reads it to its last byte.</summary>
    /// <returns>What it says, or <see langword="null"/> where it is not an answer of Qualys.</returns>
    /// <exception cref="JsonException">It is no JSON, cut off, or nested too deep.</exception>
    public static QualysAnswer? Read(ReadOnlySpan<byte> json, CancellationToken stop)
    {
        var cursor = new JsonCursor(json, stop);
        var answer = new JsonAnswer();
        try
        {
            cursor.Next();
            if (cursor.Kind == JsonTokenType.StartObject)
            {
                answer.ReadMembers(ref cursor);
            }

            while (cursor.Next())
            {
            }

            return answer._contradictsItself ? throw new JsonException("The answer says two things.") : (answer._wrapped ?? answer).ToAnswer();
        }
        catch (JsonException) when (answer.FindRefusal() is { } refusal)
        {
            // Cut off or with more behind it: an account that was refused is not tried until it is locked.
            return new QualysAnswer { ResponseCode = refusal._code, ErrorMessage = refusal._message, ErrorResolution = refusal._resolution };
        }
    }

    private JsonAnswer? FindRefusal() => _contradictsItself || _wrapped is { _contradictsItself: true } ? null
        : AnswerJudgement.IsRefusal(_wrapped?._code) ? _wrapped
        : AnswerJudgement.IsRefusal(_code) ? this
        : null;

    private QualysAnswer? ToAnswer()
    {
        // Nothing is confirmed by an answer that says two things, or that counts in no number.
        bool isSuccess = new QualysAnswer { ResponseCode = _code }.IsSuccess;
        if (_contradictsItself || (isSuccess && (_hasOddCount || _saysItFailed || !string.IsNullOrWhiteSpace(_message))))
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
            AssetIds = _assets?.Ids,
            Entries = _assets?.Entries ?? 0,
            ErrorMessage = _hasDetails ? _message : _responseMessage ?? _exceptions ?? (isStated ? _plainMessage : null),
            ErrorResolution = _hasDetails ? _resolution : null,
            Wait = _wait,
        };
    }

    private void ReadMembers(ref JsonCursor cursor)
    {
        while (cursor.NextMember())
        {
            if (cursor.IsNamed("ServiceResponse"u8))
            {
                _contradictsItself |= _wrapped is not null || _code is not null;
                ReadWrapped(ref cursor);
            }
            else if (cursor.IsNamed("responseCode"u8))
            {
                string? before = _code;
                _code = cursor.NextText();
                _contradictsItself |= before is not null && before != _code;
            }
            else if (cursor.IsNamed("count"u8))
            {
                long? before = _count;
                _count = cursor.NextNumber(out bool isOdd);
                _contradictsItself |= before is not null && before != _count;
                _hasOddCount |= isOdd;
            }
            else if (cursor.IsNamed("data"u8))
            {
                _contradictsItself |= _hasData;
                _hasData = true;
                _assets = JsonAssetIds.ReadNext(ref cursor);
            }
            else if (cursor.IsNamed("SIMPLE_RETURN"u8) || cursor.IsNamed("GENERIC_RETURN"u8))
            {
                ReadReturn(ref cursor);
            }
            else if (cursor.IsNamed("errors"u8) || cursor.IsNamed("fault"u8) || cursor.IsNamed("failedCount"u8))
            {
                _saysItFailed |= cursor.NextHoldsSomething();
            }
            else if (cursor.IsNamed("responseErrorDetails"u8))
            {
                ReadDetails(ref cursor);
            }
            else if (cursor.IsNamed("responseMessage"u8))
            {
                _responseMessage = cursor.NextText();
            }
            else if (cursor.IsNamed("authentication_exceptions"u8))
            {
                _exceptions = cursor.NextFirstText();
            }
            else if (cursor.IsNamed("SECONDS_TO_WAIT"u8))
            {
                _wait ??= cursor.NextText() is { } wait ? WaitTime.Read(wait) : null;
            }
            else if (cursor.IsNamed("status"u8))
            {
                _status = cursor.NextNumber(out _) is >= 0 and <= 999 and { } status ? (int)status : null;
            }
            else if (cursor.IsNamed("error"u8))
            {
                _error = cursor.NextText();
            }
            else if (cursor.IsNamed("message"u8))
            {
                _plainMessage = cursor.NextText();
            }
            else
            {
                _contradictsItself |= cursor.IsNamedInAnyCase("responseCode"u8);
                cursor.SkipNext();
            }
        }
    }

    private void ReadWrapped(ref JsonCursor cursor)
    {
        cursor.Next();
        if (cursor.Kind != JsonTokenType.StartObject)
        {
            cursor.Skip();
            return;
        }

        _wrapped = new JsonAnswer();
        _wrapped.ReadMembers(ref cursor);
    }

    // The classic answer, which is XML, in JSON: its code stands deeper.
    private void ReadReturn(ref JsonCursor cursor)
    {
        cursor.Next();
        string? code = null;
        string? text = null;
        string? key = null;
        string? value = null;
        int depth = cursor.Depth;
        bool isObject = cursor.Kind == JsonTokenType.StartObject;
        while (isObject && cursor.Next() && cursor.Depth > depth)
        {
            if (cursor.Kind != JsonTokenType.PropertyName)
            {
                // An item of its list, which has a key and a value, in either order.
                (key, value) = cursor.Kind == JsonTokenType.StartObject ? (null, null) : (key, value);
                continue;
            }

            if (cursor.IsNamed("CODE"u8) || cursor.IsNamed("number"u8))
            {
                code ??= cursor.NextText();
            }
            else if (cursor.IsNamed("TEXT"u8))
            {
                text ??= cursor.NextText();
            }
            else if (cursor.IsNamed("KEY"u8))
            {
                key = cursor.NextText();
            }
            else if (cursor.IsNamed("VALUE"u8))
            {
                value = cursor.NextText();
            }
            else if (cursor.IsNamed("SECONDS_TO_WAIT"u8))
            {
                (key, value) = (WaitTime.Key, cursor.NextText());
            }

            _wait ??= WaitTime.IsKey(key) && value is not null ? WaitTime.Read(value) : null;
        }

        _contradictsItself |= _code is not null || _wrapped is not null;
        (_code, _message, _hasDetails) = (code ?? "SIMPLE_RETURN", text, true);
    }

    private void ReadDetails(ref JsonCursor cursor)
    {
        cursor.Next();
        _hasDetails = cursor.Kind != JsonTokenType.Null;
        if (cursor.Kind != JsonTokenType.StartObject)
        {
            _message = cursor.Text();
            return;
        }

        while (cursor.NextMember())
        {
            if (cursor.IsNamed("errorMessage"u8))
            {
                _message = cursor.NextText();
            }
            else if (cursor.IsNamed("errorResolution"u8))
            {
                _resolution = cursor.NextText();
            }
            else
            {
                cursor.SkipNext();
            }
        }
    }
}
