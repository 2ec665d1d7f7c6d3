using System.Globalization;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>The runs and their pages.</summary>
internal sealed class InventoryRunTable(SqliteFile file)
{
    private const string LoadStatus = "ASSET_INVENTORY_LOAD";
    private const string CountStatus = "ASSET_INVENTORY_COUNT";

    /// <summary>Reads the run that began last; null where there is none.</summary>
    public InventoryRunRow? FindLatest()
    {
        using Statement select = file.Prepare("""
            SELECT run_id, started_at, last_updated_after, since_rule, page_size, selection, gateway, expected, outcome
            FROM inventory_run ORDER BY run_id DESC LIMIT 1
            """);
        return select.Step()
            ? new InventoryRunRow
            {
                Id = select.Int64(0),
                StartedAt = InventoryTime.Parse(select.Text(1)),
                LastUpdatedAfter = InventoryTime.Parse(select.Text(2)),
                SinceRule = select.Text(3),
                PageSize = (int)select.Int64(4),
                Selection = select.Text(5),
                Gateway = select.Text(6),
                Expected = select.IsNull(7) ? null : select.Int64(7),
                Outcome = select.Text(8),
            }
            : null;
    }

    /// <summary>
    /// Reads since when complete runs with the same fields and filters asked, and when they began, at the latest at a moment.
    /// </summary>
    public IReadOnlyList<(DateTimeOffset Since, DateTimeOffset StartedAt)> FindComplete(
        string selection, string gateway, DateTimeOffset latestStart)
    {
        using Statement select = file.Prepare("""
            SELECT last_updated_after, started_at FROM inventory_run
            WHERE outcome = ?1 AND selection = ?2 AND gateway = ?3 AND started_at <= ?4
            """);
        select.Bind(1, InventoryOutcome.Complete).Bind(2, selection).Bind(3, gateway).Bind(4, InventoryTime.Format(latestStart));
        var runs = new List<(DateTimeOffset, DateTimeOffset)>();
        while (select.Step())
        {
            runs.Add((InventoryTime.Parse(select.Text(0)), InventoryTime.Parse(select.Text(1))));
        }

        return runs;
    }

    /// <summary>Reads every complete run of a gateway that began at the latest at a moment.</summary>
    public IReadOnlyList<(string Selection, DateTimeOffset Since, DateTimeOffset StartedAt)> FindComplete(
        string gateway, DateTimeOffset latestStart)
    {
        using Statement select = file.Prepare(
            "SELECT selection, last_updated_after, started_at FROM inventory_run WHERE outcome = ?1 AND gateway = ?2 AND started_at <= ?3");
        select.Bind(1, InventoryOutcome.Complete).Bind(2, gateway).Bind(3, InventoryTime.Format(latestStart));
        var runs = new List<(string, DateTimeOffset, DateTimeOffset)>();
        while (select.Step())
        {
            runs.Add((select.Text(0), InventoryTime.Parse(select.Text(1)), InventoryTime.Parse(select.Text(2))));
        }

        return runs;
    }

    public bool HasBegunAt(DateTimeOffset moment)
    {
        using Statement select = file.Prepare("SELECT 1 FROM inventory_run WHERE started_at = ?1");
        return select.Bind(1, InventoryTime.Format(moment)).Step();
    }

    /// <summary>Writes a run that begins.</summary>
    /// <returns>The run with its number.</returns>
    public InventoryRunRow Begin(InventoryRunRow run)
    {
        using Statement insert = file.Prepare("""
            INSERT INTO inventory_run (started_at, last_updated_after, since_rule, page_size, selection, gateway, outcome)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """);
        insert.Bind(1, InventoryTime.Format(run.StartedAt)).Bind(2, InventoryTime.Format(run.LastUpdatedAfter)).Bind(3, run.SinceRule)
            .Bind(4, run.PageSize).Bind(5, run.Selection).Bind(6, run.Gateway).Bind(7, run.Outcome).Execute();
        return run with { Id = file.Scalar("SELECT last_insert_rowid()") };
    }

