namespace QualysCustomAttributes.Planning;

/// <summary>Counts asset ids by their length, and knows the smallest and the largest.</summary>
internal sealed class AssetIdCount
{
    private const int MostDigits = 19;

    private readonly long[] _byDigits = new long[MostDigits + 1];
    private ulong _smallest = ulong.MaxValue;
    private ulong _largest;

    /// <summary>Takes an id.</summary>
    public void Add(ulong id)
    {
        _byDigits[DigitsOf(id)]++;
        _smallest = Math.Min(_smallest, id);
        _largest = Math.Max(_largest, id);
    }

    /// <summary>Takes one back that came a second time.</summary>
    public void TakeBack(ulong id) => _byDigits[DigitsOf(id)]--;

    /// <summary>Sums up.</summary>
    public AxoniusCsvAssetIds ToAssetIds() => new()
    {
        IdCount = _byDigits.Sum(),
        Smallest = _largest == 0 ? 0 : _smallest,
        Largest = _largest,
        Lengths = [.. _byDigits.Select((count, digits) => new AxoniusCsvIdLength(digits, count)).Where(length => length.IdCount > 0)],
    };

    private static int DigitsOf(ulong id)
    {
        int digits = 1;
        for (; id >= 10; id /= 10)
        {
            digits++;
        }

        return digits;
    }
}
