using System.Globalization;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Planning;

/// <summary>What became of the rows of an export, and ids of rows, with the first examples.</summary>
internal sealed class RowFates
{
    /// <summary>It can be sent.</summary>
    public const string Usable = "Usable";

    /// <summary>It says what an earlier row of its id says.</summary>
    public const string Repeated = "Repeated";

    /// <summary>Its id is not sent, as it stands in several rows.</summary>
    public const string LeftOut = "LeftOut";

    private const int Examples = 3;

    private readonly Dictionary<string, Fate> _fates = [];

    /// <summary>Takes a row, or an id of one, that is not used.</summary>
    public void Add(RejectedRow row)
    {
        Fate fate = Of(row.Reason.ToString());
        fate.Count += row.Records;
        if (fate.Examples.Count < Examples)
        {
            fate.Examples.Add(new AxoniusCsvRow(row.Line, row.AssetId, row.Detail));
        }
    }

    /// <summary>Takes an asset of a row.</summary>
    public void Add(string name, uint line, ulong assetId)
    {
        Fate fate = Of(name);
        fate.Count++;
        if (fate.Examples.Count < Examples)
        {
            fate.Examples.Add(new AxoniusCsvRow(line, assetId.ToString(CultureInfo.InvariantCulture), null));
        }
    }

    /// <summary>All of them, the usable first, then the most frequent.</summary>
    public IReadOnlyList<AxoniusCsvRowFate> ToList() =>
    [
        .. _fates.OrderByDescending(each => each.Key == Usable).ThenByDescending(each => each.Value.Count).ThenBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => new AxoniusCsvRowFate(each.Key, each.Value.Count, each.Value.Examples)),
    ];

    private Fate Of(string name)
    {
        if (!_fates.TryGetValue(name, out Fate? fate))
        {
            _fates.Add(name, fate = new Fate());
        }

        return fate;
    }

    private sealed class Fate
    {
        public long Count { get; set; }

        public List<AxoniusCsvRow> Examples { get; } = [];
    }
}
