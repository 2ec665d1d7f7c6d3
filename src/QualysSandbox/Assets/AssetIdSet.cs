using System.Globalization;

namespace QualysSandbox.Assets;

/// <summary>A set of asset ids, held as ranges so that a million assets cost no more than one.</summary>
public sealed class AssetIdSet
{
    private readonly List<(ulong First, ulong Last)> _ranges = [];

    private AssetIdSet(IEnumerable<(ulong First, ulong Last)> ranges)
    {
        foreach ((ulong first, ulong last) in ranges.OrderBy(range => range.First))
        {
            if (_ranges.Count > 0 && first <= _ranges[^1].Last)
            {
                _ranges[^1] = (_ranges[^1].First, Math.Max(last, _ranges[^1].Last));
            }
            else
            {
                _ranges.Add((first, last));
            }
        }
    }

    /// <summary>Every id there can be.</summary>
    public static AssetIdSet Any { get; } = Range(1, ulong.MaxValue);

    /// <summary>Exactly the given ids.</summary>
    public static AssetIdSet Of(params IEnumerable<ulong> ids) => new(ids.Select(id => (id, id)));

    /// <summary>The ids from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static AssetIdSet Range(ulong first, ulong last)
    {
        ArgumentOutOfRangeException.ThrowIfZero(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        return new AssetIdSet([(first, last)]);
    }

    /// <summary>Reads ids and ranges such as <c>1500000000-1500000999,2000000001</c>.</summary>
    /// <exception cref="FormatException">A part is neither an id nor a range.</exception>
    public static AssetIdSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AssetIdSet([.. text.Split(',', StringSplitOptions.TrimEntries).Select(ParsePart)]);
    }

    /// <summary>Whether the id belongs to the set.</summary>
    public bool Contains(ulong id)
    {
        int low = 0;
        int high = _ranges.Count - 1;
        while (low <= high)
        {
            int middle = low + ((high - low) / 2);
            (ulong first, ulong last) = _ranges[middle];
            if (id < first)
            {
                high = middle - 1;
            }
            else if (id > last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The set in the form that <see cref="Parse"/> reads, or "any".</summary>
    public override string ToString() =>
        ReferenceEquals(this, Any)
            ? "any"
            : string.Join(',', _ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));

    private static (ulong First, ulong Last) ParsePart(string part)
    {
        string[] ends = part.Split('-', StringSplitOptions.TrimEntries);
        return ends.Length <= 2 && TryParseId(ends[0], out ulong first) && TryParseId(ends[^1], out ulong last) && first <= last
            ? (first, last)
            : throw new FormatException($"'{part}' is neither an asset id nor a range of them such as 1500000000-1500000999.");
    }

    private static bool TryParseId(string text, out ulong id) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id > 0;
}
