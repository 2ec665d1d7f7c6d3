using System.Globalization;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// Reads rows of a run database a page at a time: each page opens the file anew and closes it, so that nobody who works on it is
/// disturbed and no more than a page is in memory.
/// </summary>
internal static class RunRows
{
    private const int PageRows = 2_000;

    /// <summary>Reads what a query gives.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="query">
    /// A query whose first column is the row's number, by which it is ordered; ?1 is the number after which it begins, ?2 how many
    /// rows are asked for.
    /// </param>
    /// <param name="read">Makes a row of what stands in the further columns.</param>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static IEnumerable<T> Read<T>(string databasePath, string query, Func<RunDatabase, Statement, T> read)
    {
        long last = 0;
        for (int found = PageRows; found == PageRows;)
        {
            List<T> page;
            using (RunDatabase database = RunDatabase.OpenForReading(databasePath))
            {
                page = [.. Read(database, query, read, last, PageRows, number => last = number)];
            }

            foreach (T row in page)
            {
                yield return row;
            }

            found = page.Count;
        }
    }

    /// <summary>Reads the first rows that a query gives of a database that is open.</summary>
    /// <inheritdoc cref="Read{T}(string, string, Func{RunDatabase, Statement, T})"/>
    public static IEnumerable<T> Read<T>(RunDatabase database, string query, Func<RunDatabase, Statement, T> read, long atMost) =>
        Read(database, query, read, after: 0, atMost, _ => { });

    private static IEnumerable<T> Read<T>(
        RunDatabase database, string query, Func<RunDatabase, Statement, T> read, long after, long atMost, Action<long> note)
    {
        using Statement select = database.Prepare(query);
        select.Bind(1, after).Bind(2, atMost);
        while (select.Step())
        {
            note(select.Int64(0));
            yield return read(database, select);
        }
    }

    /// <summary>What of a list of numbers is asked for, as SQL; everything where the list is empty.</summary>
    public static string IsIn(string column, IReadOnlyCollection<int> asked) =>
        IsAmong(column, asked.Select(each => each.ToString(CultureInfo.InvariantCulture)));

    /// <summary>What of a list of assets is asked for, as SQL; everything where the list is empty.</summary>
    public static string IsAsset(string column, IReadOnlyCollection<ulong> asked) =>
        IsAmong(column, asked.Select(id => id <= long.MaxValue ? $"{id}" : $"'{id}'"));

    /// <summary>What of a list of names is asked for, as SQL; everything where the list is empty.</summary>
    public static string IsNamed<T>(string column, IReadOnlyCollection<T> asked)
        where T : struct, Enum => IsAmong(column, asked.Select(each => $"'{each}'"));

    private static string IsAmong(string column, IEnumerable<string> asked) =>
        string.Join(", ", asked) is { Length: > 0 } all ? $"{column} IN ({all})" : "1";
}
