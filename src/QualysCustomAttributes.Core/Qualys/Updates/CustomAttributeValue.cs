namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>A custom attribute of a Qualys asset.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value, never empty in a payload.</param>
public sealed record CustomAttributeValue(string Key, string Value)
{
    /// <summary>The attribute as <c>Key=Value</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ShownText.Line($"{Key}={Value}");
}
