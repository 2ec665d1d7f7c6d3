using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>The groups of payloads with the same attributes, and the records that were left out as duplicates.</summary>
internal sealed class GroupTable(RunDatabase database)
{
    /// <summary>Takes a group's number and the list of its ids, as the table has it; valid until it returns.</summary>
    public delegate void TakeIds(int groupNumber, ReadOnlySpan<byte> assetIds);

    private Statement? _insertGroup;
    private Statement? _insertDuplicate;

    public void InsertDuplicate(long recordId, bool isKept, bool isConflicting)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insertDuplicate ??= database.Prepare("INSERT INTO duplicate_record (record_id, is_kept, is_conflicting) VALUES (?1, ?2, ?3)");
            _insertDuplicate.Bind(1, recordId).Bind(2, isKept ? 1 : 0).Bind(3, isConflicting ? 1 : 0).Execute();
        }
    }

    public void Insert(int groupNumber, int attributeSetId, ArraySegment<ulong> assetIds, QualysFunction? function = null)
    {
        byte[] ids = AssetIdList.Format(assetIds);
        lock (database.Gate)
        {
            database.BeginRow();
            _insertGroup ??= database.Prepare(
                "INSERT INTO payload_group (group_number, attribute_set_id, count_asset_ids, asset_ids, function) VALUES (?1, ?2, ?3, ?4, ?5)");
            _insertGroup.Bind(1, groupNumber).Bind(2, attributeSetId).Bind(3, assetIds.Count).Bind(4, ids)
                .Bind(5, function?.ToRequestName()).Execute();
        }
    }

    /// <summary>Reads the attribute sets in the order in which their groups are numbered: by the text of the attribute list.</summary>
    public IEnumerable<int> ReadSetsInGroupOrder()
    {
        using Statement select = database.Prepare("SELECT attribute_set_id FROM attribute_list ORDER BY payload_custom_attributes");
        while (select.Step())
        {
            yield return select.Int32(0);
        }
    }

    /// <summary>Reads each group's number and the list of its ids, as the table has it.</summary>
    public void ReadIds(TakeIds take)
    {
        using Statement select = database.Prepare("SELECT group_number, asset_ids FROM payload_group ORDER BY group_number");
        while (select.Step())
        {
            take(select.Int32(0), select.Utf8(1));
        }
    }

    /// <summary>Reads the numbers of the groups.</summary>
    public IReadOnlyList<int> ReadNumbers()
    {
        using Statement select = database.Prepare("SELECT group_number FROM payload_group ORDER BY group_number");
        var numbers = new List<int>();
        while (select.Step())
        {
            numbers.Add(select.Int32(0));
        }

        return numbers;
    }

    /// <summary>Whether a group never came to the split.</summary>
    public bool AnyWithoutBatches() => database.Scalar(
        "SELECT EXISTS (SELECT 1 FROM payload_group WHERE group_number NOT IN (SELECT group_number FROM payload_batch))") == 1;

    /// <summary>Reads the rows of the first ids that stand in several, by id and line.</summary>
    /// <param name="atMost">How many ids.</param>
    public IEnumerable<DuplicateRow> ReadDuplicates(int atMost)
    {
        using Statement select = database.Prepare(
            """
            WITH repeated AS (
                SELECT r.qualys_id, r.line, d.is_kept, d.is_conflicting
                FROM duplicate_record d CROSS JOIN axonius_record r ON r.record_id = d.record_id)
            SELECT qualys_id, line, is_kept, is_conflicting FROM repeated
            WHERE qualys_id IN (SELECT DISTINCT qualys_id FROM repeated ORDER BY qualys_id LIMIT ?1) ORDER BY qualys_id, line
            """);
        select.Bind(1, atMost);
        while (select.Step())
        {
            yield return new DuplicateRow(select.AssetId(0), select.Int64(1), select.Int64(2) == 1, select.Int64(3) == 1);
        }
    }

    public IEnumerable<GroupRow> Read()
    {
        using Statement select = database.Prepare(
            "SELECT group_number, attribute_set_id, asset_ids, function FROM payload_group ORDER BY group_number");
        while (select.Step())
        {
            yield return new GroupRow(
                select.Int32(0), select.Int32(1), AssetIdList.Parse(select.Utf8(2), database), StoredName.ReadGroupFunction(select, 3, database));
        }
    }
}

/// <summary>A row of an id that stands in several.</summary>
/// <param name="AssetId">The id.</param>
/// <param name="Line">The line of the export.</param>
/// <param name="IsKept">Whether this is the row that counts.</param>
/// <param name="IsConflicting">Whether the rows of the id disagree.</param>
internal readonly record struct DuplicateRow(ulong AssetId, long Line, bool IsKept, bool IsConflicting);

/// <summary>A group as the database has it.</summary>
/// <param name="GroupNumber">Its number.</param>
/// <param name="AttributeSetId">The number of its attribute set.</param>
/// <param name="AssetIds">Its assets, in the order of the export.</param>
/// <param name="Function">Its function, where it has one of its own.</param>
internal readonly record struct GroupRow(int GroupNumber, int AttributeSetId, ulong[] AssetIds, QualysFunction? Function);
