using System.Text;
using System.Text.Json;

namespace QualysCustomAttributes.Inventory;

/// <summary>Takes an asset apart into cells that lie in the page, without an object for any of them.</summary>
internal sealed class AssetReader
{
    /// <summary>How many cells an entry of the software list has.</summary>
    public const int SoftwareCells = 11;

    private const int FullName = 0;
    private const int FirstOfLifecycle = 4;

    private readonly AssetColumns _columns;
    private readonly Dictionary<int, (byte[] Name, int Place)[]> _flattened = [];
    private readonly int _software;
    private readonly int _system;
    private JsonCell[] _cells = new JsonCell[128];
    private JsonCell[] _softwareCells = new JsonCell[SoftwareCells * 256];

    public AssetReader(AssetColumns columns)
    {
        _columns = columns;
        _software = columns.PlaceOf("softwareListData");
        _system = columns.PlaceOf("operatingSystem");
        foreach ((string field, (string Name, string Column)[] members) in InventorySchema.Flattened)
        {
            _flattened[columns.PlaceOf(field)] = [.. members.Select(member => (Encoding.UTF8.GetBytes(member.Name), columns.PlaceOf(member.Column)))];
        }
    }

    /// <summary>How many entries the software list has.</summary>
    public int SoftwareCount { get; private set; }

    /// <summary>The operating system's name.</summary>
    public JsonCell SystemName { get; private set; }

    /// <summary>Gives the cell of a column.</summary>
    public JsonCell this[int place] => place < _cells.Length ? _cells[place] : default;

    /// <summary>Gives the cells of an entry of the software list, in the order of the catalogue's columns without osName.</summary>
    public ReadOnlySpan<JsonCell> SoftwareAt(int number) => _softwareCells.AsSpan(number * SoftwareCells, SoftwareCells);

    /// <summary>Reads the asset at whose start the reader stands, and leaves the reader at its end.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        Array.Clear(_cells);
        SoftwareCount = 0;
        SystemName = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int place = reader.ValueIsEscaped ? _columns.Find(Encoding.UTF8.GetBytes(reader.GetString()!)) : _columns.Find(reader.ValueSpan);
            reader.Read();
            if (place < 0)
            {
                reader.Skip();
                continue;
            }

            if (place >= _cells.Length)
            {
                Array.Resize(ref _cells, Math.Max(place + 1, _cells.Length * 2));
            }

            _cells[place] = ReadField(place, ref reader);
        }
    }

    private JsonCell ReadField(int place, ref Utf8JsonReader reader)
    {
        if (place == _software)
        {
            return ReadSoftwareList(ref reader);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            JsonCell cell = JsonCell.Take(ref reader);
            SystemName = place == _system && cell.Kind == JsonTokenType.String ? cell : SystemName;
            return cell;
        }

        if (place == _system)
        {
            return ReadSystem(ref reader);
        }

        return _flattened.TryGetValue(place, out (byte[] Name, int Place)[]? members) ? ReadMembers(members, ref reader) : JsonCell.Take(ref reader);
    }

    private JsonCell ReadMembers((byte[] Name, int Place)[] members, ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int wanted = -1;
            for (int i = 0; i < members.Length && wanted < 0; i++)
            {
                wanted = reader.ValueTextEquals(members[i].Name) ? members[i].Place : -1;
            }

            reader.Read();
            JsonCell cell = JsonCell.Take(ref reader);
            if (wanted >= 0)
            {
                _cells[wanted] = cell;
            }
        }

        return Whole(start, reader);
    }

    private JsonCell ReadSystem(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isName = reader.ValueTextEquals("osName"u8);
            reader.Read();
            JsonCell cell = JsonCell.Take(ref reader);
            SystemName = isName && cell.Kind == JsonTokenType.String ? cell : SystemName;
        }

        return Whole(start, reader);
    }

    private JsonCell ReadSoftwareList(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadSoftware(ref reader);
            return new JsonCell(JsonTokenType.StartArray, start, (int)reader.BytesConsumed - start, false);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return JsonCell.Take(ref reader);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                ReadSoftware(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return Whole(start, reader);
    }

    private void ReadSoftware(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            int first = SoftwareCount * SoftwareCells;
            if (first + SoftwareCells > _softwareCells.Length)
            {
                Array.Resize(ref _softwareCells, _softwareCells.Length * 2);
            }

            Span<JsonCell> cells = _softwareCells.AsSpan(first, SoftwareCells);
            cells.Clear();
            ReadEntry(cells, ref reader);
            SoftwareCount += cells[FullName].Kind == JsonTokenType.String ? 1 : 0;
        }
    }

    private static void ReadEntry(Span<JsonCell> cells, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            int cell = name.Length switch
            {
                8 => name.SequenceEqual("fullName"u8) ? FullName : name.SequenceEqual("category"u8) ? 3 : -1,
                9 => name.SequenceEqual("isIgnored"u8) ? 1 : name.SequenceEqual("lifecycle"u8) ? FirstOfLifecycle : -1,
                13 => name.SequenceEqual("ignoredReason"u8) ? 2 : -1,
                _ => -1,
            };
            reader.Read();
            if (cell == FirstOfLifecycle && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadLifecycle(cells, ref reader);
            }
            else if (cell is >= 0 and < FirstOfLifecycle)
            {
                cells[cell] = JsonCell.Take(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadLifecycle(Span<JsonCell> cells, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            int cell = name.Length switch
            {
                5 when name.SequenceEqual("stage"u8) => 7,
                6 when name.SequenceEqual("gaDate"u8) => 4,
                7 => name.SequenceEqual("eolDate"u8) ? 5 : name.SequenceEqual("eosDate"u8) ? 6 : -1,
                15 => name.SequenceEqual("eolSupportStage"u8) ? 9 : name.SequenceEqual("eosSupportStage"u8) ? 10 : -1,
                19 when name.SequenceEqual("lifeCycleConfidence"u8) => 8,
                _ => -1,
            };
            reader.Read();
            if (cell >= 0)
            {
                cells[cell] = JsonCell.Take(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static JsonCell Whole(int start, in Utf8JsonReader reader) => new(JsonTokenType.StartObject, start, (int)reader.BytesConsumed - start, false);
}
