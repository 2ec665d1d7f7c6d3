using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>
/// What reading back says of the changes of one run that it did not find as they were confirmed. Of what was found as it was written
/// there is no row.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="runId">The run, as the ledger numbers it.</param>
internal sealed class ChangeReadings(AttributeLedger ledger, long runId)
{
    /// <summary>Notes what was read, in the place of what was read of the same assets before.</summary>
    /// <param name="assets">The assets that are not as wanted, each once; those that were not found have no content.</param>
    /// <param name="wasRead">Whether an asset was looked at.</param>
    /// <param name="parse">Reads the text of a set of values.</param>
    /// <returns>How many assets are in doubt now that were not.</returns>
    public long Note(IEnumerable<UnwantedAsset> assets, Predicate<ulong> wasRead, Func<string, ValueSet> parse)
    {
        ArgumentNullException.ThrowIfNull(assets);
        ArgumentNullException.ThrowIfNull(wasRead);
        ArgumentNullException.ThrowIfNull(parse);
        return ledger.Write(() =>
        {
            HashSet<ulong> doubted = Forget(wasRead);
            long added = 0;
            foreach (UnwantedAsset asset in assets)
            {
                if (ledger.Assets.FindConfirmedAt(asset.AssetId) <= asset.ReadAt.ToUnixTimeMilliseconds()
                    && Note(asset, asset.Content is { } content ? parse(content) : null) && asset.Content is null && !doubted.Contains(asset.AssetId))
                {
                    added++;
                }
            }

            return added;
        });
    }

    /// <summary>Notes that of a change it is not known whether it was made for some of its assets: they were not found.</summary>
    public void Doubt(long changeId, IEnumerable<ulong> assetIds, DateTimeOffset readAt) => ledger.Write(() =>
    {
        foreach (ulong assetId in assetIds)
        {
            Insert(assetId, changeId, null, readAt);
        }

        return true;
    });

    // Another look takes the place of the one before.
    private HashSet<ulong> Forget(Predicate<ulong> wasRead)
    {
        List<(ulong AssetId, long Change, bool IsDoubt)> noted = [];
        using (Statement select = ledger.Prepare(
            """
            SELECT r.asset_id, r.change_id, r.set_id IS NULL FROM change_reading r JOIN change_call c ON c.change_id = r.change_id
            WHERE c.run_id = ?1
            """))
        {
            select.Bind(1, runId);
            while (select.Step())
            {
                noted.Add((select.AssetId(0), select.Int64(1), select.Int64(2) == 1));
            }
        }

        using Statement delete = ledger.Prepare("DELETE FROM change_reading WHERE asset_id = ?1 AND change_id = ?2");
        foreach ((ulong assetId, long change, _) in noted.Where(each => wasRead(each.AssetId)))
        {
            delete.BindAssetId(1, assetId).Bind(2, change).Execute();
        }

        return [.. noted.Where(each => each.IsDoubt).Select(each => each.AssetId)];
    }

    private bool Note(UnwantedAsset asset, ValueSet? found)
    {
        bool isAny = false;
        foreach ((long change, long set) in ReadChanges(asset.AssetId))
        {
            if (found is null || !Holds(found, ledger.Sets.Read(set)))
            {
                Insert(asset.AssetId, change, found, asset.ReadAt);
                isAny = true;
            }
        }

        return isAny;
    }

    private List<(long Change, long Set)> ReadChanges(ulong assetId)
    {
        using Statement select = ledger.Prepare(
            """
            SELECT c.change_id, c.set_id FROM change_asset a CROSS JOIN change_call c ON c.change_id = a.change_id
            WHERE a.asset_id = ?1 AND a.is_confirmed = 1 AND c.run_id = ?2
            """);
        select.BindAssetId(1, assetId).Bind(2, runId);
        List<(long, long)> changes = [];
        while (select.Step())
        {
            changes.Add((select.Int64(0), select.Int64(1)));
        }

        return changes;
    }

    private void Insert(ulong assetId, long changeId, ValueSet? found, DateTimeOffset readAt)
    {
        long? set = found is null ? null : ledger.Sets.FindOrAdd(found);
        using Statement insert = ledger.Prepare(
            "INSERT OR REPLACE INTO change_reading (asset_id, change_id, set_id, read_at) VALUES (?1, ?2, ?3, ?4)");
        insert.BindAssetId(1, assetId).Bind(2, changeId).Bind(3, set).Bind(4, readAt.ToUnixTimeMilliseconds()).Execute();
    }

    private static bool Holds(ValueSet found, ValueSet written) => written.Values.All(each =>
        found.Values.TryGetValue(each.Key, out string? value) && string.Equals(value, each.Value, StringComparison.Ordinal));
}

/// <summary>An asset that reading back did not find as it was to be.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Content">What was read of it, as the text of a <see cref="ValueSet"/>; <see langword="null"/> where it was not found.</param>
/// <param name="ReadAt">When.</param>
internal readonly record struct UnwantedAsset(ulong AssetId, string? Content, DateTimeOffset ReadAt);
