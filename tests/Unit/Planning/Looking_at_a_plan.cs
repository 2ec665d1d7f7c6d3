using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Whoever looks at a plan sees what was asked for of it, is told what is not there, and sees nothing of a plan that was changed since.</summary>
public sealed class Looking_at_a_plan
{
    [Theory]
    // The groups and assets that are asked for; the groups and batches that are seen.
    [InlineData("", "", "1 2 3", "1.1 1.2 2.1 3.1")]
    [InlineData("2", "", "2", "2.1")]
    [InlineData("3,1", "", "1 3", "1.1 1.2 3.1")]
    [InlineData("", "3", "1", "1.2")]
    [InlineData("", "5,1", "1 3", "1.1 3.1")]
    [InlineData("1", "1,4", "1", "1.1")]
    [InlineData("1,2", "4", "2", "2.1")]
    [InlineData("2", "1", "", "")]
    [InlineData("9,1", "", "1", "1.1 1.2")]
    public void Shows_what_is_of_the_groups_and_has_one_of_the_assets(string groupNumbers, string assetIds, string groups, string batches)
    {
        using TestRun run = Plan();
        PlanLook look = Look(groupNumbers, assetIds);

        Assert.Equal(groups, string.Join(' ', look.ReadGroups(run.DatabasePath).Select(group => group.GroupNumber)));
        Assert.Equal(batches, string.Join(' ', look.ReadBatches(run.DatabasePath).Select(batch => $"{batch.GroupNumber}.{batch.BatchNumber}")));
    }

    [Fact]
    public void Shows_batches_of_which_one_of_the_outcomes_is_on_record()
    {
        using TestRun run = Plan();
        SqliteFile.Execute(run.DatabasePath, "UPDATE batch_execution SET outcome = 'Failed' WHERE batch_number = 2; UPDATE batch_execution SET outcome = 'InDoubt' WHERE group_number = 3");
        var look = new PlanLook { Outcomes = [UpdateOutcome.Failed, UpdateOutcome.InDoubt] };

        Assert.Equal(["group 1 batch 2", "group 3 batch 1"], look.ReadBatches(run.DatabasePath).Select(batch => $"{batch}"));
        Assert.Equal(["group 1 batch 2"], (look with { AssetIds = [3, 4] }).ReadBatches(run.DatabasePath).Select(batch => $"{batch}"));
        Assert.Empty(new PlanLook { Outcomes = [UpdateOutcome.Partial] }.ReadBatches(run.DatabasePath));
    }

    [Theory]
    [InlineData("8", "", "no group 8")]
    [InlineData("8", "1", "no group 8")]
    [InlineData("", "99", "no asset 99")]
    [InlineData("2", "99", "no asset 99")]
    [InlineData("", "6", "no asset 6: it stands in several rows of the export and was left out as a duplicate")]
    [InlineData("", "7", "no asset 7: the export has it, and it came to no batch, as it has no values or was left out on the way")]
    public void Says_what_is_not_there_of_that_by_which_nothing_was_found(string groupNumbers, string assetIds, string missing)
    {
        using TestRun run = Plan();
        PlanLook look = Look(groupNumbers, assetIds);

        Each.Holds(
            (Func<IEnumerable<object>>[])[() => look.ReadGroups(run.DatabasePath), () => look.ReadBatches(run.DatabasePath)],
            read =>
            {
                RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => read().Count());
                Assert.Equal("NotInPlan", exception.ErrorId);
                Assert.Contains(missing, exception.Message, StringComparison.Ordinal);
            });
    }

    [Fact]
    public void Shows_changes_of_the_assets_and_says_which_of_them_was_not_compared()
    {
        using KnownSubscription known = new();
        known.Write(KnownSubscription.Read, ["Business=Cards"], isConfirmed: true, 1, 3);
        known.Compare("1,Loans,,", "2,Loans,,", "3,Cards,,");

        Assert.Equal([1UL, 2UL], new PlanLook().ReadChanges(known.RunPath).Select(change => change.AssetId).Order());
        Assert.Equal([2UL], new PlanLook { AssetIds = [2, 3, 9] }.ReadChanges(known.RunPath).Select(change => change.AssetId));
        Assert.Empty(new PlanLook { AssetIds = [3] }.ReadChanges(known.RunPath));
        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => new PlanLook { AssetIds = [3, 9] }.ReadChanges(known.RunPath).Count());
        Assert.Contains("no asset 9", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_refused_where_groups_or_batches_were_changed_since_they_were_made()
    {
        using TestRun groups = Plan();
        SqliteFile.Execute(groups.DatabasePath, "UPDATE payload_group SET asset_ids = '9' WHERE group_number = 2");
        using TestRun batches = Plan();
        SqliteFile.Execute(batches.DatabasePath, "UPDATE payload_batch SET asset_ids = '9' WHERE group_number = 2");

        Each.Holds(
            (Func<IEnumerable<object>>[])[() => new PlanLook().ReadGroups(groups.DatabasePath), () => new PlanLook().ReadBatches(batches.DatabasePath)],
            read => Assert.Equal("PlanChanged", Assert.Throws<RunDatabaseException>(() => read().First()).ErrorId));
    }

    // Four batches, 1.1 1.2 2.1 3.1; of the asset 6 two rows disagree, and 7 has no values.
    private static TestRun Plan() => TestRun.Whole(
        new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b").Row("5", "c").Row("6", "a").Row("6", "b").Row("7"), batchSize: 2);

    private static PlanLook Look(string groupNumbers, string assetIds) => new()
    {
        GroupNumbers = [.. Numbers(groupNumbers).Select(int.Parse)],
        AssetIds = [.. Numbers(assetIds).Select(ulong.Parse)],
    };

    private static string[] Numbers(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
