using System.Globalization;
using Microsoft.Data.Sqlite;

namespace QualysCustomAttributes.Cli.Commands.Inventory;

/// <summary>What an inventory database has on record of its latest run.</summary>
internal sealed record InventoryRecord
{
    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset LastUpdatedAfter { get; init; }

    public required int PageSize { get; init; }

    /// <summary>How many assets Qualys counted, or <see langword="null"/> where the run did not get that far.</summary>
    public long? Expected { get; init; }

    public required long Loaded { get; init; }

    public required long Pages { get; init; }

    /// <summary>The pages of all runs.</summary>
    public required long PagesOfAllRuns { get; init; }

    /// <summary>Reads the record, or gives <see langword="null"/> where there is none that could be read.</summary>
    public static InventoryRecord? TryRead(string databasePath)
    {
        try
        {
            return File.Exists(databasePath) ? Read(databasePath) : null;
        }
        catch (SqliteException)
        {
            // Whatever is wrong with the file, the run itself finds it and words it.
            return null;
        }
    }

    /// <summary>Reads the record, or gives <see langword="null"/> where there was no run.</summary>
    public static InventoryRecord? Read(string databasePath)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = databasePath,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT started_at, last_updated_after, page_size, expected, assets, pages, (SELECT COUNT(*) FROM inventory_page)
            FROM inventory_run ORDER BY run_id DESC LIMIT 1
            """;
        using SqliteDataReader row = command.ExecuteReader();
        return !row.Read() ? null : new InventoryRecord
        {
            StartedAt = Moment(row.GetString(0)),
            LastUpdatedAfter = Moment(row.GetString(1)),
            PageSize = row.GetInt32(2),
            Expected = row.IsDBNull(3) ? null : row.GetInt64(3),
            Loaded = row.GetInt64(4),
            Pages = row.GetInt64(5),
            PagesOfAllRuns = row.GetInt64(6),
        };
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
