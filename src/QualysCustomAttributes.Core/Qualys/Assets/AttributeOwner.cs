namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>Whose a custom attribute is, as the inventory names it.</summary>
internal static class AttributeOwner
{
    // What the Qualys API writes is laid to this one, where Qualys names one at all.
    private const string Ours = "Qualys";

    /// <summary>Whether it is not laid to another connector.</summary>
    /// <param name="connectorName">Who set it, or <see langword="null"/> where that is not said.</param>
    public static bool IsOurs(string? connectorName) =>
        string.IsNullOrEmpty(connectorName) || connectorName.Equals(Ours, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a value takes the place of one that was found before under the same key: an empty one is none, and ours counts.</summary>
    public static bool Counts(string? value, string? connectorName, bool isAnyBefore) =>
        !string.IsNullOrEmpty(value) && (!isAnyBefore || IsOurs(connectorName));
}
