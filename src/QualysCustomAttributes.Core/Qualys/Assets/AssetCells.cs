namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>An asset of a page in cells.</summary>
internal readonly ref struct AssetCells(ReadOnlySpan<FieldCell> fields, ReadOnlySpan<JsonCell> software, JsonCell systemName)
{
    /// <summary>The fields, in the order in which they came.</summary>
    public ReadOnlySpan<FieldCell> Fields { get; } = fields;

    /// <summary>The entries of the software list, one behind the other: <see cref="SoftwareCell.Count"/> cells each.</summary>
    public ReadOnlySpan<JsonCell> Software { get; } = software;

    /// <summary>The operating system's name.</summary>
    public JsonCell SystemName { get; } = systemName;

    /// <summary>The cell of a field; of one that came twice the last.</summary>
    public JsonCell Find(int field)
    {
        for (int i = Fields.Length - 1; i >= 0; i--)
        {
            if (Fields[i].Field == field)
            {
                return Fields[i].Cell;
            }
        }

        return default;
    }
}
