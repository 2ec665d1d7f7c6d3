using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>What was compared is what is looked at, sent and undone: a change of it by another hand is noticed, and nothing is made of it.</summary>
public sealed class A_comparison_that_somebody_changed
{
    [Theory]
    [InlineData("UPDATE plan_pair SET actions = replace(actions, 'U', '=')")]
    [InlineData("UPDATE plan_pair SET reasons = replace(reasons, 'C', '=')")]
    [InlineData("UPDATE plan_pair SET known_set_id = NULL WHERE pair_id = 1")]
    [InlineData("UPDATE plan_pair SET count_assets = 7 WHERE pair_id = 1")]
    [InlineData("UPDATE attribute_set SET Business = 'Fraud' WHERE Business = 'Cards'")]
    [InlineData("UPDATE plan_asset SET pair_id = 1 WHERE qualys_id = 2")]
    [InlineData("UPDATE plan_asset SET line = 9 WHERE qualys_id = 1")]
    [InlineData("UPDATE plan_asset SET qualys_id = 4 WHERE qualys_id = 1")]
    [InlineData("DELETE FROM plan_asset WHERE qualys_id = 3")]
    [InlineData("INSERT INTO plan_asset VALUES (9, 1, 2)")]
    [InlineData("DELETE FROM plan WHERE stage = 'Compare'")]
    public void Is_noticed(string sql)
    {
        using KnownSubscription known = new();
        known.Write(KnownSubscription.Read, ["Business=Cards"], isConfirmed: true, 1, 2);
        known.Compare("1,Loans,,", "2,Cards,,", "3,Loans,,");
        using (RunDatabase database = RunDatabase.OpenForReading(known.RunPath))
        {
            PlanCheck.RequireSameComparison(database, CancellationToken.None);
        }

        SqliteFile.Execute(known.RunPath, sql);

        using RunDatabase changed = RunDatabase.OpenForReading(known.RunPath);
        Assert.Equal("PlanChanged", Assert.Throws<RunDatabaseException>(() => PlanCheck.RequireSameComparison(changed, CancellationToken.None)).ErrorId);
        Assert.Equal("PlanChanged", Assert.Throws<RunDatabaseException>(() => PlannedChanges.ReadKept(changed, withEqual: true).ToList()).ErrorId);
    }
}
