namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>A custom attribute of a Qualys asset.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value, never empty in a payload.</param>
internal sealed record CustomAttributeValue(string Key, string Value)
{
    // Without setters: what is reviewed cannot be edited on its way.

    /// <summary>The key.</summary>
    public string Key { get; } = Key;

    /// <summary>The value, never empty in a payload.</summary>
    public string Value { get; } = Value;

    /// <summary>The attribute as <c>Key=Value</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ShownText.Line($"{Key}={Value}");
}
