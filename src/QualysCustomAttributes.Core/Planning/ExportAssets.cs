using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// The assets of an export in its order, each with the number of its set of values: what an import writes, and what a check counts.
/// </summary>
/// <param name="reader">Reads the export; it stays the caller's.</param>
/// <param name="path">The export, for messages.</param>
/// <param name="mostSets">How many different sets of values are taken.</param>
internal sealed class ExportAssets(AxoniusCsvReader reader, string path, int mostSets)
{
    /// <summary>
    /// The values of all different sets have so many bytes at most: they stay in memory while the export is read.
    /// </summary>
    public const long MostSetBytes = 512L << 20;

    private int _nextId;

    /// <summary>The different sets of values so far, as <see cref="AxoniusCsvReader.Values"/> has them, numbered from 1.</summary>
    public Utf8KeyIndex Sets { get; private set; } = new();

    /// <summary>The asset at hand.</summary>
    public ulong AssetId { get; private set; }

    /// <summary>The line at which its row starts.</summary>
    public long Line => reader.Line;

    /// <summary>The number of its set of values.</summary>
    public int SetId { get; private set; }

    /// <summary>Whether it is the first asset with that set.</summary>
    public bool IsNewSet { get; private set; }

    /// <summary>Goes to the next asset.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="AxoniusExportException">The export broke off, or has too many different sets of values.</exception>
    public bool Read()
    {
        IsNewSet = false;
        if (_nextId >= reader.AssetIds.Count && !ReadRow())
        {
            return false;
        }

        AssetId = reader.AssetIds[_nextId++];
        return true;
    }

    /// <summary>Says that the last asset has come: what was kept to tell sets apart is given up.</summary>
    public void Forget() => Sets = new Utf8KeyIndex();

    private bool ReadRow()
    {
        do
        {
            if (!reader.Read())
            {
                return false;
            }
        }
        while (RejectsOpenValue());

        _nextId = 0;
        SetId = Sets.FindOrAdd(reader.Values, out bool isNew);
        IsNewSet = isNew;
        return SetId <= mostSets && Sets.Bytes <= MostSetBytes ? true : throw AxoniusExportException.TooVaried(path, SetId - 1);
    }

    private bool RejectsOpenValue()
    {
        bool isCut = reader.OpenValue is { } column && LooksCut(column);
        if (isCut)
        {
            reader.RejectOpenValue();
        }

        return isCut;
    }

    // The last value of an export without a line break behind it: others begin with it, and none is it.
    private bool LooksCut(int column)
    {
        ReadOnlySpan<byte> value = SetValues.At(reader.Values, column);
        bool isBeginning = false;
        for (int number = 1; number <= Sets.Count; number++)
        {
            ReadOnlySpan<byte> other = SetValues.At(Sets.KeyAt(number), column);
            if (other.SequenceEqual(value))
            {
                return false;
            }

            isBeginning |= other.StartsWith(value);
        }

        return isBeginning;
    }
}
