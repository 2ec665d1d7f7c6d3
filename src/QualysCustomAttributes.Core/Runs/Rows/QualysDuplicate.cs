using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>A row of an asset that stands in several rows of the export.</summary>
public sealed class QualysDuplicate
{
    private readonly AttributeSet _set;

    private QualysDuplicate(ulong assetId, long line, bool isKept, bool isConflicting, AttributeSet set, string databasePath)
    {
        AssetId = assetId;
        Line = line;
        IsKept = isKept;
        IsConflicting = isConflicting;
        _set = set;
        DatabasePath = databasePath;
    }

    /// <summary>The Qualys asset id.</summary>
    public ulong AssetId { get; }

    /// <summary>The line of the export at which the row starts, from 1.</summary>
    public long Line { get; }

    /// <summary>Whether the row is the one that counts. Of an asset whose rows disagree none does.</summary>
    public bool IsKept { get; }

    /// <summary>Whether the rows of the asset disagree.</summary>
    public bool IsConflicting { get; }

    /// <summary>The attributes that the row has a value for, in the contract's order.</summary>
    public IReadOnlyDictionary<string, string> Attributes => _set.Attributes;

    /// <summary>The run database.</summary>
    public string DatabasePath { get; }

    /// <summary>Reads the rows of assets that stand in several, in the order of the export.</summary>
    /// <param name="databasePath">The run database, which is opened to be read alone.</param>
    /// <param name="assetIds">The assets that are asked for; all where none is.</param>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static IEnumerable<QualysDuplicate> Read(string databasePath, params ulong[] assetIds) => RunRows.Read(
        databasePath,
        $"""
            SELECT d.record_id, r.qualys_id, r.line, d.is_kept, d.is_conflicting, r.attribute_set_id
            FROM duplicate_record d CROSS JOIN axonius_record r ON r.record_id = d.record_id
            WHERE d.record_id > ?1 AND {RunRows.IsAsset("r.qualys_id", assetIds)} ORDER BY d.record_id LIMIT ?2
            """,
        (database, row) => new QualysDuplicate(
            row.AssetId(1), row.Int64(2), row.Int64(3) != 0, row.Int64(4) != 0, database.Records.GetSet(row.Int32(5)), database.Path));

    /// <summary>Finds what became of a record that stands in several rows; <see langword="null"/> of one that stands alone.</summary>
    internal static QualysDuplicate? Find(RunDatabase database, StoredRecord record)
    {
        using Statement select = database.Prepare("SELECT is_kept, is_conflicting FROM duplicate_record WHERE record_id = ?1");
        return select.Bind(1, record.RecordId).Step()
            ? new QualysDuplicate(
                record.AssetId, record.Line, select.Int64(0) != 0, select.Int64(1) != 0, database.Records.GetSet(record.AttributeSetId), database.Path)
            : null;
    }

    /// <summary>The row in a sentence.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        $"asset {AssetId} in line {Line}: {(IsKept ? "counts" : IsConflicting ? "left out, as its rows disagree" : "left out")}";
}
