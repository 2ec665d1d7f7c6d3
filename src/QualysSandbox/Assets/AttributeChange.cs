namespace QualysSandbox.Assets;

/// <summary>What a request does to the custom attributes of each of its assets.</summary>
/// <param name="Operation">What is done with the keys.</param>
/// <param name="Attributes">The keys, each once, and their values; the values mean nothing to a removal.</param>
internal sealed record AttributeChange(AttributeOperation Operation, IReadOnlyDictionary<string, string> Attributes)
{
    public Dictionary<string, string> ApplyTo(IReadOnlyDictionary<string, string> before, bool addOnlyNew)
    {
        var after = new Dictionary<string, string>(before, StringComparer.Ordinal);
        foreach ((string key, string value) in Attributes)
        {
            switch (Operation)
            {
                case AttributeOperation.Remove:
                    after.Remove(key);
                    break;
                case AttributeOperation.Add when !addOnlyNew || !after.ContainsKey(key):
                case AttributeOperation.Update when after.ContainsKey(key):
                    after[key] = value;
                    break;
            }
        }

        return after;
    }
}
