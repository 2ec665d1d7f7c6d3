using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>The records of the export and the attribute sets they share.</summary>
internal sealed class RecordTable(RunDatabase database)
{
    private const int SetsKept = 20_000;

    private readonly Dictionary<int, AttributeSet> _sets = [];
    private Statement? _insertRecord;
    private Statement? _selectSet;
    private long _lastRecordId;

    /// <summary>Writes an attribute set.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="values">The cleaned values in the contract's order, each ended by <see cref="AxoniusCsvReader.ValueEnd"/>.</param>
    public void InsertSet(int number, ReadOnlySpan<byte> values)
    {
        lock (database.Gate)
        {
            database.Sets.Insert(number, values);
        }
    }

    /// <summary>Writes a record and gives its number; records are numbered from 1 in the order of the export.</summary>
    public long Insert(ulong assetId, long line, int attributeSetId)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insertRecord ??= database.Prepare(
                "INSERT INTO axonius_record (record_id, qualys_id, line, attribute_set_id) VALUES (?1, ?2, ?3, ?4)");
            _insertRecord.Bind(1, ++_lastRecordId).BindAssetId(2, assetId).Bind(3, line).Bind(4, attributeSetId).Execute();
            return _lastRecordId;
        }
    }

    /// <summary>Reads an attribute set by its number; many assets share the object.</summary>
    public AttributeSet GetSet(int attributeSetId)
    {
        lock (database.Gate)
        {
            return _sets.TryGetValue(attributeSetId, out AttributeSet? set) ? set : Keep(LoadSet(attributeSetId));
        }
    }

    /// <summary>An attribute set whose values are at hand; many assets share the object.</summary>
    /// <param name="attributeSetId">Its number.</param>
    /// <param name="values">Its values, as <see cref="InsertSet"/> takes them.</param>
    public AttributeSet GetSet(int attributeSetId, ReadOnlySpan<byte> values)
    {
        lock (database.Gate)
        {
            return _sets.TryGetValue(attributeSetId, out AttributeSet? set) ? set : Keep(ReadSet(attributeSetId, values));
        }
    }

    /// <summary>Reads an attribute set that is needed once.</summary>
    public AttributeSet LoadSet(int attributeSetId)
    {
        lock (database.Gate)
        {
            _selectSet ??= database.Prepare($"SELECT {string.Join(", ", KeyColumns())} FROM attribute_set WHERE attribute_set_id = ?1");
            _selectSet.Bind(1, attributeSetId);
            string[] values = new string[database.Contract.Keys.Count];
            if (!_selectSet.Step())
            {
                throw RunDatabaseException.NotTrusted(database.Path, $"it has no attributes under the number {attributeSetId}");
            }

            for (int i = 0; i < values.Length; i++)
            {
                values[i] = _selectSet.Text(i);
            }

            _selectSet.Reset();
            return new AttributeSet(attributeSetId, database.Contract.Keys, values, database.Id);
        }
    }

    /// <summary>Finds the number of the set in which every value is empty, if an asset has it; there is at most one.</summary>
    public int? FindSetWithoutValues()
    {
        string isEmpty = string.Join(" AND ", KeyColumns().Select(column => $"{column} = ''"));
        long number = database.Scalar($"SELECT attribute_set_id FROM attribute_set WHERE {isEmpty}");
        return number == 0 ? null : (int)number;
    }

    /// <summary>Reads the records that a stage let through, in its order.</summary>
    /// <param name="stage">The stage; <see cref="ConnectorStage.Import"/> for all records.</param>
    public IEnumerable<StoredRecord> Read(ConnectorStage stage)
    {
        using Statement select = database.Prepare(stage == ConnectorStage.Import
            ? "SELECT record_id, qualys_id, line, attribute_set_id FROM axonius_record ORDER BY record_id"
            : $"""
               SELECT r.record_id, r.qualys_id, r.line, r.attribute_set_id
               FROM stage_range g CROSS JOIN axonius_record r ON r.record_id BETWEEN g.first_record_id AND g.last_record_id
               WHERE g.stage = '{stage}' ORDER BY g.sequence, r.record_id
               """);
        while (select.Step())
        {
            yield return new StoredRecord(select.Int64(0), select.AssetId(1), select.Int64(2), select.Int32(3));
        }
    }

    /// <summary>Finds the record of an asset by its line, for records are in the order of lines; <see langword="null"/> where that does not find it.</summary>
    public StoredRecord? FindAt(long line, ulong assetId)
    {
        using Statement lineOf = database.Prepare("SELECT line FROM axonius_record WHERE record_id = ?1");
        long first = RowSearch.First(database.Scalar("SELECT MAX(record_id) FROM axonius_record"), number =>
        {
            bool isBefore = lineOf.Bind(1, number).Step() && lineOf.Int64(0) < line;
            lineOf.Reset();
            return isBefore;
        });
        using Statement select = database.Prepare(
            "SELECT record_id, qualys_id, line, attribute_set_id FROM axonius_record WHERE record_id >= ?1 ORDER BY record_id");
        select.Bind(1, first);
        while (select.Step() && select.Int64(2) == line)
        {
            if (select.AssetId(1) == assetId)
            {
                return new StoredRecord(select.Int64(0), assetId, line, select.Int32(3));
            }
        }

        return null;
    }

    /// <summary>
    /// Reads the records of some assets, in the order of the export. All are gone through once: nothing is sorted by ids, and an index
    /// would cost every run more than that.
    /// </summary>
    public IEnumerable<StoredRecord> ReadOf(IReadOnlyCollection<ulong> assetIds)
    {
        using Statement select = database.Prepare(
            $"""
            SELECT record_id, qualys_id, line, attribute_set_id FROM axonius_record
            WHERE {RunRows.IsAsset("qualys_id", assetIds)} ORDER BY record_id
            """);
        while (select.Step())
        {
            yield return new StoredRecord(select.Int64(0), select.AssetId(1), select.Int64(2), select.Int32(3));
        }
    }

    /// <summary>Says of an asset that the plan does not have why, in words that follow "The plan has".</summary>
    public string ExplainAbsence(ulong assetId)
    {
        lock (database.Gate)
        {
            if (database.IsReconciled && database.Plan.Has(assetId))
            {
                return ExplainPlanned(assetId, database.Plan.FindActions(assetId).Letters);
            }

            using Statement select = database.Prepare(
                """
                SELECT MAX(d.is_kept = 0) FROM axonius_record r LEFT JOIN duplicate_record d ON d.record_id = r.record_id
                WHERE r.qualys_id = ?1 HAVING COUNT(*) > 0
                """);
            select.BindAssetId(1, assetId);
            return !select.Step() ? $"no asset {assetId}"
                : select.Int64(0) == 1 ? $"no asset {assetId}: it stands in several rows of the export and was left out as a duplicate"
                : $"no asset {assetId}: the export has it, and it came to no batch, as it has no values or was left out on the way";
        }
    }

    private static string ExplainPlanned(ulong assetId, string actions) =>
        actions.All(letter => letter == '=') ? $"nothing to do for the asset {assetId}: what Qualys is known to hold of it is as it should be"
            : actions.All(letter => letter is '=' or 'W') ? $"nothing to do for the asset {assetId}: what differs of it is withheld"
            : $"no batch with the asset {assetId}: its changes were left out on the way";

    /// <summary>Counts the records, and those with a value under each key in the contract's order.</summary>
    public (long Records, IReadOnlyList<long> Filled) CountFilled()
    {
        lock (database.Gate)
        {
            string filled = string.Concat(KeyColumns().Select(column => $", TOTAL(n.records * (s.{column} <> ''))"));
            using Statement select = database.Prepare(
                $"""
                SELECT TOTAL(n.records) {filled}
                FROM (SELECT attribute_set_id, COUNT(*) AS records FROM axonius_record GROUP BY attribute_set_id) n
                CROSS JOIN attribute_set s ON s.attribute_set_id = n.attribute_set_id
                """);
            select.Step();
            (long, IReadOnlyList<long>) counts =
                (select.Int64(0), [.. database.Contract.Keys.Select((_, i) => select.Int64(i + 1))]);
            select.Reset();
            return counts;
        }
    }

    /// <summary>How many records there are.</summary>
    public long Count() => database.Scalar("SELECT COUNT(*) FROM axonius_record");

    // Where nearly every asset has a set of its own, to keep them all would cost more than to read some again.
    private AttributeSet Keep(AttributeSet set)
    {
        if (_sets.Count >= SetsKept)
        {
            _sets.Clear();
        }

        _sets.Add(set.Id, set);
        return set;
    }

    private AttributeSet ReadSet(int number, ReadOnlySpan<byte> values)
    {
        string[] texts = new string[database.Contract.Keys.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            int end = values.IndexOf(AxoniusCsvReader.ValueEnd);
            texts[i] = Encoding.UTF8.GetString(values[..end]);
            values = values[(end + 1)..];
        }

        return new AttributeSet(number, database.Contract.Keys, texts, database.Id);
    }

    private IEnumerable<string> KeyColumns() => database.Contract.Keys.Select(SqlName.Quote);
}

/// <summary>A record as the database has it.</summary>
/// <param name="RecordId">Its number, from 1 in the order of the export.</param>
/// <param name="AssetId">The Qualys asset id.</param>
/// <param name="Line">The line of the export.</param>
/// <param name="AttributeSetId">The number of its attribute set.</param>
internal readonly record struct StoredRecord(long RecordId, ulong AssetId, long Line, int AttributeSetId);
