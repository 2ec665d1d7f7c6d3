namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>Explains the run database: its tables and views, and how to ask it the usual questions.</summary>
internal static class DatabaseHelp
{
    private const string Payload = "payload, payload_custom_attributes";
    private const string Batch = $"asset_ids, {Payload}, count_asset_ids, group_number, batch_number";

    private static readonly (string Name, string Purpose, string Columns)[] Tables =
    [
        ("axonious_data", "The export's rows after cleaning, one for each asset id (with --mapping: its keys).",
            "qualys_id, Business, Division, Product_Group, Portfolio, Product, Primary_Service, Service_Owner_Group, Device_Owner_Group, "
            + "Recovery_Tier, SLA, line"),
        ("qualys_attribute_plan", "With --reconcile, plan and undo: what is done with each key of each asset, and why.",
            "asset_id, key, known, desired, action, reason, line, pair_id"),
        ("qualys_attribute_payloads", "The payload of each asset: its attributes that have a value.", $"asset_id, {Payload}, line"),
        ("qualys_attribute_payloads_duplicates", "Every row of an asset id that stands in several; is_kept = 1 where that row counts.",
            $"asset_id, {Payload}, line, is_kept, is_conflicting"),
        ("qualys_attribute_payloads_clean", "The payloads without the duplicates that do not count.", $"asset_id, {Payload}, line"),
        ("qualys_attribute_payloads_grouped", "The assets that are to have the same attributes, together.",
            $"asset_ids, {Payload}, count_asset_ids, group_number"),
        ("plan_calls", "How many calls each function takes, grouped by attribute set and by attribute; is_taken = 1 for the way that is taken.",
            "function, group_by, count_calls, is_taken"),
        ("qualys_attribute_payloads_split", "The groups, split into batches small enough for one request.", Batch),
        ("qualys_attribute_payloads_transformed", "The batches as requests, with the function that was asked for.", $"{Batch}, function"),
        ("qualys_attribute_payloads_transformed_execution_log",
            "What came of each batch: status 'none' until it was sent, then the HTTP status; execution_log is the answer.",
            $"{Batch}, status, execution_log, function, outcome, response_code, confirmed_count, "
            + "not_confirmed_asset_ids, attempts, error, ended_at"),
        ("qualys_attribute_verification", "What reading back found of each asset and key that was sent.",
            "asset_id, key, wanted, found, verdict, read_at"),
        ("run", "Each stage that ran, with its options and how it ended.",
            "run_id, stage, command, options, started_at, ended_at, outcome, message, rows_in, rows_out, input"),
        ("rejected_rows", "Every row, or id of a row, that was not used, with its line and the reason.",
            "rejected_row_id, line, asset_id, reason, detail, raw, stage"),
        ("api_calls", "Every request to Qualys, repeats included: when, what came back, which wait followed.",
            "call_id, group_number, batch_number, function, attempt, url, count_asset_ids, sent_at, answered_at, elapsed_ms, "
            + "http_status, response_code, confirmed_count, wait_seconds, wait_cause, error"),
    ];

    private static readonly (string Question, string Sql)[] Queries =
    [
        ("Which attributes would how many assets get?",
            "SELECT group_number, count_asset_ids, payload_custom_attributes FROM qualys_attribute_payloads_grouped "
            + "ORDER BY count_asset_ids DESC LIMIT 20;"),
        ("Which rows of the export were not used, and why?",
            "SELECT line, asset_id, reason, detail FROM rejected_rows ORDER BY line;"),
        ("Which batches has Qualys not confirmed in full?",
            "SELECT group_number, batch_number, outcome, status, error FROM qualys_attribute_payloads_transformed_execution_log "
            + "WHERE outcome <> 'Succeeded';"),
    ];

    public static void Write(TextWriter output)
    {
        output.WriteLine("The run database is a SQLite file. Its tables and views, in the order the data flows:");
        foreach ((string name, string purpose, string columns) in Tables)
        {
            output.WriteLine();
            output.WriteLine(name);
            output.WriteLine($"  {purpose}");
            output.WriteLine($"  columns: {columns}");
        }

        output.WriteLine();
        output.WriteLine("Three useful queries (sqlite3 FILE.db \"...\"):");
        foreach ((string question, string sql) in Queries)
        {
            output.WriteLine();
            output.WriteLine($"  {question}");
            output.WriteLine($"    {sql}");
        }
    }
}
