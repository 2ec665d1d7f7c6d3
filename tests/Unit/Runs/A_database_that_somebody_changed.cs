using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Runs;

/// <summary>A run database may come from anybody: what this product did not make is neither run nor sent.</summary>
public sealed class A_database_that_somebody_changed : IDisposable
{
    private readonly TestRun _run = TestRun.Whole(new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b"));

    public static TheoryData<string, string> Changes => new()
    {
        { "a trigger", "CREATE TRIGGER t AFTER UPDATE ON batch_execution BEGIN UPDATE payload_batch SET asset_ids = '9'; END" },
        { "a trigger on a view", "CREATE TRIGGER t INSTEAD OF INSERT ON axonious_data BEGIN DELETE FROM api_calls; END" },
        { "a view of its own", "CREATE VIEW mine AS SELECT 1" },
        { "another request", "DROP VIEW qualys_attribute_payloads_transformed; CREATE VIEW qualys_attribute_payloads_transformed AS "
            + "SELECT '{\"ServiceRequest\": {\"filters\": {\"Criteria\": [{\"field\": \"id\", \"operator\": \"GREATER\", \"value\": \"0\"}]}}}' AS payload, "
            + "1 AS group_number, 1 AS batch_number" },
        { "a list of attributes of its own", "DROP VIEW attribute_list; CREATE VIEW attribute_list AS "
            + "SELECT attribute_set_id, '[]' AS payload_custom_attributes FROM attribute_set" },
        { "a table of its own", "CREATE TABLE mine (n)" },
        { "a virtual table", "CREATE VIRTUAL TABLE mine USING fts5(text)" },
        { "an index over an expression", "CREATE INDEX mine ON payload_batch (abs(batch_id))" },
        { "a view in a table's place", "ALTER TABLE payload_batch RENAME TO hidden; CREATE VIEW payload_batch AS SELECT * FROM hidden" },
        { "a contract that is a view", "ALTER TABLE contract RENAME TO hidden; CREATE VIEW contract AS "
            + "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS position, i AS header, i AS key FROM n" },
        { "a contract with other keys", "UPDATE contract SET key = 'Other' WHERE position = 1" },
        { "a contract of numbers", "UPDATE contract SET key = x'00' WHERE position = 1" },
        { "no contract", "DELETE FROM contract" },
        { "a column more", "ALTER TABLE payload_batch ADD COLUMN more" },
        { "a view less", "DROP VIEW axonious_data" },
        { "no identity", "DELETE FROM identity" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_is_in_it_besides_is_refused_before_anything_of_it_runs(string what, string sql)
    {
        SqliteFile.Execute(_run.DatabasePath, sql);

        foreach (Func<RunDatabase> open in (Func<RunDatabase>[])[() => RunDatabase.Open(_run.DatabasePath), () => RunDatabase.OpenForReading(_run.DatabasePath)])
        {
            RunDatabaseException exception = Assert.Throws<RunDatabaseException>(open);
            Assert.True(exception.ErrorId == "DatabaseNotTrusted", $"{what}: {exception.Message}");
            Assert.Contains(_run.DatabasePath, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Numbers_that_SQLite_keeps_for_its_planner_are_no_matter()
    {
        SqliteFile.Execute(_run.DatabasePath, "ANALYZE");

        using RunDatabase database = RunDatabase.Open(_run.DatabasePath);

        Assert.Equal(2, database.Batches.Count());
    }

    [Fact]
    public void A_table_that_only_calls_itself_one_of_SQLite_is_refused()
    {
        SqliteFile.Execute(_run.DatabasePath, "ANALYZE; PRAGMA writable_schema = ON; "
            + "UPDATE sqlite_schema SET type = 'view', sql = 'CREATE VIEW sqlite_stat1 AS SELECT 1' WHERE name = 'sqlite_stat1'");

        Assert.Contains(Assert.Throws<RunDatabaseException>(() => RunDatabase.Open(_run.DatabasePath)).ErrorId, (string[])["DatabaseNotTrusted", "DatabaseDamaged"]);
    }

    [Fact]
    public void A_file_of_an_earlier_release_is_named_as_such()
    {
        SqliteFile.Execute(_run.DatabasePath, "PRAGMA user_version = 1");

        Assert.Equal("DatabaseOlder", Assert.Throws<RunDatabaseException>(() => RunDatabase.Open(_run.DatabasePath)).ErrorId);
    }

    public void Dispose() => _run.Dispose();
}
