using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>Which groups there are, in the order of their numbers, and to which of them the payloads of an attribute set come.</summary>
internal sealed class GroupPlaces
{
    private readonly Dictionary<(int Set, QualysFunction? Function), int[]> _places = [];
    private readonly List<(int Set, QualysFunction? Function)> _groups = [];

    private GroupPlaces()
    {
    }

    /// <summary>The attributes of each group, by the number of their set, and its function.</summary>
    public IReadOnlyList<(int Set, QualysFunction? Function)> Groups => _groups;

    /// <summary>Finds which groups there are.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="payloads">The attribute sets and functions of the payloads.</param>
    /// <param name="ways">How the payloads of a function are grouped; one that is not named by its attribute set.</param>
    /// <param name="singles">The sets of one attribute.</param>
    public static GroupPlaces Of(
        RunDatabase database,
        IEnumerable<(int Set, QualysFunction? Function)> payloads,
        IReadOnlyDictionary<QualysFunction, PayloadGrouping> ways,
        SingleAttributes singles)
    {
        var members = new Dictionary<(int Set, QualysFunction? Function), (int Set, QualysFunction? Function)[]>();
        foreach ((int set, QualysFunction? function) in payloads)
        {
            // A plain run has one function, which may not be known yet.
            bool isParted = ways.GetValueOrDefault(function ?? GroupCalls.PlainFunction) == PayloadGrouping.Attribute;
            members.Add((set, function), isParted ? [.. SetsOfOne(database, set, singles).Select(each => (each, function))] : [(set, function)]);
        }

        var places = new GroupPlaces();
        Dictionary<(int Set, QualysFunction? Function), int> numbers = places.Number(database, members.Values.SelectMany(each => each).Distinct());
        foreach (((int, QualysFunction?) payload, (int, QualysFunction?)[] groups) in members)
        {
            places._places.Add(payload, [.. groups.Select(group => numbers.TryGetValue(group, out int number) ? number
                : throw RunDatabaseException.NotTrusted(database.Path, $"it has no attributes under the number {group.Item1}"))]);
        }

        return places;
    }

    /// <summary>The groups that an asset comes to, by their places.</summary>
    public int[] Of(GroupedPayload payload) => _places[(payload.AttributeSetId, payload.Function)];

    /// <summary>The groups that the payloads of an attribute set come to, by their places.</summary>
    public int[] Of((int Set, QualysFunction? Function) payload) => _places[payload];

    private static IEnumerable<int> SetsOfOne(RunDatabase database, int set, SingleAttributes singles)
    {
        IReadOnlyList<string> values = database.Records.LoadSet(set).Values;
        for (int position = 0; position < values.Count; position++)
        {
            if (values[position].Length > 0)
            {
                yield return singles.Of(position, values[position]);
            }
        }
    }

    // Sorted by SQLite, which spills to the disk where there are many; sets that read the same are the same, whatever their numbers.
    private Dictionary<(int Set, QualysFunction? Function), int> Number(
        RunDatabase database, IEnumerable<(int Set, QualysFunction? Function)> groups)
    {
        database.Execute("CREATE TEMP TABLE IF NOT EXISTS grouped_set (attribute_set_id INTEGER, function TEXT); DELETE FROM temp.grouped_set");
        using (Statement insert = database.Prepare("INSERT INTO temp.grouped_set VALUES (?1, ?2)"))
        {
            foreach ((int set, QualysFunction? function) in groups)
            {
                insert.Bind(1, set).Bind(2, function?.ToRequestName()).Execute();
            }
        }

        var numbers = new Dictionary<(int Set, QualysFunction? Function), int>();
        using Statement select = database.Prepare(
            """
            SELECT c.attribute_set_id, c.function, a.payload_custom_attributes
            FROM temp.grouped_set c CROSS JOIN attribute_list a ON a.attribute_set_id = c.attribute_set_id ORDER BY 3, 2, 1
            """);
        byte[] text = [];
        while (select.Step())
        {
            (int Set, QualysFunction? Function) next = (select.Int32(0), StoredName.ReadGroupFunction(select, 1, database));
            if (_groups.Count == 0 || _groups[^1].Function != next.Function || !select.Utf8(2).SequenceEqual(text))
            {
                _groups.Add(next);
                text = select.Utf8(2).ToArray();
            }

            numbers.Add(next, _groups.Count - 1);
        }

        return numbers;
    }
}
