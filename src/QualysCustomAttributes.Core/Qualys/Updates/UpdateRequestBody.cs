using System.Globalization;
using System.Text;

namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>
/// Writes the body of a request out of checked parts: ids are numbers, the operator is IN, there is at least one asset and one
/// attribute, and the function is one of three. The text is what Python's json.dumps makes of it, as the reference connector sends it.
/// </summary>
internal static class UpdateRequestBody
{
    /// <summary>Writes a body.</summary>
    /// <exception cref="ArgumentException">There is no asset, an id is zero, or there is no attribute.</exception>
    public static string Of(QualysFunction function, IReadOnlyList<ulong> assetIds, IReadOnlyList<CustomAttributeValue> attributes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(assetIds.Count, nameof(assetIds));
        ArgumentOutOfRangeException.ThrowIfZero(attributes.Count, nameof(attributes));
        var body = new StringBuilder("{\"ServiceRequest\": {\"filters\": {\"Criteria\": [{\"field\": \"id\", \"operator\": \"IN\", \"value\": \"");
        for (int i = 0; i < assetIds.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfZero(assetIds[i], nameof(assetIds));
            body.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{assetIds[i]}");
        }

        body.Append("\"}]}, \"data\": {\"Asset\": {\"customAttributes\": {\"").Append(function.ToRequestName())
            .Append("\": {\"CustomAttribute\": [");
        for (int i = 0; i < attributes.Count; i++)
        {
            body.Append(i == 0 ? "" : ", ").Append("{\"key\": ");
            AppendText(body, attributes[i].Key);
            body.Append(", \"value\": ");
            AppendText(body, attributes[i].Value);
            body.Append('}');
        }

        return body.Append("]}}}}}}").ToString();
    }

    /// <summary>Writes a text as JSON has it, between quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2);
        AppendText(quoted, text);
        return quoted.ToString();
    }

    private static void AppendText(StringBuilder body, string text)
    {
        body.Append('"');
        foreach (char letter in text)
        {
            _ = letter switch
            {
                '"' => body.Append("\\\""),
                '\\' => body.Append("\\\\"),
                '\b' => body.Append("\\b"),
                '\f' => body.Append("\\f"),
                '\n' => body.Append("\\n"),
                '\r' => body.Append("\\r"),
                '\t' => body.Append("\\t"),
                < ' ' => body.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => body.Append(letter),
            };
        }

        body.Append('"');
    }
}
