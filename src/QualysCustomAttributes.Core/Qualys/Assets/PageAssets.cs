using System.Buffers;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>A field of an asset.</summary>
/// <param name="Field">Its number in <see cref="AssetFields"/>.</param>
/// <param name="Cell">Its value.</param>
internal readonly record struct FieldCell(int Field, JsonCell Cell);

/// <summary>The assets of a page, taken apart into cells that lie in its JSON, without an object for any of them.</summary>
internal sealed class PageAssets : IDisposable
{
    private FieldCell[] _fields = ArrayPool<FieldCell>.Shared.Rent(16 * 1024);
    private JsonCell[] _software = ArrayPool<JsonCell>.Shared.Rent(128 * 1024);
    private Extent[] _assets = ArrayPool<Extent>.Shared.Rent(512);
    private int _fieldCount;
    private int _softwareCount;

    /// <summary>How many assets there are.</summary>
    public int Count { get; private set; }

    public AssetCells this[int number]
    {
        get
        {
            Extent start = number == 0 ? default : _assets[number - 1];
            Extent end = _assets[number];
            return new AssetCells(
                _fields.AsSpan(start.Fields, end.Fields - start.Fields),
                _software.AsSpan(start.Software * SoftwareCell.Count, (end.Software - start.Software) * SoftwareCell.Count),
                end.SystemName);
        }
    }

    /// <summary>Adds a field to the asset that is being read.</summary>
    public void AddField(int field, JsonCell cell)
    {
        Reserve(ref _fields, _fieldCount);
        _fields[_fieldCount++] = new FieldCell(field, cell);
    }

    /// <summary>The empty cells of a further entry of the software list, which <see cref="KeepSoftware"/> keeps.</summary>
    public Span<JsonCell> NextSoftware()
    {
        Reserve(ref _software, ((_softwareCount + 1) * SoftwareCell.Count) - 1);
        Span<JsonCell> cells = _software.AsSpan(_softwareCount * SoftwareCell.Count, SoftwareCell.Count);
        cells.Clear();
        return cells;
    }

    /// <summary>Keeps the entry whose cells were given last.</summary>
    public void KeepSoftware() => _softwareCount++;

    /// <summary>Drops the entries of the asset that is being read: of a list that comes twice the last counts, as of any field.</summary>
    public void ForgetSoftware() => _softwareCount = Count == 0 ? 0 : _assets[Count - 1].Software;

    /// <summary>Ends the asset that is being read.</summary>
    public void EndAsset(JsonCell systemName)
    {
        Reserve(ref _assets, Count);
        _assets[Count++] = new Extent(_fieldCount, _softwareCount, systemName);
    }

    public void Dispose()
    {
        ArrayPool<FieldCell>.Shared.Return(_fields);
        ArrayPool<JsonCell>.Shared.Return(_software);
        ArrayPool<Extent>.Shared.Return(_assets);
        (_fields, _software, _assets) = ([], [], []);
        Count = 0;
    }

    private static void Reserve<T>(ref T[] array, int index)
    {
        if (index >= array.Length)
        {
            T[] larger = ArrayPool<T>.Shared.Rent(array.Length * 2);
            array.CopyTo(larger, 0);
            ArrayPool<T>.Shared.Return(array);
            array = larger;
        }
    }

    /// <summary>Where the cells of an asset end.</summary>
    private readonly record struct Extent(int Fields, int Software, JsonCell SystemName);
}
