using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// The tables of a run database. The names that people query are views: an attribute list stands once in
/// <c>attribute_set</c> however many assets have it, a record is three integers, and a stage remembers which records
/// went through as ranges of their numbers, so that a million rows stay tens of megabytes.
/// </summary>
internal static class RunDatabaseSchema
{
    /// <summary>Marks the file as a run database (PRAGMA application_id): "QCAr".</summary>
    public const int ApplicationId = 0x51434172;

    /// <summary>The version of the tables (PRAGMA user_version).</summary>
    public const int Version = 5;

    /// <summary>The contract's table, which is read before the others can be known: they depend on it.</summary>
    public const string ContractTable =
        "CREATE TABLE contract (position INTEGER PRIMARY KEY, header TEXT NOT NULL, key TEXT NOT NULL)";

    /// <summary>Whether a brake holds the plan: what it would change is withheld, until somebody releases it, or chooses a part that no brake holds.</summary>
    public const string IsHeld =
        """
        (COALESCE((SELECT outcome FROM run WHERE stage = 'Update' AND input <> 'None' ORDER BY run_id DESC LIMIT 1), '') = 'held'
            AND NOT EXISTS (SELECT 1 FROM api_calls))
        """;

    /// <summary>The script that creates every table and view.</summary>
    public static string Script(AxoniusContract contract)
    {
        string columns = string.Join(", ", contract.Keys.Select(key => $"{SqlName.Quote(key)} TEXT NOT NULL"));
        string names = string.Join(", ", contract.Keys.Select(key => $"s.{SqlName.Quote(key)}"));
        const string assetId = "CAST(r.qualys_id AS TEXT)";
        const string attributes = "a.payload_custom_attributes";
        // qualys_id has no type, and so no affinity: INTEGER would make an inexact REAL of an id above 2^63 - 1, which is text.
        return $$"""
            CREATE TABLE identity (id TEXT NOT NULL);
            {{ContractTable}};
            CREATE TABLE lease (
                lease_id INTEGER PRIMARY KEY, holder TEXT, command TEXT, process_id INTEGER, process_started_at INTEGER, host TEXT,
                process_space TEXT, taken_at TEXT, renewed_at TEXT, calls INTEGER NOT NULL);
            INSERT INTO lease (lease_id, calls) VALUES (1, 0);
            CREATE TABLE plan (
                stage TEXT PRIMARY KEY, digest TEXT NOT NULL, count_requests INTEGER NOT NULL, count_asset_ids INTEGER NOT NULL);
            CREATE TABLE attribute_set (attribute_set_id INTEGER PRIMARY KEY, {{columns}});
            CREATE TABLE axonius_record (
                record_id INTEGER PRIMARY KEY, qualys_id NOT NULL, line INTEGER NOT NULL, attribute_set_id INTEGER NOT NULL);
            CREATE TABLE stage_range (
                stage TEXT NOT NULL, sequence INTEGER NOT NULL, first_record_id INTEGER NOT NULL, last_record_id INTEGER NOT NULL,
                PRIMARY KEY (stage, sequence)) WITHOUT ROWID;
            CREATE TABLE duplicate_record (record_id INTEGER PRIMARY KEY, is_kept INTEGER NOT NULL, is_conflicting INTEGER NOT NULL);
            CREATE TABLE plan_pair (
                pair_id INTEGER PRIMARY KEY, known_set_id INTEGER, desired_set_id INTEGER, actions TEXT NOT NULL, reasons TEXT NOT NULL,
                add_set_id INTEGER, update_set_id INTEGER, remove_set_id INTEGER, count_assets INTEGER NOT NULL DEFAULT 0);
            CREATE TABLE plan_asset (qualys_id NOT NULL PRIMARY KEY, pair_id INTEGER NOT NULL, line INTEGER) WITHOUT ROWID;
            CREATE TABLE plan_source (source TEXT PRIMARY KEY, path TEXT NOT NULL, state TEXT NOT NULL);
            CREATE TABLE payload_change (
                payload_id INTEGER PRIMARY KEY, qualys_id NOT NULL, function TEXT NOT NULL, attribute_set_id INTEGER NOT NULL, line INTEGER);
            CREATE TABLE plan_calls (
                function TEXT NOT NULL, group_by TEXT NOT NULL, count_calls INTEGER NOT NULL, is_taken INTEGER NOT NULL,
                PRIMARY KEY (function, group_by)) WITHOUT ROWID;
            CREATE TABLE payload_group (
                group_number INTEGER PRIMARY KEY, attribute_set_id INTEGER NOT NULL, count_asset_ids INTEGER NOT NULL,
                asset_ids TEXT NOT NULL, function TEXT);
            CREATE TABLE payload_batch (
                batch_id INTEGER PRIMARY KEY, group_number INTEGER NOT NULL, batch_number INTEGER NOT NULL,
                count_asset_ids INTEGER NOT NULL, asset_ids TEXT NOT NULL, UNIQUE (group_number, batch_number));
            CREATE TABLE batch_execution (
                execution_id INTEGER PRIMARY KEY, group_number INTEGER NOT NULL, batch_number INTEGER NOT NULL, function TEXT NOT NULL,
                status TEXT NOT NULL DEFAULT 'none', execution_log TEXT NOT NULL DEFAULT 'none', outcome TEXT NOT NULL, response_code TEXT,
                confirmed_count INTEGER, not_confirmed_asset_ids TEXT, attempts INTEGER NOT NULL DEFAULT 0, error TEXT, ended_at TEXT,
                UNIQUE (group_number, batch_number));

            CREATE TABLE run (
                run_id INTEGER PRIMARY KEY, stage TEXT NOT NULL, command TEXT NOT NULL, options TEXT NOT NULL, started_at TEXT NOT NULL,
                ended_at TEXT, outcome TEXT NOT NULL, message TEXT, rows_in INTEGER, rows_out INTEGER, input TEXT NOT NULL);
            CREATE TABLE rejected_rows (
                rejected_row_id INTEGER PRIMARY KEY, line INTEGER NOT NULL, asset_id TEXT, reason TEXT NOT NULL,
                detail TEXT NOT NULL, raw TEXT, stage TEXT NOT NULL);
            CREATE TABLE api_calls (
                call_id INTEGER PRIMARY KEY, group_number INTEGER NOT NULL, batch_number INTEGER NOT NULL,
                function TEXT NOT NULL, attempt INTEGER NOT NULL, url TEXT NOT NULL, count_asset_ids INTEGER NOT NULL,
                sent_at TEXT NOT NULL, answered_at TEXT, elapsed_ms INTEGER, http_status INTEGER, response_code TEXT,
                confirmed_count INTEGER, wait_seconds REAL, wait_cause TEXT, error TEXT);
            CREATE TABLE verification_pair (
                pair_id INTEGER PRIMARY KEY, wanted TEXT NOT NULL, found TEXT, is_as_wanted INTEGER NOT NULL);
            CREATE TABLE verification_asset (
                qualys_id NOT NULL PRIMARY KEY, pair_id INTEGER NOT NULL, read_at INTEGER NOT NULL) WITHOUT ROWID;
            CREATE INDEX api_calls_batch ON api_calls (group_number, batch_number, attempt);

            CREATE VIEW attribute_list AS
                SELECT attribute_set_id,
                    '[' || substr({{AttributeList(contract.Keys)}}, 3) || ']' AS payload_custom_attributes
                FROM attribute_set;
            CREATE VIEW axonious_data AS
                SELECT CAST(r.qualys_id AS TEXT) AS qualys_id, {{names}}, r.line
                FROM axonius_record r CROSS JOIN attribute_set s ON s.attribute_set_id = r.attribute_set_id;
            CREATE VIEW qualys_attribute_plan AS
                SELECT CAST(a.qualys_id AS TEXT) AS asset_id, c.key, {{ValueOf("k", contract.Keys)}} AS known,
                    {{ValueOf("d", contract.Keys)}} AS desired,
                    CASE WHEN substr(p.actions, c.position, 1) <> '=' AND {{IsHeld}} THEN '{{PlanLetters.Withheld}}'
                        ELSE {{NameOf("p.actions", PlanLetters.Actions)}} END AS action,
                    {{NameOf("p.reasons", PlanLetters.Reasons)}} AS reason, a.line, a.pair_id
                FROM plan_asset a CROSS JOIN plan_pair p ON p.pair_id = a.pair_id
                CROSS JOIN contract c ON c.position BETWEEN 1 AND length(p.actions)
                LEFT JOIN attribute_set k ON k.attribute_set_id = p.known_set_id
                LEFT JOIN attribute_set d ON d.attribute_set_id = p.desired_set_id;
            CREATE VIEW qualys_attribute_payloads AS
                SELECT {{assetId}} AS asset_id,
                    {{Payload(assetId, "'add'", attributes)}} AS payload,
                    a.payload_custom_attributes, r.line
                FROM stage_range g CROSS JOIN axonius_record r ON r.record_id BETWEEN g.first_record_id AND g.last_record_id
                CROSS JOIN attribute_list a ON a.attribute_set_id = r.attribute_set_id
                WHERE g.stage = 'Payload' AND NOT EXISTS (SELECT 1 FROM plan_source)
                UNION ALL {{Changes("Payload", assetId, attributes)}};
            CREATE VIEW qualys_attribute_payloads_duplicates AS
                SELECT {{assetId}} AS asset_id,
                    {{Payload(assetId, "'add'", attributes)}} AS payload,
                    a.payload_custom_attributes, r.line, d.is_kept, d.is_conflicting
                FROM duplicate_record d CROSS JOIN axonius_record r ON r.record_id = d.record_id
                CROSS JOIN attribute_list a ON a.attribute_set_id = r.attribute_set_id;
            CREATE VIEW qualys_attribute_payloads_clean AS
                SELECT {{assetId}} AS asset_id,
                    {{Payload(assetId, "'add'", attributes)}} AS payload,
                    a.payload_custom_attributes, r.line
                FROM stage_range g CROSS JOIN axonius_record r ON r.record_id BETWEEN g.first_record_id AND g.last_record_id
                CROSS JOIN attribute_list a ON a.attribute_set_id = r.attribute_set_id
                WHERE g.stage = 'Group' AND r.record_id NOT IN (SELECT record_id FROM duplicate_record WHERE is_kept = 0)
                    AND NOT EXISTS (SELECT 1 FROM plan_source)
                UNION ALL {{Changes("Group", assetId, attributes)}};
            CREATE VIEW qualys_attribute_payloads_grouped AS
                SELECT p.asset_ids,
                    {{Payload("p.asset_ids", "COALESCE(p.function, 'add')", attributes)}} AS payload,
                    a.payload_custom_attributes, p.count_asset_ids, p.group_number
                FROM payload_group p CROSS JOIN attribute_list a ON a.attribute_set_id = p.attribute_set_id;
            CREATE VIEW qualys_attribute_payloads_split AS
                SELECT b.asset_ids,
                    {{Payload("b.asset_ids", "COALESCE(p.function, 'add')", attributes)}} AS payload,
                    a.payload_custom_attributes, b.count_asset_ids, b.group_number, b.batch_number
                FROM payload_batch b CROSS JOIN payload_group p ON p.group_number = b.group_number
                CROSS JOIN attribute_list a ON a.attribute_set_id = p.attribute_set_id;
            CREATE VIEW qualys_attribute_payloads_transformed AS
                SELECT b.asset_ids,
                    {{Payload("b.asset_ids", "e.function", attributes)}} AS payload,
                    a.payload_custom_attributes, b.count_asset_ids, b.group_number, b.batch_number, e.function
                FROM batch_execution e
                CROSS JOIN payload_batch b ON b.group_number = e.group_number AND b.batch_number = e.batch_number
                CROSS JOIN payload_group p ON p.group_number = b.group_number
                CROSS JOIN attribute_list a ON a.attribute_set_id = p.attribute_set_id;
            CREATE VIEW qualys_attribute_payloads_transformed_execution_log AS
                SELECT t.asset_ids, t.payload, t.payload_custom_attributes, t.count_asset_ids, t.group_number,
                    t.batch_number, e.status, e.execution_log, e.function, e.outcome, e.response_code, e.confirmed_count,
                    e.not_confirmed_asset_ids, e.attempts, e.error, e.ended_at
                FROM batch_execution e
                CROSS JOIN qualys_attribute_payloads_transformed t
                    ON t.group_number = e.group_number AND t.batch_number = e.batch_number;
            CREATE VIEW qualys_attribute_verification AS
                SELECT CAST(a.qualys_id AS TEXT) AS asset_id, w.key AS key, w.value AS wanted, {{VerificationTable.Found}} AS found,
                    {{VerificationTable.Verdict}} AS verdict,
                    strftime('%Y-%m-%d %H:%M:%f', a.read_at / 1000.0, 'unixepoch') AS read_at
                FROM verification_asset a CROSS JOIN verification_pair p ON p.pair_id = a.pair_id {{VerificationTable.Attributes}};
            PRAGMA application_id = {{ApplicationId}};
            PRAGMA user_version = {{Version}};
            """;
    }

