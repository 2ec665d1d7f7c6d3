namespace QualysCustomAttributes.Sqlite;

/// <summary>Writes names of columns and tables that come from data into SQL.</summary>
internal static class SqlName
{
    /// <summary>Quotes a name, whatever it holds.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
