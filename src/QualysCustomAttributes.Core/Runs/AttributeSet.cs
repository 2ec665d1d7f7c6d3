using System.Collections.ObjectModel;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Runs;

/// <summary>The values of one row of the export; all assets with the same values share one.</summary>
internal sealed class AttributeSet
{
    private readonly string[] _values;
    private AttributeValues? _all;
    private AttributeValues? _attributes;
    private ReadOnlyCollection<CustomAttributeValue>? _nonEmpty;

    public AttributeSet(int id, IReadOnlyList<string> keys, string[] values, string databaseId)
    {
        Id = id;
        DatabaseId = databaseId;
        Keys = keys;
        _values = values;
    }

    public int Id { get; }

    /// <summary>The database it belongs to, by its identity: another one may have the same path by now.</summary>
    public string DatabaseId { get; }

    public IReadOnlyList<string> Keys { get; }

    /// <summary>The values, in the contract's order, empty ones included.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>Every key of the contract with its value, empty ones included.</summary>
    public AttributeValues All => _all ??= AttributeValues.Of([.. Keys.Zip(_values, KeyValuePair.Create)]);

    /// <summary>What is sent, by key.</summary>
    public AttributeValues Attributes =>
        _attributes ??= AttributeValues.Of([.. NonEmpty.Select(each => KeyValuePair.Create(each.Key, each.Value))]);

    /// <summary>What is sent: the attributes that have a value, in the contract's order.</summary>
    public IReadOnlyList<CustomAttributeValue> NonEmpty => _nonEmpty ??=
        Keys.Select((key, i) => new CustomAttributeValue(key, _values[i])).Where(attribute => attribute.Value.Length > 0).ToArray().AsReadOnly();
}
