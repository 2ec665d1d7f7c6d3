using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Planning;

/// <summary>The custom attributes one asset is to have: those of its record that have a value.</summary>
public sealed class QualysAttributePayload
{
    internal QualysAttributePayload(AxoniusRecord record) => Record = record;

    /// <summary>The Qualys asset id.</summary>
    public ulong AssetId => Record.AssetId;

    /// <summary>The line of the export at which the asset's row starts, from 1.</summary>
    public long Line => Record.Line;

    /// <summary>The attributes with a value, in the contract's order; empty where the asset has none, and then it is not sent.</summary>
    public IReadOnlyList<CustomAttributeValue> Attributes => Record.Set.NonEmpty;

    /// <summary>The run database in which the payload is kept; the next stage goes on there.</summary>
    public string DatabasePath => Record.DatabasePath;

    internal AxoniusRecord Record { get; }
}
