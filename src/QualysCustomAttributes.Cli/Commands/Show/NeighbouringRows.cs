namespace QualysCustomAttributes.Cli.Commands.Show;

/// <summary>
/// Words attributes of rows that are ordered by them, so that neighbours begin alike: where there is no room for all of it, what a row has
/// in common with the one above is left out of its beginning.
/// </summary>
/// <param name="room">How many columns there are; <see langword="null"/> where there is room for everything.</param>
internal sealed class NeighbouringRows(int? room)
{
    private const string Separator = "; ";

    private string[] _above = [];

    /// <summary>What is shown of a row.</summary>
    /// <param name="attributes">All of it, parted by semicolons.</param>
    public string Describe(string attributes)
    {
        string[] parts = attributes.Split(Separator);
        int common = Math.Min(parts.Length - 1, parts.Zip(_above).TakeWhile(pair => pair.First == pair.Second).Count());
        _above = parts;
        return common == 0 || room is null || TerminalColumns.Of(attributes) <= room
            ? attributes
            : $"…{Separator}{string.Join(Separator, parts[common..])}";
    }
}
