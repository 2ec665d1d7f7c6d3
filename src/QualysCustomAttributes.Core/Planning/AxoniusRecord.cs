using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>One asset of the export: a Qualys asset id with its cleaned values. A row with several ids gives several records.</summary>
public sealed class AxoniusRecord
{
    internal AxoniusRecord(long recordId, ulong assetId, long line, AttributeSet set, string databasePath)
    {
        RecordId = recordId;
        AssetId = assetId;
        Line = line;
        Set = set;
        DatabasePath = databasePath;
    }

    /// <summary>The Qualys asset id (CSAM's, not the host id).</summary>
    public ulong AssetId { get; }

    /// <summary>The line of the export at which the row starts, from 1.</summary>
    public long Line { get; }

    /// <summary>Every key of the contract with its cleaned value; empty where the export has none.</summary>
    public IReadOnlyDictionary<string, string> Attributes => Set.All;

    /// <summary>The run database in which the record is kept; the next stage goes on there.</summary>
    public string DatabasePath { get; }

    internal long RecordId { get; }

    internal AttributeSet Set { get; }

    /// <summary>The record in a few words.</summary>
    /// <returns>As <c>asset 1500000001 in line 5: Business=Retail; SLA=Gold</c>.</returns>
    public override string ToString() => $"asset {AssetId} in line {Line}: {AttributeWords.Of(null, Attributes)}";
}
