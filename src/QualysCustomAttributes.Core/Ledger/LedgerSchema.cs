namespace QualysCustomAttributes.Ledger;

/// <summary>
/// The tables of a ledger. Values stand in sets, each once: a JSON object of keys and values in ordinal order, in which null stands for
/// a key that was removed.
/// </summary>
internal static class LedgerSchema
{
    /// <summary>Marks the file as a ledger (PRAGMA application_id): "QCAl".</summary>
    public const int ApplicationId = 0x5143416C;

    /// <summary>The version of the tables (PRAGMA user_version).</summary>
    public const int Version = 3;

    /// <summary>What version 2 has beside version 1: whose turn it is, what is known of the limit, and how functions behave.</summary>
    // A lease is a row that is always there, as in a run database; without a holder it is nobody's. Moments of calls are milliseconds.
    public const string OfVersion2 = """
        CREATE TABLE lease (
            lease_id INTEGER PRIMARY KEY, holder TEXT, command TEXT, process_id INTEGER, process_started_at INTEGER, host TEXT,
            process_space TEXT, taken_at TEXT, renewed_at TEXT, database_path TEXT, renewals INTEGER NOT NULL);
        INSERT INTO lease (lease_id, renewals) VALUES (1, 0);
        CREATE TABLE call_window (
            window_id INTEGER PRIMARY KEY, call_limit INTEGER, window_seconds INTEGER, remaining INTEGER, seen_at INTEGER NOT NULL,
            closed_until INTEGER);
        CREATE TABLE window_call (call_id INTEGER PRIMARY KEY, sent_at INTEGER NOT NULL);
        CREATE TABLE asset_written (asset_id NOT NULL PRIMARY KEY, set_id INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE function_behaviour (
            function TEXT NOT NULL, situation TEXT NOT NULL, behaviour TEXT NOT NULL, asset_id, tried_at INTEGER NOT NULL,
            PRIMARY KEY (function, situation)) WITHOUT ROWID;
        """;

    /// <summary>What version 3 has beside version 2: what reading back says of changes that were confirmed.</summary>
    // What was found under the keys is a set; none where there was no such asset. Of what was found as it was written there is no row.
    public const string OfVersion3 = """
        CREATE TABLE change_reading (
            asset_id NOT NULL, change_id INTEGER NOT NULL, set_id INTEGER, read_at INTEGER NOT NULL,
            PRIMARY KEY (asset_id, change_id)) WITHOUT ROWID;
        CREATE INDEX change_reading_by_change ON change_reading (change_id);
        DROP VIEW attribute_change;
        CREATE VIEW attribute_change AS
            SELECT CAST(a.asset_id AS TEXT) AS asset_id, e.key AS key, (SELECT f.value FROM json_each(b.content) f WHERE f.key = e.key) AS before, e.value AS after,
                c.function, c.outcome, a.is_confirmed, strftime('%Y-%m-%d %H:%M:%S', c.sent_at / 1000, 'unixepoch') AS sent_at,
                c.run_id, r.database_path, r.export_path, r.account, c.group_number, c.batch_number, c.change_id,
                CASE WHEN g.change_id IS NULL THEN NULL WHEN g.set_id IS NULL THEN 'NotFound'
                    WHEN (SELECT f.value FROM json_each(k.content) f WHERE f.key = e.key) IS e.value THEN NULL
                    WHEN (SELECT f.value FROM json_each(k.content) f WHERE f.key = e.key) IS NULL THEN 'Missing' ELSE 'Different' END AS read_back,
                NULLIF((SELECT f.value FROM json_each(k.content) f WHERE f.key = e.key), e.value) AS found
            FROM change_asset a JOIN change_call c ON c.change_id = a.change_id JOIN ledger_run r ON r.run_id = c.run_id
            JOIN value_set s ON s.set_id = c.set_id JOIN value_set b ON b.set_id = a.before_set_id CROSS JOIN json_each(s.content) e
            LEFT JOIN change_reading g ON g.asset_id = a.asset_id AND g.change_id = a.change_id
            LEFT JOIN value_set k ON k.set_id = g.set_id;
        """;

