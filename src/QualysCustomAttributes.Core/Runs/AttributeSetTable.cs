using System.Buffers;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>Sets of values, each of which stands once: those of the export, and after them those that a plan needs beside them.</summary>
internal sealed class AttributeSetTable(RunDatabase database)
{
    private readonly Utf8KeyIndex _added = new();
    private readonly ArrayBufferWriter<byte> _values = new(1024);
    private int _before = -1;
    private Statement? _insert;

    /// <summary>Writes a set.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="values">Its values in the contract's order, each ended by <see cref="AxoniusCsvReader.ValueEnd"/>.</param>
    public void Insert(int number, ReadOnlySpan<byte> values)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insert ??= database.Prepare(
                $"INSERT INTO attribute_set VALUES (?1, {string.Join(", ", database.Contract.Keys.Select((_, i) => $"?{i + 2}"))})");
            _insert.Bind(1, number);
            for (int i = 0; i < database.Contract.Keys.Count; i++)
            {
                int end = values.IndexOf(AxoniusCsvReader.ValueEnd);
                _insert.Bind(i + 2, values[..end]);
                values = values[(end + 1)..];
            }

            _insert.Execute();
        }
    }

    /// <summary>Finds the number of a set of values beside those of the export, which is written where it is new.</summary>
    /// <param name="values">A value for each key of the contract, empty where it has none.</param>
    public int FindOrAdd(IReadOnlyList<string> values)
    {
        lock (database.Gate)
        {
            _values.ResetWrittenCount();
            foreach (string value in values)
            {
                int length = Encoding.UTF8.GetBytes(value, _values.GetSpan(Encoding.UTF8.GetMaxByteCount(value.Length) + 1));
                _values.Advance(length);
                _values.GetSpan(1)[0] = AxoniusCsvReader.ValueEnd;
                _values.Advance(1);
            }

            return FindOrAdd(_values.WrittenSpan);
        }
    }

    private int FindOrAdd(ReadOnlySpan<byte> values)
    {
        if (_before < 0)
        {
            _before = (int)database.Scalar("SELECT MAX(attribute_set_id) FROM attribute_set");
        }

        int number = _before + _added.FindOrAdd(values, out bool isNew);
        if (isNew)
        {
            Insert(number, values);
        }

        return number;
    }
}
