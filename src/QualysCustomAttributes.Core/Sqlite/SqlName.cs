namespace QualysCustomAttributes.Sqlite;

/// <summary>Writes names of columns and tables that come from data into SQL.</summary>
internal static class SqlName
{
    /// <summary>Compares names of columns and tables as SQLite does: the case of ASCII's letters is nothing to it, that of others is.</summary>
    public static IEqualityComparer<string> Comparer { get; } = new SameInSqlite();

    /// <summary>Quotes a name, whatever it holds.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed class SameInSqlite : IEqualityComparer<string>
    {
        public bool Equals(string? one, string? other) =>
            one is null || other is null ? ReferenceEquals(one, other) : Fold(one).Equals(Fold(other), StringComparison.Ordinal);

        public int GetHashCode(string name) => Fold(name).GetHashCode(StringComparison.Ordinal);

        private static string Fold(string name) => !name.AsSpan().ContainsAnyInRange('A', 'Z') ? name
            : string.Create(name.Length, name, static (folded, given) =>
            {
                for (int i = 0; i < folded.Length; i++)
                {
                    folded[i] = char.IsAsciiLetterUpper(given[i]) ? (char)(given[i] | 0x20) : given[i];
                }
            });
    }
}