    // asset_id has no type, and so no affinity: INTEGER would make an inexact REAL of an id above 2^63 - 1, which is text.
    private const string OfVersion1 = """
        CREATE TABLE identity (id TEXT NOT NULL, api_host TEXT NOT NULL, created_at TEXT NOT NULL);
        CREATE TABLE value_set (set_id INTEGER PRIMARY KEY, content TEXT NOT NULL UNIQUE);
        CREATE TABLE asset_value (
            asset_id NOT NULL PRIMARY KEY, set_id INTEGER NOT NULL, confirmed_at INTEGER NOT NULL, run_id INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE ledger_run (
            run_id INTEGER PRIMARY KEY, database_id TEXT NOT NULL UNIQUE, database_path TEXT NOT NULL, export_path TEXT,
            command TEXT NOT NULL, account TEXT NOT NULL, started_at TEXT NOT NULL, coverage TEXT);
        CREATE TABLE change_call (
            change_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, group_number INTEGER NOT NULL, batch_number INTEGER NOT NULL,
            function TEXT NOT NULL, set_id INTEGER NOT NULL, sent_at INTEGER NOT NULL, settled_at INTEGER, outcome TEXT NOT NULL);
        CREATE INDEX change_call_open ON change_call (change_id) WHERE outcome = 'InDoubt';
        CREATE TABLE change_asset (
            asset_id NOT NULL, change_id INTEGER NOT NULL, before_set_id INTEGER NOT NULL, is_confirmed INTEGER NOT NULL,
            PRIMARY KEY (asset_id, change_id)) WITHOUT ROWID;
        CREATE INDEX change_asset_by_change ON change_asset (change_id);
        CREATE TABLE observation (
            observation_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, read_at INTEGER NOT NULL, count_assets INTEGER NOT NULL);
        CREATE VIEW known_attribute AS
            SELECT CAST(a.asset_id AS TEXT) AS asset_id, e.key AS key, e.value AS value,
                strftime('%Y-%m-%d %H:%M:%S', a.confirmed_at / 1000, 'unixepoch') AS confirmed_at, a.run_id
            FROM asset_value a JOIN value_set s ON s.set_id = a.set_id CROSS JOIN json_each(s.content) e;
        CREATE VIEW attribute_change AS
            SELECT CAST(a.asset_id AS TEXT) AS asset_id, e.key AS key, (SELECT f.value FROM json_each(b.content) f WHERE f.key = e.key) AS before, e.value AS after,
                c.function, c.outcome, a.is_confirmed, strftime('%Y-%m-%d %H:%M:%S', c.sent_at / 1000, 'unixepoch') AS sent_at,
                c.run_id, r.database_path, r.export_path, r.account, c.group_number, c.batch_number, c.change_id
            FROM change_asset a JOIN change_call c ON c.change_id = a.change_id JOIN ledger_run r ON r.run_id = c.run_id
            JOIN value_set s ON s.set_id = c.set_id JOIN value_set b ON b.set_id = a.before_set_id CROSS JOIN json_each(s.content) e;
        """;

    /// <summary>Asks, from version 2 on, whether adding was seen to write a key that exists.</summary>
    public const string AddOverwrites =
        "EXISTS (SELECT 1 FROM function_behaviour WHERE function = 'add' AND situation = 'Existing' AND behaviour = 'Writes')";

    /// <summary>Asks, from version 2 on, whether adding was seen to leave a key as it is that exists.</summary>
    public const string AddLeavesExisting =
        "EXISTS (SELECT 1 FROM function_behaviour WHERE function = 'add' AND situation = 'Existing' AND behaviour = 'DoesNothing')";

    /// <summary>The script that creates every table and view.</summary>
    /// <param name="version">The version of the tables.</param>
    public static string Script(long version = Version) => $"""
        {OfVersion1}
        {(version >= 2 ? OfVersion2 : "")}
        {(version >= 3 ? OfVersion3 : "")}
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {version};
        """;
}
