using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Verifying;

/// <summary>Takes from an asset what it has under the keys of what is wanted of it.</summary>
internal static class FoundValues
{
    /// <summary>Reads the values under some keys; null for a key that the asset does not have.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="wanted">What is wanted of it.</param>
    public static ValueSet Of(QualysAsset asset, ValueSet wanted)
    {
        Dictionary<string, string?> found = wanted.Values.Keys.ToDictionary(key => key, _ => (string?)null, StringComparer.Ordinal);
        foreach (QualysAttributeValue attribute in asset.CustomAttributes)
        {
            if (attribute.Key is { } key && found.TryGetValue(key, out string? before)
                && AttributeOwner.Counts(attribute.Value, attribute.ConnectorName, before is not null))
            {
                found[key] = attribute.Value;
            }
        }

        return ValueSet.Of(found);
    }
}
