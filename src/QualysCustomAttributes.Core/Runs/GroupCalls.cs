using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>How many calls a plan takes, grouped one way and the other, and which of them is taken for each function.</summary>
internal static class GroupCalls
{
    /// <summary>What stands for the function of a plain run, which may not be known when groups are made.</summary>
    public const QualysFunction PlainFunction = QualysFunction.Add;

    /// <summary>Counts the calls of each way and keeps the counts with the way that is taken.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="counts">How many payloads there are of each attribute set and function.</param>
    /// <param name="grouping">What was asked for.</param>
    /// <param name="batchSize">How many assets a batch has at most.</param>
    /// <returns>The way for each function.</returns>
    public static IReadOnlyDictionary<QualysFunction, PayloadGrouping> Choose(
        RunDatabase database,
        IReadOnlyDictionary<(int Set, QualysFunction? Function), long> counts,
        PayloadGrouping grouping,
        int batchSize)
    {
        Dictionary<QualysFunction, long> bySet = CountBySet(database, counts, batchSize);
        Dictionary<QualysFunction, long> byAttribute = CountByAttribute(database, counts, batchSize);
        using Statement insert = database.Prepare("INSERT INTO plan_calls (function, group_by, count_calls, is_taken) VALUES (?1, ?2, ?3, ?4)");
        var taken = new Dictionary<QualysFunction, PayloadGrouping>();
        foreach ((QualysFunction function, long calls) in bySet.OrderBy(each => each.Key))
        {
            PayloadGrouping way = grouping != PayloadGrouping.Auto ? grouping
                : byAttribute[function] < calls ? PayloadGrouping.Attribute
                : PayloadGrouping.AttributeSet;
            taken.Add(function, way);
            foreach ((PayloadGrouping each, long count) in new[] { (PayloadGrouping.AttributeSet, calls), (PayloadGrouping.Attribute, byAttribute[function]) })
            {
                database.BeginRow();
                insert.Bind(1, function.ToRequestName()).Bind(2, each.ToString()).Bind(3, count).Bind(4, each == way ? 1 : 0).Execute();
            }
        }

        return taken;
    }

    /// <summary>Reads the way that was taken for each function; none where calls were not counted, for then it is by attribute set.</summary>
    public static IReadOnlyDictionary<QualysFunction, PayloadGrouping> ReadTaken(RunDatabase database) =>
        Read(database).Where(each => each.IsTaken).ToDictionary(each => each.Function, each => each.GroupBy);

    /// <summary>Reads the calls of each way.</summary>
    public static IReadOnlyList<GroupCallsRow> Read(RunDatabase database)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                "SELECT function, group_by, count_calls, is_taken FROM plan_calls ORDER BY function, count_calls, group_by DESC");
            var rows = new List<GroupCallsRow>();
            while (select.Step())
            {
                rows.Add(new GroupCallsRow(
                    StoredName.ReadFunction(select, 0, database), StoredName.Read<PayloadGrouping>(select, 1, database),
                    select.Int64(2), select.Int32(3) == 1));
            }

            return rows;
        }
    }

    private static Dictionary<QualysFunction, long> CountBySet(
        RunDatabase database, IReadOnlyDictionary<(int Set, QualysFunction? Function), long> counts, int batchSize)
    {
        GroupPlaces places = GroupPlaces.Of(
            database, counts.Keys, new Dictionary<QualysFunction, PayloadGrouping>(), SingleAttributes.OfGroups(database));
        long[] assets = new long[places.Groups.Count];
        foreach (((int, QualysFunction?) payload, long count) in counts)
        {
            assets[places.Of(payload)[0]] += count;
        }

        return places.Groups.Select((group, place) => (Function: group.Function ?? PlainFunction, Calls: (assets[place] + batchSize - 1) / batchSize))
            .GroupBy(each => each.Function).ToDictionary(each => each.Key, each => each.Sum(group => group.Calls));
    }

    // By SQLite, which spills to the disk where nearly every value stands once.
    private static Dictionary<QualysFunction, long> CountByAttribute(
        RunDatabase database, IReadOnlyDictionary<(int Set, QualysFunction? Function), long> counts, int batchSize)
    {
        database.Execute("CREATE TEMP TABLE IF NOT EXISTS counted_set (attribute_set_id INTEGER, function TEXT, n INTEGER); DELETE FROM temp.counted_set");
        using (Statement insert = database.Prepare("INSERT INTO temp.counted_set VALUES (?1, ?2, ?3)"))
        {
            foreach (((int set, QualysFunction? function), long count) in counts)
            {
                insert.Bind(1, set).Bind(2, (function ?? PlainFunction).ToRequestName()).Bind(3, count).Execute();
            }
        }

        var calls = new Dictionary<QualysFunction, long>();
        foreach (string key in database.Contract.Keys.Select(SqlName.Quote))
        {
            using Statement select = database.Prepare(
                $"""
                 SELECT function, SUM((n + ?1 - 1) / ?1) FROM (
                     SELECT c.function, SUM(c.n) AS n FROM temp.counted_set c CROSS JOIN attribute_set s ON s.attribute_set_id = c.attribute_set_id
                     WHERE s.{key} <> '' GROUP BY c.function, s.{key}) GROUP BY function
                 """);
            select.Bind(1, batchSize);
            while (select.Step())
            {
                QualysFunction function = StoredName.ReadFunction(select, 0, database);
                calls[function] = calls.GetValueOrDefault(function) + select.Int64(1);
            }
        }

        return calls;
    }
}

/// <summary>How many calls the assets of a function take, grouped one way.</summary>
/// <param name="Function">The function; <see cref="GroupCalls.PlainFunction"/> in a plain run.</param>
/// <param name="GroupBy">The way.</param>
/// <param name="Calls">How many calls.</param>
/// <param name="IsTaken">Whether it is the way that is taken.</param>
internal readonly record struct GroupCallsRow(QualysFunction Function, PayloadGrouping GroupBy, long Calls, bool IsTaken);
