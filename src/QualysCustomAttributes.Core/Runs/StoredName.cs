using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>Reads names that this product writes into a run database, and nothing else.</summary>
internal static class StoredName
{
    /// <summary>Reads the name of an enumeration's value.</summary>
    /// <exception cref="RunDatabaseException">It is none.</exception>
    public static T Read<T>(Statement row, int column, RunDatabase database)
        where T : struct, Enum
    {
        string name = row.Text(column);
        return Enum.TryParse(name, out T value) && value.ToString() == name
            ? value
            : throw RunDatabaseException.NotTrusted(database.Path, $"{ShownText.Name(name)} is no {typeof(T).Name}");
    }

    /// <summary>Reads the function that a group has of its own, if it has one.</summary>
    /// <exception cref="RunDatabaseException">It is none.</exception>
    public static QualysFunction? ReadGroupFunction(Statement row, int column, RunDatabase database) =>
        row.IsNull(column) ? null : ReadFunction(row, column, database);

    /// <summary>Reads the name of a function as requests have it.</summary>
    /// <exception cref="RunDatabaseException">It is none.</exception>
    public static QualysFunction ReadFunction(Statement row, int column, RunDatabase database)
    {
        string name = row.Text(column);
        foreach (QualysFunction function in Enum.GetValues<QualysFunction>())
        {
            if (function.ToRequestName() == name)
            {
                return function;
            }
        }

        throw RunDatabaseException.NotTrusted(database.Path, $"{ShownText.Name(name)} is no function of Qualys");
    }
}
