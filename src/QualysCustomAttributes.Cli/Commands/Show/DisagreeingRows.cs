using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Commands.Show;

/// <summary>Words rows of an asset that stands in several, so that what they disagree about stands first.</summary>
internal sealed class DisagreeingRows
{
    private readonly Dictionary<ulong, IReadOnlyDictionary<string, string>> _first = [];
    private readonly Dictionary<ulong, HashSet<string>> _different = [];

    /// <summary>Looks at all of them once.</summary>
    public DisagreeingRows(IEnumerable<QualysDuplicate> rows)
    {
        foreach (QualysDuplicate row in rows.Where(row => row.IsConflicting))
        {
            if (_first.TryAdd(row.AssetId, row.Attributes))
            {
                _different[row.AssetId] = [];
                continue;
            }

            IReadOnlyDictionary<string, string> first = _first[row.AssetId];
            _different[row.AssetId].UnionWith(first.Keys.Union(row.Attributes.Keys)
                .Where(key => first.GetValueOrDefault(key, "") != row.Attributes.GetValueOrDefault(key, "")));
        }
    }

    /// <summary>The attributes of a row.</summary>
    public string Describe(QualysDuplicate row)
    {
        HashSet<string> different = _different.GetValueOrDefault(row.AssetId, []);
        string[] missing = [.. different.Except(row.Attributes.Keys).Select(key => $"no {key}")];
        return string.Join("; ", missing.Concat(row.Attributes.Where(each => each.Value.Length > 0)
            .OrderBy(each => !different.Contains(each.Key)).Select(each => $"{each.Key}={each.Value}")));
    }
}
