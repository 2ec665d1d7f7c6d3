using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>What a ledger knows of assets.</summary>
internal sealed class LedgerAssets(SqliteFile file, ValueSetTable sets)
{
    private Statement? _find;
    private Statement? _confirmedAt;
    private Statement? _findRun;
    private Statement? _set;
    private Statement? _settling;
    private Statement? _findWritten;
    private Statement? _setWritten;
    private Statement? _dropWritten;

    /// <summary>Reads every asset that has confirmed values, in the order of their ids.</summary>
    public IEnumerable<LedgerAsset> Read()
    {
        // Of the release before, which is read as it is, nothing is known beside what was confirmed.
        using Statement select = file.Prepare(Version < 2
            ? "SELECT asset_id, set_id, confirmed_at, set_id FROM asset_value ORDER BY asset_id"
            : """
              SELECT v.asset_id, v.set_id, v.confirmed_at, COALESCE(w.set_id, v.set_id)
              FROM asset_value v LEFT JOIN asset_written w ON w.asset_id = v.asset_id ORDER BY v.asset_id
              """);
        while (select.Step())
        {
            yield return new LedgerAsset(select.AssetId(0), select.Int64(1), select.Int64(2), select.Int64(3));
        }
    }

    /// <summary>
    /// Reads what is in doubt: changes of which nobody knows whether they were made, because no answer came, or because the asset was not
    /// found when it was read back. What was confirmed since under the same key settles it; adding does so only where it was seen to write a
    /// key that exists, for else it may leave that as it is.
    /// </summary>
    /// <param name="exceptRun">A run whose changes are not read, as the ledger numbers it; 0 for none.</param>
    /// <returns>The keys that are in doubt, by asset.</returns>
    public IReadOnlyDictionary<ulong, IReadOnlyDictionary<string, SentInDoubt>> ReadDoubts(long exceptRun = 0)
    {
        var doubts = new Dictionary<ulong, IReadOnlyDictionary<string, SentInDoubt>>();
        foreach (IGrouping<ulong, OpenChange> asset in ReadOpen(exceptRun).ToList().GroupBy(each => each.AssetId))
        {
            var keys = new Dictionary<string, SentInDoubt>(StringComparer.Ordinal);
            List<(long Change, long Set)> settling = ReadSettling(asset.Key, asset.First().Change);
            foreach (OpenChange open in asset)
            {
                foreach ((string key, string? value) in sets.Read(open.Set).Values)
                {
                    if (!settling.Exists(each => each.Change > open.Change && sets.Read(each.Set).Values.ContainsKey(key)))
                    {
                        keys[key] = new SentInDoubt(DoubtOf(value) | DoubtBefore(open, key), [value]).With(keys.GetValueOrDefault(key));
                    }
                }
            }

            if (keys.Count > 0)
            {
                doubts.Add(asset.Key, keys);
            }
        }

        return doubts;
    }

    /// <summary>Finds the number of an asset's set; 0 for none.</summary>
    public long FindSet(ulong assetId)
    {
        _find ??= file.Prepare("SELECT set_id FROM asset_value WHERE asset_id = ?1");
        long set = _find.BindAssetId(1, assetId).Step() ? _find.Int64(0) : 0;
        _find.Reset();
        return set;
    }

    private long Version => file.Scalar("PRAGMA user_version");

    private static KeyDoubt DoubtOf(string? value) => value is null ? KeyDoubt.MayBeMissing : KeyDoubt.MayHaveValue;

    // What was confirmed is known as it was written: it may be as it was before.
    private KeyDoubt DoubtBefore(OpenChange open, string key) =>
        open.Before is { } before ? DoubtOf(sets.Read(before).Values.GetValueOrDefault(key)) : KeyDoubt.None;

    private IEnumerable<OpenChange> ReadOpen(long exceptRun)
    {
        const string unanswered =
            """
            SELECT a.asset_id, c.change_id, c.set_id, NULL AS before_set_id
            FROM change_call c JOIN change_asset a ON a.change_id = c.change_id WHERE c.outcome = 'InDoubt' AND c.run_id <> ?1
            """;
        const string notFound =
            """
            SELECT a.asset_id, c.change_id, c.set_id, a.before_set_id
            FROM change_reading r CROSS JOIN change_call c ON c.change_id = r.change_id
            CROSS JOIN change_asset a ON a.asset_id = r.asset_id AND a.change_id = r.change_id
            WHERE r.set_id IS NULL AND c.outcome <> 'InDoubt' AND c.run_id <> ?1
            """;
        using Statement select = file.Prepare($"{unanswered}{(Version >= 3 ? $" UNION ALL {notFound}" : "")} ORDER BY 2");
        select.Bind(1, exceptRun);
        while (select.Step())
        {
            yield return new OpenChange(select.AssetId(0), select.Int64(1), select.Int64(2), select.IsNull(3) ? null : select.Int64(3));
        }
    }

