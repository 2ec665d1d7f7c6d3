using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>The groups that the changes make which came to the grouping: the same attributes, and the same thing done with them.</summary>
internal static class ChangeGroups
{
    /// <summary>Makes the groups, in the order of their attributes' text and of the function.</summary>
    public static IEnumerable<GroupRow> Read(RunDatabase database, CancellationToken cancellationToken)
    {
        var places = new Dictionary<(int Set, QualysFunction Function), int>();
        List<(int Set, QualysFunction Function)> groups = FindGroups(database, places);
        var ids = new List<ulong>[groups.Count];
        using (Statement select = database.Prepare(
            """
            SELECT c.attribute_set_id, c.function, c.qualys_id
            FROM stage_range g CROSS JOIN payload_change c ON c.payload_id BETWEEN g.first_record_id AND g.last_record_id
            WHERE g.stage = 'Group' ORDER BY c.payload_id
            """))
        {
            for (long row = 0; select.Step(); row++)
            {
                if ((row & 0xFFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                int place = places[(select.Int32(0), StoredName.ReadFunction(select, 1, database))];
                (ids[place] ??= []).Add(select.AssetId(2));
            }
        }

        int number = 0;
        for (int place = 0; place < groups.Count; place++)
        {
            if (ids[place] is { } each)
            {
                yield return new GroupRow(++number, groups[place].Set, [.. each], groups[place].Function);
            }
        }
    }

    // Sets that read the same are the same, whatever their numbers.
    private static List<(int Set, QualysFunction Function)> FindGroups(
        RunDatabase database, Dictionary<(int Set, QualysFunction Function), int> places)
    {
        using Statement select = database.Prepare(
            """
            SELECT c.attribute_set_id, c.function, a.payload_custom_attributes
            FROM (SELECT DISTINCT attribute_set_id, function FROM payload_change) c
            JOIN attribute_list a ON a.attribute_set_id = c.attribute_set_id ORDER BY 3, 2
            """);
        var groups = new List<(int Set, QualysFunction Function)>();
        byte[] text = [];
        while (select.Step())
        {
            (int Set, QualysFunction Function) next = (select.Int32(0), StoredName.ReadFunction(select, 1, database));
            if (groups.Count == 0 || groups[^1].Function != next.Function || !select.Utf8(2).SequenceEqual(text))
            {
                groups.Add(next);
                text = select.Utf8(2).ToArray();
            }

            places.Add(next, groups.Count - 1);
        }

        return groups;
    }
}
