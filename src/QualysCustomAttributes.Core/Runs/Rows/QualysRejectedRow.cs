using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>A row of the export, or one id of it, that was not used, as a run database has it.</summary>
public sealed class QualysRejectedRow
{
    private const int MostLookedFor = 50;
    private const int FewestDigits = 6;

    private QualysRejectedRow(long line, string? assetId, RejectionReason reason, string detail, string? raw, string stage, string databasePath)
    {
        Line = line;
        AssetId = assetId;
        Reason = reason;
        Detail = detail;
        Raw = raw;
        Stage = stage;
        DatabasePath = databasePath;
    }

    /// <summary>The line of the export at which the row starts, from 1.</summary>
    public long Line { get; }

    /// <summary>The asset id as it is written there, where one was read.</summary>
    public string? AssetId { get; }

    /// <summary>Why it was not used.</summary>
    public RejectionReason Reason { get; }

    /// <summary>What exactly was found.</summary>
    public string Detail { get; }

    /// <summary>The row as it stands in the export, where it could not be taken apart; cut after 4,096 characters.</summary>
    public string? Raw { get; }

    /// <summary>The stage that rejected it: Import, or Group for an asset without values.</summary>
    public string Stage { get; }

    /// <summary>The run database.</summary>
    public string DatabasePath { get; }

    /// <summary>Reads what was rejected, in the order in which it was.</summary>
    /// <param name="databasePath">The run database, which is opened to be read alone.</param>
    /// <param name="reasons">The reasons that are asked for; all where none is.</param>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static IEnumerable<QualysRejectedRow> Read(string databasePath, params RejectionReason[] reasons) =>
        RunRows.Read(databasePath, Query(RunRows.IsNamed("reason", reasons)), Of);

    /// <summary>Reads the first rows that a stage rejected.</summary>
    internal static IEnumerable<QualysRejectedRow> ReadFirst(RunDatabase database, ConnectorStage stage, int atMost) =>
        RunRows.Read(database, Query(RunRows.IsNamed("stage", [stage])), Of, atMost);

    /// <summary>Reads the rows that name some assets, be it among others or with separators, or have the number of one in their text.</summary>
    internal static ILookup<ulong, QualysRejectedRow> ReadOf(RunDatabase database, IReadOnlySet<ulong> assetIds)
    {
        // SQLite looks for a few of them faster than their rows are read.
        string mayName = assetIds.Count > MostLookedFor ? "1"
            : string.Join(" OR ", assetIds.Select(id => $"instr(replace(asset_id, ',', ''), '{id}') OR instr(raw, '{id}')"));
        return RunRows.Read(database, Query($"({mayName})"), Of, long.MaxValue)
            .SelectMany(row => row.Numbers().Where(assetIds.Contains).Distinct().Select(id => (Id: id, Row: row)))
            .ToLookup(each => each.Id, each => each.Row);
    }

    /// <summary>Whether it could not be taken apart, so that nobody knows which asset it is of.</summary>
    internal bool IsInPieces => Reason
        is RejectionReason.Malformed or RejectionReason.InvalidText or RejectionReason.CutShort or RejectionReason.TooLong && AssetId is null;

    // Of a row that could not be taken apart, any number in it may be its asset's, but for those that stand everywhere.
    private IEnumerable<ulong> Numbers()
    {
        IEnumerable<string> texts = AssetId is null ? (IsInPieces ? DigitsIn(Raw ?? "").Where(digits => digits.Length >= FewestDigits) : [])
            : Reason == RejectionReason.ThousandsSeparators ? [AssetId.Replace(",", "", StringComparison.Ordinal)]
            : AssetId.Split(',');
        foreach (string text in texts)
        {
            if (ulong.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            {
                yield return number;
            }
        }
    }

    private static IEnumerable<string> DigitsIn(string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isDigit = i < text.Length && char.IsAsciiDigit(text[i]);
            if (isDigit && start < 0)
            {
                start = i;
            }
            else if (!isDigit && start >= 0)
            {
                yield return text[start..i];
                start = -1;
            }
        }
    }

    private static string Query(string isAsked) => $"""
        SELECT rejected_row_id, line, asset_id, reason, detail, raw, stage FROM rejected_rows
        WHERE rejected_row_id > ?1 AND {isAsked} ORDER BY rejected_row_id LIMIT ?2
        """;

    private static QualysRejectedRow Of(RunDatabase database, Statement row) => new(
        row.Int64(1), row.TextOrNull(2), StoredName.Read<RejectionReason>(row, 3, database), row.Text(4), row.TextOrNull(5),
        StoredName.Read<ConnectorStage>(row, 6, database).ToString(), database.Path);

    /// <summary>The row in a sentence.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ShownText.Line($"line {Line}{(AssetId is null ? "" : $", asset {AssetId}")}: {Reason}, {Detail}");
}
