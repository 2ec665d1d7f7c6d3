using System.Collections.ObjectModel;

namespace QualysCustomAttributes;

/// <summary>
/// Values by their keys, in the order of the contract, which nobody can change. Keys know no case, as those of a contract; only where two
/// of them differ in nothing else do they. Their text is that of all of them, so that a column of a CSV file can be read.
/// </summary>
internal sealed class AttributeValues : ReadOnlyDictionary<string, string>
{
    private AttributeValues(Dictionary<string, string> values)
        : base(values)
    {
    }

    /// <summary>Makes such values.</summary>
    /// <param name="values">The values in their order; no key stands twice.</param>
    public static AttributeValues Of(IReadOnlyCollection<KeyValuePair<string, string>> values)
    {
        var regardless = new Dictionary<string, string>(values.Count, StringComparer.OrdinalIgnoreCase);
        return new AttributeValues(values.All(value => regardless.TryAdd(value.Key, value.Value)) ? regardless : new Dictionary<string, string>(values));
    }

    /// <summary>The attributes that have a value, as <c>Key=Value</c>, parted by semicolons.</summary>
    public override string ToString() =>
        string.Join("; ", this.Where(each => each.Value.Length > 0).Select(each => ShownText.Line($"{each.Key}={each.Value}")));
}
