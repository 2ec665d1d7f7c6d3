using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>Every input row, or id of a row, that was not used.</summary>
internal sealed class RejectedRowTable(RunDatabase database)
{
    private Statement? _insert;

    /// <summary>Reads the ids of rows that were rejected for a value that was cut, as far as they could be read.</summary>
    public IEnumerable<ulong> ReadIds()
    {
        using Statement select = database.Prepare(
            $"SELECT asset_id FROM rejected_rows WHERE stage = 'Import' AND reason = '{RejectionReason.TrimmedValue}' AND asset_id IS NOT NULL");
        while (select.Step())
        {
            foreach (string id in select.Text(0).Split(','))
            {
                yield return ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out ulong assetId)
                    ? assetId
                    : throw RunDatabaseException.NotTrusted(database.Path, "a rejected row has an id that is none");
            }
        }
    }

    public void Insert(RejectedRow row, ConnectorStage stage)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insert ??= database.Prepare(
                "INSERT INTO rejected_rows (line, asset_id, reason, detail, raw, stage) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
            _insert.Bind(1, row.Line).Bind(2, row.AssetId).Bind(3, row.Reason.ToString()).Bind(4, row.Detail).Bind(5, row.Raw)
                .Bind(6, stage.ToString()).Execute();
        }
    }
}
