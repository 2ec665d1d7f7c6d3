using Bench.Exports;

namespace Bench.Comparing;

/// <summary>Checks that a run database holds what the export holds, in every stage.</summary>
internal static class RunDatabaseCheck
{
    public static void Verify(string who, string path, ExportTally tally)
    {
        using var numbers = new DatabaseNumbers(who, path);
        numbers
            .Expect("rows read", tally.Rows, "SELECT rows_in FROM run WHERE stage = 'Import'")
            .Expect("records", tally.Assets, "SELECT COUNT(*) FROM axonious_data")
            .Expect("rejected", tally.Rejected, "SELECT COUNT(*) FROM rejected_rows WHERE stage = 'Import'")
            .Expect("payloads", tally.Assets, "SELECT COUNT(*) FROM qualys_attribute_payloads")
            .Expect("duplicate rows", tally.DuplicateRows, "SELECT COUNT(*) FROM qualys_attribute_payloads_duplicates")
            .Expect("ids left out", tally.ExcludedAssets, "SELECT COUNT(DISTINCT asset_id) FROM qualys_attribute_payloads_duplicates WHERE is_conflicting")
            .Expect("assets without values", tally.AssetsWithoutValues, "SELECT COUNT(*) FROM rejected_rows WHERE stage = 'Group'")
            .Expect("groups", tally.Groups, "SELECT COUNT(*) FROM qualys_attribute_payloads_grouped")
            .Expect("batches", tally.Batches, "SELECT COUNT(*) FROM qualys_attribute_payloads_split")
            .Expect("assets planned", tally.AssetsPlanned, "SELECT SUM(count_asset_ids) FROM qualys_attribute_payloads_split")
            .Expect("batches not sent", tally.Batches, "SELECT COUNT(*) FROM qualys_attribute_payloads_transformed_execution_log WHERE status = 'none'")
            .Expect("stages complete", 5, "SELECT COUNT(DISTINCT stage) FROM run WHERE outcome = 'complete'")
            .Require();
    }
}
