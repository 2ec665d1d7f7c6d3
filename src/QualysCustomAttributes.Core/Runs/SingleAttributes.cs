using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>The sets that have one attribute alone, by its key and value.</summary>
internal sealed class SingleAttributes
{
    private readonly Dictionary<(int Position, string Value), int> _sets = [];
    private readonly Func<int, string, int> _make;

    private SingleAttributes(Func<int, string, int> make) => _make = make;

    /// <summary>Sets that are written where they are new.</summary>
    public static SingleAttributes Writing(RunDatabase database) => new((position, value) =>
        database.Sets.FindOrAdd([.. database.Contract.Keys.Select((_, i) => i == position ? value : "")]));

    /// <summary>The sets that groups have, and no others.</summary>
    public static SingleAttributes OfGroups(RunDatabase database)
    {
        var found = new SingleAttributes((position, _) => throw RunDatabaseException.PlanChanged(
            database.Path, $"none of its groups has a value of {ShownText.Name(database.Contract.Keys[position])} that its records have"));
        using Statement select = database.Prepare("SELECT DISTINCT attribute_set_id FROM payload_group");
        while (select.Step())
        {
            int set = select.Int32(0);
            IReadOnlyList<string> values = database.Records.LoadSet(set).Values;
            if (values.Count(value => value.Length > 0) == 1)
            {
                int position = values.ToList().FindIndex(value => value.Length > 0);
                found._sets.TryAdd((position, values[position]), set);
            }
        }

        return found;
    }

    /// <summary>The number of the set with a value under a key.</summary>
    /// <param name="position">The key's place in the contract, from 0.</param>
    /// <param name="value">The value.</param>
    public int Of(int position, string value)
    {
        if (!_sets.TryGetValue((position, value), out int set))
        {
            set = _make(position, value);
            _sets.Add((position, value), set);
        }

        return set;
    }
}
