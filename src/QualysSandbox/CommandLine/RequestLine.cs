using System.Globalization;

namespace QualysSandbox.CommandLine;

/// <summary>One request as one line on the console.</summary>
internal static class RequestLine
{
    public static string For(RecordedRequest request)
    {
        string what = request.What ?? $"{request.Method} {request.Path}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{request.AnsweredAt:HH:mm:ss.fff}  #{request.Number}  {what}  ->  {AnswerTo(request)}");
    }

    private static string AnswerTo(RecordedRequest request)
    {
        string fault = request.Fault is null ? "" : $"  (fault: {request.Fault})";
        return request.AnswerStatus is { } status ? $"{status} {request.AnswerSummary}{fault}" : $"connection dropped{fault}";
    }
}
