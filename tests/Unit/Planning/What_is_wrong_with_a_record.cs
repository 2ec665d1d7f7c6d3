using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A record of calls that contradicts itself is refused, and the error says in what.</summary>
public sealed class What_is_wrong_with_a_record
{
    private const string Call = "UPDATE lease SET calls = 1; INSERT INTO api_calls (batch_number, function, attempt, url, count_asset_ids, sent_at, group_number) "
        + "VALUES (1, 'add', 1, '', 1, '', ";

    public static TheoryData<string, string> Changes => new()
    {
        { "UPDATE attribute_set SET Business = x'00'", "values of attributes are no text" },
        { "UPDATE attribute_set SET SLA = x'41'", "values of attributes are no text" },
        { "INSERT INTO lease (calls) VALUES (0)", "it has more leases than one, or none" },
        { "UPDATE lease SET calls = 7", "it counts other calls than it has on record" },
        { "UPDATE batch_execution SET attempts = 1", "batches have other attempts than calls on record" },
        { Call + "9)", "calls are on record whose batches are not" },
        { "UPDATE batch_execution SET outcome = 'Succeeded'", "batches are called done that no call was made for" },
        { "UPDATE batch_execution SET outcome = 'Partial'", "batches are called done that no call was made for" },
        {
            Call + "1); UPDATE batch_execution SET outcome = 'Succeeded', attempts = 1 WHERE group_number = 1 AND batch_number = 1",
            "batches are called done whose calls say something else"
        },
        { "INSERT INTO batch_execution (group_number, batch_number, function, outcome) VALUES (9, 9, 'add', 'NotSent')", "batches are on record that are not planned" },
        { "DELETE FROM run WHERE stage = 'Import'", "it has what the stage Import writes, and no run of that" },
        { "DELETE FROM run WHERE stage = 'Payload'", "it has what the stage Payload writes, and no run of that" },
        { "DELETE FROM run WHERE stage = 'Group'", "it has what the stage Group writes, and no run of that" },
        { "DELETE FROM run WHERE stage = 'Split'", "it has what the stage Split writes, and no run of that" },
        { "DELETE FROM run WHERE stage = 'Update' AND run_id = 5", "it has what the stage Update writes, and no run of that" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Is_said(string change, string problem)
    {
        using TestRun run = Planned();
        SqliteFile.Execute(run.DatabasePath, change);
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => PlanCheck.RequireSoundRecord(database));

        Assert.Equal("DatabaseNotTrusted", exception.ErrorId);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Rows => new()
    {
        { "attribute_set VALUES (1, 'Cards', '1', '')", "Import" },
        { "axonius_record VALUES (1, 1, 2, 1)", "Import" },
        { "rejected_rows VALUES (1, 2, NULL, 'NoAssetId', '', NULL, 'Import')", "Import" },
        { "plan_pair VALUES (1, 1, 1, '===', '===', NULL, NULL, NULL, 1)", "Compare" },
        { "plan_asset VALUES (1, 1, 2)", "Compare" },
        { "plan_source VALUES ('Ledger', 'ledger.sqlite', '')", "Compare" },
        { "duplicate_record VALUES (1, 0, 0)", "Compare or Group" },
        { "stage_range VALUES ('Payload', 1, 1, 1)", "Payload" },
        { "payload_change VALUES (1, 1, 'add', 1, 2)", "Payload" },
        { "stage_range VALUES ('Group', 1, 1, 1)", "Group" },
        { "plan_calls VALUES ('add', 'Attribute', 1, 1)", "Group" },
        { "payload_group VALUES (1, 1, 1, '1', NULL)", "Group" },
        { "rejected_rows VALUES (1, 2, '1', 'NoValues', '', NULL, 'Group')", "Group" },
        { "plan VALUES ('Group', '', 1, 1)", "Group" },
        { "payload_batch VALUES (1, 1, 1, 1, '1')", "Split" },
        { "plan VALUES ('Split', '', 1, 1)", "Split" },
        { "plan VALUES ('Update', '', 1, 1)", "Split" },
        { "plan VALUES ('Choice', '', 1, 1)", "Split" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Is_each_row_that_stands_in_it_without_a_run_of_a_stage_that_writes_it(string row, string stages)
    {
        using KnownSubscription known = new();
        using (RunDatabase.Create(known.NextRunPath(), KnownSubscription.Contract))
        {
        }

        // The last run is that of whoever asks.
        SqliteFile.Execute(known.RunPath, $"INSERT INTO {row}; {RunOf("Verify")}");
        using (RunDatabase database = RunDatabase.Open(known.RunPath))
        {
            RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => PlanCheck.RequireSoundRecord(database));
            Assert.Contains($"it has what the stage {stages} writes, and no run of that", exception.Message, StringComparison.Ordinal);
        }

        Each.Holds(stages.Split(" or "), stage =>
        {
            SqliteFile.Execute(known.RunPath, $"DELETE FROM run; {RunOf(stage)}; {RunOf("Verify")}");
            using RunDatabase database = RunDatabase.Open(known.RunPath);
            PlanCheck.RequireSoundRecord(database);
        });

        static string RunOf(string stage) =>
            $"INSERT INTO run (stage, command, options, started_at, outcome, input) VALUES ('{stage}', 'test', '{{}}', '', 'complete', 'Database')";
    }

    [Fact]
    public void Is_looked_for_in_every_table_that_a_stage_of_the_plan_writes()
    {
        string[] written = [.. RunStage.UpTo(ConnectorStage.Split).SelectMany(stage => stage.Writes).Select(table => table.Split(' ')[0])];

        Assert.Equal(written.Distinct().Order(StringComparer.Ordinal), Rows.Select(row => row.Data.Item1.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE payload_group SET asset_ids = '9', count_asset_ids = 1 WHERE group_number = 2", "its groups, their assets or their attributes were changed since")]
    [InlineData("UPDATE payload_batch SET asset_ids = '9', count_asset_ids = 1 WHERE group_number = 2", "its batches, their assets or their attributes were changed since")]
    [InlineData("UPDATE run SET options = json_set(options, '$.batchSize', 1) WHERE stage = 'Split'", "a batch has more assets than one was to have")]
    [InlineData("UPDATE axonius_record SET qualys_id = 9 WHERE qualys_id = 4", "its records are not those that its groups are made of")]
    public void Or_with_its_plan(string change, string problem)
    {
        using TestRun run = Planned();
        SqliteFile.Execute(run.DatabasePath, change);
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(
            () => PlanCheck.RequireSamePlan(database, TestContext.Current.CancellationToken));

        Assert.Equal("PlanChanged", exception.ErrorId);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Or_with_the_size_of_its_batches_which_is_none_of_its_groups()
    {
        using TestRun run = Planned();
        SqliteFile.Execute(run.DatabasePath, "UPDATE run SET options = json_set(options, '$.batchSize', 1) WHERE stage = 'Split'");
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);

        PlanCheck.RequireUnchanged(database, ConnectorStage.Group, TestContext.Current.CancellationToken);
        Assert.Equal(
            "PlanChanged",
            Assert.Throws<RunDatabaseException>(() => PlanCheck.RequireUnchanged(database, ConnectorStage.Split, TestContext.Current.CancellationToken)).ErrorId);
    }

    [Theory]
    [InlineData("UPDATE payload_batch SET asset_ids = '1,9' WHERE group_number = 1 AND batch_number = 1", "a batch of group 1 holds other assets")]
    [InlineData("UPDATE payload_batch SET asset_ids = '1' WHERE group_number = 1 AND batch_number = 2", "a batch of group 1 holds other assets")]
    public void Or_with_the_batches_of_a_plan_that_is_not_made_to_its_end(string change, string problem)
    {
        using TestRun run = Planned();
        using (RunDatabase database = RunDatabase.Open(run.DatabasePath))
        {
            PlanCheck.RequireBatchesOfGroups(database, TestContext.Current.CancellationToken);
            Assert.Throws<OperationCanceledException>(() => PlanCheck.RequireBatchesOfGroups(database, new CancellationToken(canceled: true)));
        }

        SqliteFile.Execute(run.DatabasePath, change);
        using RunDatabase changed = RunDatabase.Open(run.DatabasePath);
        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(
            () => PlanCheck.RequireBatchesOfGroups(changed, TestContext.Current.CancellationToken));

        Assert.Equal("PlanChanged", exception.ErrorId);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_said_with_the_calls_that_are_on_record()
    {
        using TestRun run = Planned();
        SqliteFile.Execute(run.DatabasePath, Call + "9)");
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);

        Assert.Contains(
            "1 call is on record in it", Assert.Throws<RunDatabaseException>(() => PlanCheck.RequireSoundRecord(database)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_where_nobody_changed_it()
    {
        using TestRun run = Planned();
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);

        PlanCheck.RequireSoundRecord(database);
        PlanCheck.RequireSamePlan(database, TestContext.Current.CancellationToken);
        PlanCheck.RequireUnchangedIfMade(database, ConnectorStage.Group, TestContext.Current.CancellationToken);
    }

    // Somebody asks: the last run is theirs.
    private static TestRun Planned()
    {
        TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b"), batchSize: 2);
        run.DryRun(QualysFunction.Add);
        return run;
    }
}
