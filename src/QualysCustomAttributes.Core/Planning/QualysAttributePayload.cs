using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// The custom attributes one asset is to have: those of its record that have a value, or, where the plan was made by comparison, those
/// that are added, updated or removed.
/// </summary>
public sealed class QualysAttributePayload
{
    internal QualysAttributePayload(AxoniusRecord record)
        : this(record.RecordId, record.AssetId, record.Line, record.Set, record.DatabasePath)
    {
    }

    internal QualysAttributePayload(
        long number, ulong assetId, long line, AttributeSet set, string databasePath, QualysFunction? function = null)
    {
        Number = number;
        AssetId = assetId;
        Line = line;
        Set = set;
        DatabasePath = databasePath;
        Function = function;
    }

    /// <summary>The Qualys asset id.</summary>
    public ulong AssetId { get; }

    /// <summary>The line of the export at which the asset's row starts, from 1; 0 for an asset that the export does not have.</summary>
    public long Line { get; }

    /// <summary>The attributes with a value, in the contract's order; empty where the asset has none, and then it is not sent.</summary>
    public IReadOnlyDictionary<string, string> Attributes => Set.Attributes;

    /// <summary>
    /// What is done with them, where the plan was made by comparison; <see langword="null"/> where it is the same for all payloads.
    /// </summary>
    public QualysFunction? Function { get; }

    /// <summary>The run database in which the payload is kept; the next stage goes on there.</summary>
    public string DatabasePath { get; }

    /// <summary>The number of its record, or of its change.</summary>
    internal long Number { get; }

    internal AttributeSet Set { get; }

    /// <summary>The payload in a few words.</summary>
    /// <returns>As <c>asset 1500000001: Business=Retail; SLA=Gold</c>.</returns>
    public override string ToString() => $"asset {AssetId}: {AttributeWords.Of(Function, Attributes)}";
}
