using System.Globalization;
using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Inventory;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>What an inventory database has on record of its latest run.</summary>
internal sealed record InventoryRecord
{
    private const string Incremental = "incremental";

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset LastUpdatedAfter { get; init; }

    /// <summary>The moment that was asked for, where one was.</summary>
    public DateTimeOffset? AskedSince { get; init; }

    public required bool IsIncremental { get; init; }

    public required bool IsUnfinished { get; init; }

    public required string Gateway { get; init; }

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
        using RunQueries queries = RunQueries.Open(databasePath);
        return queries.First(
            """
            SELECT started_at, last_updated_after, since_rule, outcome, gateway, page_size, expected, assets, pages, (SELECT COUNT(*) FROM inventory_page)
            FROM inventory_run ORDER BY run_id DESC LIMIT 1
            """,
            row => new InventoryRecord
            {
                StartedAt = Moment(row.GetString(0))!.Value,
                LastUpdatedAfter = Moment(row.GetString(1))!.Value,
                AskedSince = Moment(row.GetString(2).Replace(Incremental, "", StringComparison.Ordinal)),
                IsIncremental = row.GetString(2).StartsWith(Incremental, StringComparison.Ordinal),
                IsUnfinished = row.GetString(3) is "running" or "cancelled" or "failed",
                Gateway = row.GetString(4),
                PageSize = row.GetInt32(5),
                Expected = row.IsDBNull(6) ? null : row.GetInt64(6),
                Loaded = row.GetInt64(7),
                Pages = row.GetInt64(8),
                PagesOfAllRuns = row.GetInt64(9),
            });
    }

    /// <summary>
    /// Gives the moment that the run asked for, where it ended early and was asked for with this period: a period is another
    /// moment each time, and the same command must go on with the run.
    /// </summary>
    public DateTimeOffset? SinceOf(TimeSpan period, InventoryOptions options, string gateway)
    {
        bool isOfThisCommand = IsUnfinished && IsIncremental == options.Incremental && PageSize == options.PageSize && Gateway == gateway;

        // The moment is reckoned when the command begins, and the run begins when its database is open.
        return isOfThisCommand && AskedSince is { } since && (StartedAt - since - period).Duration() < TimeSpan.FromMinutes(1) ? since : null;
    }

    private static DateTimeOffset? Moment(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? moment : null;
}
