using QualysSandbox.Inventory.MadeUp;

namespace QualysSandbox.Inventory;

/// <summary>The fields that a search asks for.</summary>
internal sealed class FieldSelection
{
    private readonly HashSet<string>? _included;
    private readonly HashSet<string> _excluded;
    private readonly bool[] _made;

    private FieldSelection(HashSet<string>? included, HashSet<string> excluded)
    {
        _included = included;
        _excluded = excluded;
        _made = [.. AssetFields.All.Select(field => Includes(field.Name))];
    }

    public static FieldSelection All { get; } = new(null, []);

    public bool IsAll => _included is null && _excluded.Count == 0;

    /// <summary>Whether the field at this place of <see cref="AssetFields.All"/> is asked for.</summary>
    public bool this[int field] => _made[field];

    public bool Includes(string name) =>
        AssetFields.Identity.Contains(name) || (_included?.Contains(name) != false && !_excluded.Contains(name));

    /// <summary>Reads lists of names with commas between them; an empty one asks for everything, or leaves out nothing.</summary>
    /// <exception cref="FormatException">There is no such field.</exception>
    public static FieldSelection Parse(string included, string excluded) =>
        included.Length == 0 && excluded.Length == 0
            ? All
            : new FieldSelection(included.Length == 0 ? null : Names(included), Names(excluded));

    private static HashSet<string> Names(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => AssetFields.Find(name)?.Name ?? throw new FormatException($"There is no field '{name}'."))];
}
