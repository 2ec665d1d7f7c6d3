using System.Globalization;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>A run as it is on record.</summary>
internal sealed record InventoryRun(
    long Id, DateTimeOffset StartedAt, DateTimeOffset LastUpdatedAfter, string SinceRule, int PageSize, string Selection, string Gateway, long? Expected, string Outcome)
{
    /// <summary>How far runs that would have begun in the same second may seem to begin in the future.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(1);

    public const string Running = "running";
    public const string Complete = "complete";
    public const string Short = "short";
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";

    /// <summary>Whether it ended early, so that the same command goes on with it.</summary>
    public bool IsUnfinished => Outcome is Running or Cancelled or Failed;
}

/// <summary>A page that is loaded.</summary>
internal readonly record struct LoadedPages(int Pages, long Received, long Loaded, ulong LastSeen, bool HasMore);

/// <summary>The runs and their pages.</summary>
internal sealed class InventoryRunTable(SqliteFile file)
{
    private const string Fields = "run_id, started_at, last_updated_after, since_rule, page_size, selection, gateway, expected, outcome";

    /// <summary>Gives the run that began last.</summary>
    public InventoryRun? FindLatest() => Find("1 = 1");

    /// <summary>
    /// Gives until when complete runs with the same fields and filters have brought every change, without a gap since the
    /// earliest moment that one of them was asked for; null where there is no such run. A run that began later than it is
    /// now by more than a few that shared a second went by a wrong clock, and says nothing.
    /// </summary>
    public DateTimeOffset? FindCovered(string selection, string gateway, DateTimeOffset now)
    {
        using Statement select = file.Prepare("""
            SELECT last_updated_after, started_at FROM inventory_run WHERE outcome = ?1 AND selection = ?2 AND gateway = ?3 AND started_at <= ?4 ORDER BY last_updated_after, started_at
            """);
        select.Bind(1, InventoryRun.Complete).Bind(2, selection).Bind(3, gateway).Bind(4, InventoryTime.Format(now + InventoryRun.MostAhead));
        DateTimeOffset? covered = null;
        while (select.Step())
        {
            (DateTimeOffset since, DateTimeOffset startedAt) = (InventoryTime.Parse(select.Text(0)), InventoryTime.Parse(select.Text(1)));
            if (covered is null || (since <= covered && startedAt > covered))
            {
                covered = startedAt;
            }
        }

        return covered;
    }

    public bool HasBegunAt(DateTimeOffset moment)
    {
        using Statement select = file.Prepare("SELECT 1 FROM inventory_run WHERE started_at = ?1");
        return select.Bind(1, InventoryTime.Format(moment)).Step();
    }

    public InventoryRun Begin(InventoryRun run)
    {
        using Statement insert = file.Prepare($"""
            INSERT INTO inventory_run (started_at, last_updated_after, since_rule, page_size, selection, gateway, outcome)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING {Fields}
            """);
        return Read(insert.Bind(1, InventoryTime.Format(run.StartedAt)).Bind(2, InventoryTime.Format(run.LastUpdatedAfter)).Bind(3, run.SinceRule)
            .Bind(4, run.PageSize).Bind(5, run.Selection).Bind(6, run.Gateway).Bind(7, InventoryRun.Running))!;
    }

    public void Resume(long runId)
    {
        using Statement update = file.Prepare("UPDATE inventory_run SET outcome = ?2, resumed = resumed + 1, ended_at = NULL, message = NULL WHERE run_id = ?1");
        update.Bind(1, runId).Bind(2, InventoryRun.Running).Execute();
        NoteStatus("ASSET_INVENTORY_LOAD", "running", null);
    }

    public void NoteExpected(long runId, long expected)
    {
        using Statement update = file.Prepare("UPDATE inventory_run SET expected = ?2 WHERE run_id = ?1");
        update.Bind(1, runId).Bind(2, expected).Execute();
        NoteStatus("ASSET_INVENTORY_COUNT", expected.ToString(CultureInfo.InvariantCulture), null);
        NoteStatus("ASSET_INVENTORY_LOAD", "running", null);
    }

