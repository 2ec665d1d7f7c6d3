using System.Globalization;
using System.Text.Json;

namespace QualysCustomAttributes.Axonius;

/// <summary>Says what is wrong with JSON, with the place as editors count it: lines and columns from 1.</summary>
internal static class JsonWords
{
    /// <summary>Words it, without a full stop.</summary>
    public static string Of(JsonException failure)
    {
        string what = failure.Message;
        int place = what.IndexOf(" LineNumber:", StringComparison.Ordinal);
        int path = what.IndexOf(" Path:", StringComparison.Ordinal);
        int end = new[] { place, path }.Where(found => found >= 0).DefaultIfEmpty(what.Length).Min();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"line {(failure.LineNumber ?? 0) + 1}, column {(failure.BytePositionInLine ?? 0) + 1}: {what[..end].TrimEnd('.', '|', ' ')}");
    }
}
