using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>The sets of values of a ledger, each of which stands once.</summary>
internal sealed class ValueSetTable(SqliteFile file)
{
    private const int MostKept = 100_000;

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Set, long Change), long> _changed = [];
    private Statement? _find;
    private Statement? _insert;
    private Statement? _select;

    /// <summary>Finds the number of a set, which is written where it is new.</summary>
    public long FindOrAdd(ValueSet set)
    {
        string content = set.ToContent();
        if (_numbers.TryGetValue(content, out long known))
        {
            return known;
        }

        _find ??= file.Prepare("SELECT set_id FROM value_set WHERE content = ?1");
        long? number = _find.Bind(1, content).Step() ? _find.Int64(0) : null;
        _find.Reset();
        if (number is null)
        {
            _insert ??= file.Prepare("INSERT INTO value_set (content) VALUES (?1) RETURNING set_id");
            _insert.Bind(1, content).Step();
            number = _insert.Int64(0);
            _insert.Reset();
        }

        if (_numbers.Count >= MostKept)
        {
            _numbers.Clear();
        }

        _numbers[content] = number.Value;
        return number.Value;
    }

    /// <summary>Finds the number of a set after a change, which is written where it is new.</summary>
    /// <param name="set">The set before, by its number; 0 for none.</param>
    /// <param name="change">The change, by its number.</param>
    public long Change(long set, long change)
    {
        if (!_changed.TryGetValue((set, change), out long number))
        {
            if (_changed.Count >= MostKept)
            {
                _changed.Clear();
            }

            number = FindOrAdd((set == 0 ? ValueSet.Empty : Read(set)).With(Read(change)));
            _changed.Add((set, change), number);
        }

        return number;
    }

    /// <summary>Reads a set.</summary>
    /// <param name="number">Its number.</param>
    /// <exception cref="LedgerException">There is none of this number, or it is not as this product writes it.</exception>
    public ValueSet Read(long number)
    {
        _select ??= file.Prepare("SELECT content FROM value_set WHERE set_id = ?1");
        bool isThere = _select.Bind(1, number).Step();
        ValueSet? set = isThere ? ValueSet.Parse(_select.Utf8(0)) : null;
        _select.Reset();
        return set ?? throw LedgerException.NotTrusted(file.Path, $"its set of values {number} is missing or no set");
    }

    /// <summary>Forgets what was written since the last commit, for that was taken back.</summary>
    public void Forget()
    {
        _numbers.Clear();
        _changed.Clear();
    }
}
