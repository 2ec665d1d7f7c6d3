namespace QualysCustomAttributes;

/// <summary>Shows a name that came from outside in a message: short, and without what would steer the terminal it is shown on.</summary>
internal static class ShownName
{
    private const int Longest = 63;

    /// <summary>Gives the name in quotation marks.</summary>
    public static string Of(string name)
    {
        string shown = string.Concat(name.Take(Longest).Select(letter => char.IsControl(letter) ? '?' : letter));
        return $"'{shown}{(name.Length > Longest ? "…" : "")}'";
    }
}
