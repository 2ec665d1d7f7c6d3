using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>
/// Sets of custom attributes, each of which stands once however many assets have it. A set is known by SHA-256 over its entries, in
/// their order.
/// </summary>
internal sealed class CustomAttributeSets
{
    /// <summary>A cell that is NULL, as its length says it.</summary>
    private const int Null = -1;

    private const int CellsOfEntry = 3;
    private const int MostKept = 100_000;

    private readonly Statement _find;
    private readonly Statement _insert;
    private readonly Statement _insertEntry;
    private readonly ArrayBufferWriter<byte> _entries = new(1024);
    private readonly Dictionary<UInt128, long> _known = [];

    public CustomAttributeSets(SqliteFile file)
    {
        _find = file.Prepare("SELECT set_id FROM custom_attribute_set WHERE content = ?1");
        _insert = file.Prepare("INSERT INTO custom_attribute_set (content) VALUES (?1) RETURNING set_id");
        _insertEntry = file.Prepare(
            "INSERT INTO custom_attribute_entry (set_id, place, key, value, connectorName) VALUES (?1, ?2, ?3, ?4, ?5)");
    }

    /// <summary>Begins a set.</summary>
    public void Begin() => _entries.ResetWrittenCount();

    /// <summary>Adds a cell; three of them are an entry.</summary>
    public void Add(ReadOnlySpan<byte> cell)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_entries.GetSpan(sizeof(int)), cell.Length);
        _entries.Advance(sizeof(int));
        _entries.Write(cell);
    }

    /// <summary>Adds a cell that is NULL.</summary>
    public void AddNull()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_entries.GetSpan(sizeof(int)), Null);
        _entries.Advance(sizeof(int));
    }

    /// <summary>Finds the set of what was added, and writes it where it is new.</summary>
    /// <returns>Its number, or <see langword="null"/> where nothing was added.</returns>
    public long? End()
    {
        if (_entries.WrittenCount == 0)
        {
            return null;
        }

        Span<byte> content = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_entries.WrittenSpan, content);
        UInt128 start = BinaryPrimitives.ReadUInt128BigEndian(content);
        if (_known.TryGetValue(start, out long known))
        {
            return known;
        }

        if (_known.Count >= MostKept)
        {
            _known.Clear();
        }

        long number = Find(content) ?? Insert(content);
        _known.Add(start, number);
        return number;
    }

    private long? Find(ReadOnlySpan<byte> content)
    {
        long? number = _find.BindBlob(1, content).Step() ? _find.Int64(0) : null;
        _find.Reset();
        return number;
    }

    private long Insert(ReadOnlySpan<byte> content)
    {
        _insert.BindBlob(1, content).Step();
        long number = _insert.Int64(0);
        _insert.Reset();
        ReadOnlySpan<byte> rest = _entries.WrittenSpan;
        for (int place = 0; !rest.IsEmpty; place++)
        {
            _insertEntry.Bind(1, number).Bind(2, place);
            for (int cell = 0; cell < CellsOfEntry; cell++)
            {
                int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
                rest = rest[sizeof(int)..];
                if (length == Null)
                {
                    _insertEntry.BindNull(cell + 3);
                    continue;
                }

                _insertEntry.Bind(cell + 3, rest[..length]);
                rest = rest[length..];
            }

            _insertEntry.Execute();
        }

        return number;
    }
}