    public void Resume(long runId)
    {
        using Statement update = file.Prepare("""
            UPDATE inventory_run SET outcome = ?2, resumed = resumed + 1, ended_at = NULL, message = NULL WHERE run_id = ?1
            """);
        update.Bind(1, runId).Bind(2, InventoryOutcome.Running).Execute();
        NoteStatus(LoadStatus, InventoryOutcome.Running, null);
    }

    public void NoteExpected(long runId, long expected)
    {
        using Statement update = file.Prepare("UPDATE inventory_run SET expected = ?2 WHERE run_id = ?1");
        update.Bind(1, runId).Bind(2, expected).Execute();
        NoteStatus(CountStatus, expected.ToString(CultureInfo.InvariantCulture), null);
        NoteStatus(LoadStatus, InventoryOutcome.Running, null);
    }

    public void AddPage(InventoryPageRow page, int loaded)
    {
        using Statement insert = file.Prepare("""
            INSERT OR REPLACE INTO inventory_page
                (run_id, page_number, asked_after, last_seen, has_more, file, assets, loaded_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """);
        insert.Bind(1, page.RunId).Bind(2, page.Number).Bind(3, page.AskedAfter.ToString(CultureInfo.InvariantCulture))
            .Bind(4, page.LastSeen?.ToString(CultureInfo.InvariantCulture)).Bind(5, page.HasMore ? 1 : 0)
            .Bind(6, page.FileName).Bind(7, page.Assets).Bind(8, InventoryTime.Format(DateTimeOffset.UtcNow)).Execute();
        using Statement update = file.Prepare("UPDATE inventory_run SET pages = pages + 1, assets = assets + ?2 WHERE run_id = ?1");
        update.Bind(1, page.RunId).Bind(2, loaded).Execute();
        NoteStatus(LoadStatus, InventoryOutcome.Running, page.Number);
    }

    /// <summary>Reads how far a run has come.</summary>
    public LoadedPages FindLoaded(long runId)
    {
        using Statement select = file.Prepare("""
            SELECT p.page_number, (SELECT sum(assets) FROM inventory_page WHERE run_id = ?1), r.assets, p.last_seen, p.has_more
            FROM inventory_page p JOIN inventory_run r ON r.run_id = p.run_id WHERE p.run_id = ?1 ORDER BY p.page_number DESC LIMIT 1
            """);
        if (!select.Bind(1, runId).Step())
        {
            return new LoadedPages(0, 0, 0, 0, true);
        }

        ulong lastSeen = select.IsNull(3) ? 0 : ulong.Parse(select.Text(3), CultureInfo.InvariantCulture);
        return new LoadedPages((int)select.Int64(0), select.Int64(1), select.Int64(2), lastSeen, select.Int64(4) != 0);
    }

    public void End(long runId, string outcome, string? message)
    {
        using Statement update = file.Prepare("UPDATE inventory_run SET outcome = ?2, message = ?3, ended_at = ?4 WHERE run_id = ?1");
        update.Bind(1, runId).Bind(2, outcome).Bind(3, message).Bind(4, InventoryTime.Format(DateTimeOffset.UtcNow)).Execute();
        NoteStatus(LoadStatus, outcome, null);
    }

    private void NoteStatus(string name, string detail, int? batch)
    {
        using Statement upsert = file.Prepare("""
            INSERT INTO Q_Asset_Inventory_Status (STATUS_NAME, STATUS_DETAIL, LAST_BATCH_PROCESSED, Row_Last_Updated)
            VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (STATUS_NAME) DO UPDATE SET STATUS_DETAIL = excluded.STATUS_DETAIL,
                LAST_BATCH_PROCESSED = coalesce(excluded.LAST_BATCH_PROCESSED, LAST_BATCH_PROCESSED),
                Row_Last_Updated = excluded.Row_Last_Updated
            """);
        upsert.Bind(1, name).Bind(2, detail).Bind(3, (long?)batch).Bind(4, InventoryTime.Format(DateTimeOffset.UtcNow)).Execute();
    }
}