    // Of a plan that was made by comparison a payload is a change, and a stage lets through ranges of their numbers.
    private static string Changes(string stage, string assetId, string attributes) => $"""
        SELECT {assetId}, {Payload(assetId, "r.function", attributes)}, {attributes}, r.line
        FROM stage_range g CROSS JOIN payload_change r ON r.payload_id BETWEEN g.first_record_id AND g.last_record_id
        CROSS JOIN attribute_list a ON a.attribute_set_id = r.attribute_set_id
        WHERE g.stage = '{stage}' AND EXISTS (SELECT 1 FROM plan_source)
        """;

    // A set has a column for each key: the one of the key at hand, where it has a value.
    private static string ValueOf(string set, IReadOnlyList<string> keys) =>
        $"NULLIF(CASE c.position {string.Concat(keys.Select((key, i) => $"WHEN {i + 1} THEN {set}.{SqlName.Quote(key)} "))}END, '')";

    private static string NameOf(string letters, IEnumerable<(char Letter, string Name)> names) =>
        $"CASE substr({letters}, c.position, 1) {string.Concat(names.Select(each => $"WHEN '{each.Letter}' THEN '{each.Name}' "))}END";

    // The text is what Python's json.dumps gives, because people have queries on it.
    private static string AttributeList(IReadOnlyList<string> keys)
    {
        var sql = new StringBuilder("''");
        foreach (string key in keys)
        {
            string column = SqlName.Quote(key);
            string prefix = QuoteText($$""", {"key": {{UpdateRequestBody.Quote(key)}}, "value": """);
            sql.Append(" || iif(").Append(column).Append(" = '', '', ").Append(prefix)
                .Append(" || json_quote(").Append(column).Append(") || '}')");
        }

        return sql.ToString();
    }

    private static string Payload(string assetIds, string function, string attributeList) =>
        "'{\"ServiceRequest\": {\"filters\": {\"Criteria\": [{\"field\": \"id\", \"operator\": \"IN\", \"value\": \"' || " + assetIds
        + " || '\"}]}, \"data\": {\"Asset\": {\"customAttributes\": {\"' || " + function
        + " || '\": {\"CustomAttribute\": ' || " + attributeList + " || '}}}}}}'";

    private static string QuoteText(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
