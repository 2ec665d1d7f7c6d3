namespace Bench.Exports;

/// <summary>
/// Writes an Axonius export with everything a real one has: a byte order mark, columns the contract does not know before
/// and after its own, line breaks in headers, values and ids, several ids in a cell, repeated ids whose rows agree or
/// disagree, empty values, rows without an id, ids that are none, text beyond ASCII.
/// </summary>
internal sealed class ExportGenerator
{
    // Multiplying by one number modulo this prime visits every id once, in no order, as an export does.
    private const ulong IdPrime = 4_294_967_291;
    private const ulong IdStep = 2_654_435_761;
    private const ulong FirstId = 1_000_000_000;
    private const int NoSet = -1;

    private readonly ExportOptions _options;
    private readonly ExportWriter _output;
    private readonly int[] _assetsBySet;
    private RandomNumbers _random;
    private ulong _idsMade;
    private long _row;
    private long _assets;
    private long _rejected;
    private long _duplicateRows;
    private long _excluded;
    private long _withoutValues;
    private ulong _repeatableId;
    private int _repeatableSet = NoSet;

    private ExportGenerator(ExportOptions options, ExportWriter output)
    {
        _options = options;
        _output = output;
        _random = new RandomNumbers(options.Seed);
        _assetsBySet = new int[options.Distinct == 0 ? options.Rows : options.Distinct];
    }

    /// <summary>Writes an export.</summary>
    /// <returns>What a run over it must come to.</returns>
    public static ExportTally Write(ExportOptions options, string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var output = new ExportWriter(file);
        var generator = new ExportGenerator(options, output);
        generator.WriteAll();
        output.Dispose();
        return generator.Tally();
    }

    private void WriteAll()
    {
        WriteHeader();
        for (_row = 0; _row < _options.Rows; _row++)
        {
            WriteRow();
        }
    }

    private void WriteHeader() => _output
        .Text("\uFEFFAggregated: Host Name,Aggregated: Preferred IPs,"u8)
        .Text(_options.HasLineBreakInHeader ? "\"Aggregated:\nTags\""u8 : "Aggregated: Tags"u8)
        .Text(",Qualys Scans: Qualys ID,"u8)
        .Text("Mssql: MSSQL_ Business_Name,Mssql: MSSQL_ Div_Name,Mssql: MSSQL_ Productgroup,Mssql: MSSQL_ Portfolio,Mssql: MSSQL_ Product,"u8)
        .Text("Mssql: MSSQL_ Primaryservice,Mssql: MSSQL_ Serviceownergroup,Mssql: MSSQL_ Deviceownergroup,Mssql: MSSQL_ Recoverytier,Mssql: MSSQL_ Sla,"u8)
        .Text("Aggregated: OS\r\n"u8);

    private void WriteRow()
    {
        _output.Text("host"u8).Number(_row).Text(".corp.example,10."u8)
            .Number((_row >> 16) & 255).Text("."u8).Number((_row >> 8) & 255).Text("."u8).Number(_row & 255)
            .Text(_row % 50 == 0 ? ",\"prod\npci\","u8 : ",,"u8);
        // Per ten thousand rows.
        switch (_random.Below(10_000))
        {
            case < 50:
                WriteWithoutId();
                break;
            case < 60:
                WriteBadId();
                break;
            case < 70:
                WriteGoodAndBadId();
                break;
            case < 270:
                WriteSeveralIds();
                break;
            case < 370:
                WriteRepeated(isConflicting: false);
                break;
            case < 420:
                WriteRepeated(isConflicting: true);
                break;
            case < 440:
                WriteWithoutValues();
                break;
            default:
                WritePlain();
                break;
        }

        _output.Text(",Windows\r\n"u8);
    }

    private void WritePlain()
    {
        ulong id = NewId();
        int set = PickSet();
        _output.Number((long)id);
        Plan(set, 1);
        WriteCells(set);
        (_repeatableId, _repeatableSet) = (id, set);
    }

    private void WriteWithoutId()
    {
        _rejected++;
        WriteCells(PickSet());
    }

    private void WriteBadId()
    {
        _output.Text(_row % 2 == 0 ? "N/A"u8 : "12345678901234567890"u8);
        _rejected++;
        WriteCells(PickSet());
    }

    private void WriteGoodAndBadId()
    {
        int set = PickSet();
        _output.Text("\"-1\n"u8).Number((long)NewId()).Text("\""u8);
        _rejected++;
        Plan(set, 1);
        WriteCells(set);
    }

    private void WriteSeveralIds()
    {
        int set = PickSet();
        int count = 2 + _random.Below(3);
        ReadOnlySpan<byte> separator = _random.Below(2) == 0 ? "\n"u8 : ", "u8;
        ulong first = NewId();
        _output.Text("\""u8).Number((long)first);
        for (int i = 1; i < count; i++)
        {
            _output.Text(separator).Number((long)NewId());
        }

        // Again inside the cell: it counts once.
        _output.Text(separator).Number((long)first).Text("\""u8);
        Plan(set, count);
        WriteCells(set);
    }

    private void WriteRepeated(bool isConflicting)
    {
        // An id is repeated once; where none is at hand, or no second set to disagree with, the row is an ordinary one.
        if (_repeatableSet == NoSet || (isConflicting && _assetsBySet.Length == 1))
        {
            WritePlain();
            return;
        }

        int set = isConflicting ? OtherSet(_repeatableSet) : _repeatableSet;
        _output.Number((long)_repeatableId);
        _assets++;
        _duplicateRows += 2;
        if (isConflicting)
        {
            _excluded++;
            _assetsBySet[_repeatableSet]--;
        }

        WriteCells(set);
        _repeatableSet = NoSet;
    }

    private void WriteWithoutValues()
    {
        _output.Number((long)NewId()).Text(","u8);
        _assets++;
        _withoutValues++;
        AttributeCells.WriteEmpty(_output);
    }

    private void WriteCells(int set)
    {
        _output.Text(","u8);
        AttributeCells.Write(_output, set, unixLines: _random.Below(4) == 0);
    }

    private void Plan(int set, int assets)
    {
        _assets += assets;
        _assetsBySet[set] += assets;
    }

    // A few products have many assets, and many have a few.
    private int PickSet()
    {
        if (_options.Distinct == 0)
        {
            return (int)_row;
        }

        double share = _random.Below(1 << 30) / (double)(1 << 30);
        return (int)(share * share * _options.Distinct);
    }

    private int OtherSet(int set) => _options.Distinct == 0 ? (int)_row : (set + 1) % _options.Distinct;

    private ulong NewId() => FirstId + (++_idsMade * IdStep % IdPrime);

    private ExportTally Tally()
    {
        long planned = 0;
        long groups = 0;
        long batches = 0;
        foreach (int assets in _assetsBySet)
        {
            planned += assets;
            groups += assets > 0 ? 1 : 0;
            batches += (assets + ExportTally.BatchSize - 1) / ExportTally.BatchSize;
        }

        return new ExportTally
        {
            Bytes = _output.Bytes,
            Rows = _options.Rows,
            Assets = _assets,
            Rejected = _rejected,
            DuplicateRows = _duplicateRows,
            ExcludedAssets = _excluded,
            AssetsWithoutValues = _withoutValues,
            AssetsPlanned = planned,
            Groups = groups,
            Batches = batches,
        };
    }
}
