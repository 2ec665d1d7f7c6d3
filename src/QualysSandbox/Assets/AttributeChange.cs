namespace QualysSandbox.Assets;

/// <summary>What a request does to the custom attributes of each of its assets.</summary>
/// <param name="Operation">What is done with the keys.</param>
/// <param name="Attributes">The keys, each once, and their values; the values mean nothing to a removal.</param>
internal sealed record AttributeChange(AttributeOperation Operation, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>What an asset has behind it.</summary>
    /// <param name="before">What it was given before.</param>
    /// <param name="addOnlyNew">Whether adding leaves a key alone that is there.</param>
    /// <param name="isMadeUp">Whether the asset was made up with a key.</param>
    public Dictionary<string, string> ApplyTo(IReadOnlyDictionary<string, string> before, bool addOnlyNew, Predicate<string> isMadeUp)
    {
        var after = new Dictionary<string, string>(before, StringComparer.Ordinal);
        foreach ((string key, string value) in Attributes)
        {
            switch (Operation)
            {
                case AttributeOperation.Remove:
                    after.Remove(key);
                    break;
                case AttributeOperation.Add when !addOnlyNew || !IsThere(key):
                case AttributeOperation.Update when IsThere(key):
                    after[key] = value;
                    break;
            }
        }

        return after;

        bool IsThere(string key) => after.ContainsKey(key) || isMadeUp(key);
    }
}
