using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// What was found of the assets that were sent. What is wanted and what was found stand once for all assets that have both in common, as
/// JSON objects of keys and values in which null stands for a key that an asset does not have.
/// </summary>
internal sealed class VerificationTable(RunDatabase database)
{
    // A row for each key that is wanted, beside what was found under it.
    internal const string Attributes = "CROSS JOIN json_each(p.wanted) w LEFT JOIN json_each(p.found) f ON f.key = w.key";
    internal const string Found = "iif(p.is_as_wanted, w.value, f.value)";
    internal const string Verdict =
        """
        CASE WHEN p.is_as_wanted THEN 'AsWanted' WHEN p.found IS NULL THEN 'NotFound' WHEN w.value IS f.value THEN 'AsWanted'
        WHEN f.value IS NULL THEN 'Missing' ELSE 'Different' END
        """;

    private Statement? _insertPair;
    private Statement? _note;
    private Statement? _find;
    private Statement? _has;

    /// <summary>Takes away what an earlier verification found.</summary>
    public void Clear()
    {
        lock (database.Gate)
        {
            database.BeginRow();
            database.Execute("DELETE FROM verification_asset");
            database.Execute("DELETE FROM verification_pair");
        }
    }

    /// <summary>Writes what is wanted of some assets, and what was found of them.</summary>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="found">What was found under the same keys; <see langword="null"/> where there is no such asset.</param>
    /// <returns>Its number.</returns>
    public long InsertPair(string wanted, string? found)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            bool isAsWanted = wanted == found;
            _insertPair ??= database.Prepare(
                "INSERT INTO verification_pair (wanted, found, is_as_wanted) VALUES (?1, ?2, ?3) RETURNING pair_id");
            _insertPair.Bind(1, wanted).Bind(2, isAsWanted ? null : found).Bind(3, isAsWanted ? 1 : 0).Step();
            long number = _insertPair.Int64(0);
            _insertPair.Reset();
            return number;
        }
    }

    /// <summary>Notes what was found of an asset; it takes the place of what was found before.</summary>
    public void Note(ulong assetId, long pairId, DateTimeOffset readAt)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _note ??= database.Prepare("INSERT OR REPLACE INTO verification_asset (qualys_id, pair_id, read_at) VALUES (?1, ?2, ?3)");
            _note.BindAssetId(1, assetId).Bind(2, pairId).Bind(3, readAt.ToUnixTimeMilliseconds()).Execute();
        }
    }

    /// <summary>Takes away what was found at first, and something else later.</summary>
    public void DropUnused()
    {
        lock (database.Gate)
        {
            database.BeginRow();
            database.Execute("DELETE FROM verification_pair WHERE pair_id NOT IN (SELECT pair_id FROM verification_asset)");
        }
    }

    /// <summary>Finds what was found of an asset, or <see langword="null"/> where it was not read, or is not there.</summary>
    public string? FindFound(ulong assetId)
    {
        lock (database.Gate)
        {
            _find ??= database.Prepare(
                """
                SELECT iif(p.is_as_wanted, p.wanted, p.found)
                FROM verification_asset a CROSS JOIN verification_pair p ON p.pair_id = a.pair_id WHERE a.qualys_id = ?1
                """);
            string? found = _find.BindAssetId(1, assetId).Step() ? _find.TextOrNull(0) : null;
            _find.Reset();
            return found;
        }
    }

    /// <summary>Reads what was found of each asset that is there, in the order of their ids.</summary>
    public IEnumerable<FoundAssetRow> ReadFound()
    {
        using Statement select = database.Prepare(
            """
            SELECT a.qualys_id, a.pair_id, iif(p.is_as_wanted, p.wanted, p.found), a.read_at
            FROM verification_asset a CROSS JOIN verification_pair p ON p.pair_id = a.pair_id
            WHERE p.is_as_wanted OR p.found IS NOT NULL ORDER BY a.qualys_id
            """);
        while (select.Step())
        {
            yield return new FoundAssetRow(
                select.AssetId(0), select.Int64(1), select.Text(2), DateTimeOffset.FromUnixTimeMilliseconds(select.Int64(3)));
        }
    }

    /// <summary>Whether an asset was looked at, be it that it was not found.</summary>
    public bool Has(ulong assetId)
    {
        lock (database.Gate)
        {
            _has ??= database.Prepare("SELECT 1 FROM verification_asset WHERE qualys_id = ?1");
            bool has = _has.BindAssetId(1, assetId).Step();
            _has.Reset();
            return has;
        }
    }

    /// <summary>Reads each asset that is not as wanted, in the order of their ids; what was found of it is none where it was not found.</summary>
    public IEnumerable<(ulong AssetId, string? Found, DateTimeOffset ReadAt)> ReadUnwanted()
    {
        using Statement select = database.Prepare(
            """
            SELECT a.qualys_id, p.found, a.read_at FROM verification_asset a CROSS JOIN verification_pair p ON p.pair_id = a.pair_id
            WHERE NOT p.is_as_wanted ORDER BY a.qualys_id
            """);
        while (select.Step())
        {
            yield return (select.AssetId(0), select.TextOrNull(1), DateTimeOffset.FromUnixTimeMilliseconds(select.Int64(2)));
        }
    }

    /// <summary>Reads what is said of each attribute of each asset, in the order of the assets' ids.</summary>
    public IEnumerable<VerificationRow> Read() => Read("");

    /// <summary>Reads what is said of each attribute of one asset.</summary>
    public IEnumerable<VerificationRow> ReadOf(ulong assetId) => Read($"WHERE {RunRows.IsAsset("a.qualys_id", [assetId])}");

    /// <summary>Reads the first attributes that are not as wanted.</summary>
    public IEnumerable<VerificationRow> ReadNotAsWanted(int atMost) =>
        Read($"WHERE NOT p.is_as_wanted AND (p.found IS NULL OR w.value IS NOT f.value) LIMIT {atMost}");

    private IEnumerable<VerificationRow> Read(string which)
    {
        using Statement select = database.Prepare(
            $"""
            SELECT a.qualys_id, w.key, w.value, {Found}, {Verdict}, a.read_at
            FROM verification_asset a CROSS JOIN verification_pair p ON p.pair_id = a.pair_id {Attributes} {which}
            """);
        while (select.Step())
        {
            yield return new VerificationRow(
                select.AssetId(0), select.Text(1), select.TextOrNull(2), select.TextOrNull(3),
                StoredName.Read<VerificationVerdict>(select, 4, database), DateTimeOffset.FromUnixTimeMilliseconds(select.Int64(5)));
        }
    }

    /// <summary>Counts attributes by what is said of them.</summary>
    public IReadOnlyDictionary<VerificationVerdict, long> Count()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                $"""
                SELECT {Verdict}, SUM(n.assets)
                FROM (SELECT pair_id, COUNT(*) AS assets FROM verification_asset GROUP BY pair_id) n
                CROSS JOIN verification_pair p ON p.pair_id = n.pair_id {Attributes} GROUP BY 1
                """);
            var counts = new Dictionary<VerificationVerdict, long>();
            while (select.Step())
            {
                counts.Add(StoredName.Read<VerificationVerdict>(select, 0, database), select.Int64(1));
            }

            return counts;
        }
    }
}

/// <summary>What was found of an asset.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="PairId">What tells it from what was found of others.</param>
/// <param name="Found">What was found, as JSON.</param>
/// <param name="ReadAt">When it was read.</param>
internal readonly record struct FoundAssetRow(ulong AssetId, long PairId, string Found, DateTimeOffset ReadAt);

/// <summary>What is said of one attribute of an asset.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Key">The key.</param>
/// <param name="Wanted">The value that was sent; <see langword="null"/> for a key that was to be removed.</param>
/// <param name="Found">The value that was found; <see langword="null"/> where there is none.</param>
/// <param name="Verdict">What that means.</param>
/// <param name="ReadAt">When it was read.</param>
internal readonly record struct VerificationRow(
    ulong AssetId, string Key, string? Wanted, string? Found, VerificationVerdict Verdict, DateTimeOffset ReadAt);