    private List<(long Change, long Set)> ReadSettling(ulong assetId, long after)
    {
        _settling ??= file.Prepare(
            $"""
            SELECT c.change_id, c.set_id FROM change_asset a CROSS JOIN change_call c ON c.change_id = a.change_id
            WHERE a.asset_id = ?1 AND a.change_id > ?2 AND a.is_confirmed = 1
                AND (c.function IN ('update', 'remove'){(Version >= 2 ? $" OR (c.function = 'add' AND {LedgerSchema.AddOverwrites})" : "")})
                {(Version >= 3 ? $"AND NOT {RunChanges.WasNotFound}" : "")}
            """);
        _settling.BindAssetId(1, assetId).Bind(2, after);
        List<(long, long)> settling = [];
        while (_settling.Step())
        {
            settling.Add((_settling.Int64(0), _settling.Int64(1)));
        }

        _settling.Reset();
        return settling;
    }

    /// <summary>Finds when the latest value of an asset was confirmed, in milliseconds since 1970; 0 for never.</summary>
    public long FindConfirmedAt(ulong assetId)
    {
        _confirmedAt ??= file.Prepare("SELECT confirmed_at FROM asset_value WHERE asset_id = ?1");
        long at = _confirmedAt.BindAssetId(1, assetId).Step() ? _confirmedAt.Int64(0) : 0;
        _confirmedAt.Reset();
        return at;
    }

    /// <summary>Finds the run that the latest value of an asset is from, as the ledger numbers it; 0 for none.</summary>
    public long FindRun(ulong assetId)
    {
        _findRun ??= file.Prepare("SELECT run_id FROM asset_value WHERE asset_id = ?1");
        long run = _findRun.BindAssetId(1, assetId).Step() ? _findRun.Int64(0) : 0;
        _findRun.Reset();
        return run;
    }

    /// <summary>Finds the number of the set that was written to an asset last, where it was found to hold another one since; 0 where not.</summary>
    public long FindWritten(ulong assetId)
    {
        _findWritten ??= file.Prepare("SELECT set_id FROM asset_written WHERE asset_id = ?1");
        long set = _findWritten.BindAssetId(1, assetId).Step() ? _findWritten.Int64(0) : 0;
        _findWritten.Reset();
        return set;
    }

    /// <summary>Notes what was written to an asset last, beside what it is known to hold.</summary>
    public void SetWritten(ulong assetId, long written, long known)
    {
        if (written == known)
        {
            _dropWritten ??= file.Prepare("DELETE FROM asset_written WHERE asset_id = ?1");
            _dropWritten.BindAssetId(1, assetId).Execute();
        }
        else
        {
            _setWritten ??= file.Prepare("INSERT OR REPLACE INTO asset_written (asset_id, set_id) VALUES (?1, ?2)");
            _setWritten.BindAssetId(1, assetId).Bind(2, written).Execute();
        }
    }

    /// <summary>Notes an asset's confirmed values.</summary>
    public void Set(ulong assetId, long set, DateTimeOffset confirmedAt, long runId)
    {
        _set ??= file.Prepare("INSERT OR REPLACE INTO asset_value (asset_id, set_id, confirmed_at, run_id) VALUES (?1, ?2, ?3, ?4)");
        _set.BindAssetId(1, assetId).Bind(2, set).Bind(3, confirmedAt.ToUnixTimeMilliseconds()).Bind(4, runId).Execute();
    }
}

/// <summary>An asset as a ledger has it.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Set">The set of its confirmed values, by its number.</param>
/// <param name="ConfirmedAt">When the latest of them was confirmed, in milliseconds since 1970.</param>
/// <param name="Written">The set that was written last, by its number: another one where the asset was found to hold something else since.</param>
internal readonly record struct LedgerAsset(ulong AssetId, long Set, long ConfirmedAt, long Written);

/// <summary>A change of an asset of which nobody knows whether it was made.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Change">The change.</param>
/// <param name="Set">What it set, by its number.</param>
/// <param name="Before">What was known before, by its number, of a change that was confirmed and not found; <see langword="null"/> else.</param>
internal readonly record struct OpenChange(ulong AssetId, long Change, long Set, long? Before);