    public void AddPage(long runId, int number, ulong askedAfter, InventoryPage page, string fileName, int loaded)
    {
        using Statement insert = file.Prepare("""
            INSERT OR REPLACE INTO inventory_page (run_id, page_number, asked_after, last_seen, has_more, file, assets, loaded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """);
        insert.Bind(1, runId).Bind(2, number).Bind(3, askedAfter.ToString(CultureInfo.InvariantCulture)).Bind(4, page.LastSeenAssetId?.ToString(CultureInfo.InvariantCulture))
            .Bind(5, page.HasMore == true ? 1 : 0).Bind(6, fileName).Bind(7, page.Assets ?? 0).Bind(8, InventoryTime.Format(DateTimeOffset.UtcNow)).Execute();
        using Statement update = file.Prepare("UPDATE inventory_run SET pages = pages + 1, assets = assets + ?2 WHERE run_id = ?1");
        update.Bind(1, runId).Bind(2, loaded).Execute();
        NoteStatus("ASSET_INVENTORY_LOAD", "running", number);
    }

    /// <summary>Gives how far a run has come.</summary>
    public LoadedPages FindLoaded(long runId)
    {
        using Statement select = file.Prepare("""
            SELECT p.page_number, (SELECT sum(assets) FROM inventory_page WHERE run_id = ?1), r.assets, p.last_seen, p.has_more
            FROM inventory_page p JOIN inventory_run r ON r.run_id = p.run_id WHERE p.run_id = ?1 ORDER BY p.page_number DESC LIMIT 1
            """);
        return select.Bind(1, runId).Step()
            ? new LoadedPages((int)select.Int64(0), select.Int64(1), select.Int64(2), select.IsNull(3) ? 0 : ulong.Parse(select.Text(3), CultureInfo.InvariantCulture), select.Int64(4) != 0)
            : new LoadedPages(0, 0, 0, 0, true);
    }

    public void End(long runId, string outcome, string? message)
    {
        using Statement update = file.Prepare("UPDATE inventory_run SET outcome = ?2, message = ?3, ended_at = ?4 WHERE run_id = ?1");
        update.Bind(1, runId).Bind(2, outcome).Bind(3, message).Bind(4, InventoryTime.Format(DateTimeOffset.UtcNow)).Execute();
        NoteStatus("ASSET_INVENTORY_LOAD", outcome, null);
    }

    private void NoteStatus(string name, string detail, int? batch)
    {
        using Statement upsert = file.Prepare("""
            INSERT INTO Q_Asset_Inventory_Status (STATUS_NAME, STATUS_DETAIL, LAST_BATCH_PROCESSED, Row_Last_Updated) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (STATUS_NAME) DO UPDATE SET STATUS_DETAIL = excluded.STATUS_DETAIL,
                LAST_BATCH_PROCESSED = coalesce(excluded.LAST_BATCH_PROCESSED, LAST_BATCH_PROCESSED), Row_Last_Updated = excluded.Row_Last_Updated
            """);
        upsert.Bind(1, name).Bind(2, detail).Bind(3, (long?)batch).Bind(4, InventoryTime.Format(DateTimeOffset.UtcNow)).Execute();
    }

    private InventoryRun? Find(string condition)
    {
        using Statement select = file.Prepare($"SELECT {Fields} FROM inventory_run WHERE {condition} ORDER BY run_id DESC LIMIT 1");
        return Read(select);
    }

    private static InventoryRun? Read(Statement select)
    {
        if (!select.Step())
        {
            return null;
        }

        var run = new InventoryRun(
            select.Int64(0), InventoryTime.Parse(select.Text(1)), InventoryTime.Parse(select.Text(2)), select.Text(3), (int)select.Int64(4), select.Text(5), select.Text(6),
            select.IsNull(7) ? null : select.Int64(7), select.Text(8));
        while (select.Step())
        {
        }

        return run;
    }
}
