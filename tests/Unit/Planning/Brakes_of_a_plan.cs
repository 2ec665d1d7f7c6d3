using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A brake holds a plan that changes or removes more of what is held than it may, or whose export lacks much of what the last one had.</summary>
public sealed class Brakes_of_a_plan
{
    [Theory]
    // Changed of held, and the part of them that may be.
    [InlineData(49, 100, 0.2, false)]
    [InlineData(50, 100, 0.2, true)]
    [InlineData(50, 250, 0.2, false)]
    [InlineData(51, 250, 0.2, true)]
    [InlineData(50, 50, 1, false)]
    [InlineData(50, 100, 0, true)]
    [InlineData(49, 49, 0, false)]
    [InlineData(58, 200, 0.29, false)]
    [InlineData(59, 200, 0.29, true)]
    public void Of_changed_values_there_may_be_forty_nine_or_the_part_that_is_allowed(int changed, int held, double maximum, bool isHeld)
    {
        using WrittenPlan plan = new(keys: "Business");
        plan.Add(changed, "Cards", "Loans", "U", "C").Add(held - changed, "Cards", "Cards", "=", "=").Add(1_000, null, "Cards", "A", "N");

        Assert.Equal(
            isHeld ? [$"change values of {changed} of the {held} assets that hold any", $"change 'Business' of {changed} of the {held} assets that hold any"] : [],
            PlanBrakes.Find(plan.Database, maximum));
    }

    [Theory]
    // A letter for each key, and what would be done to all of a hundred.
    [InlineData("UR", "change values|change 'Business'|remove values|remove 'Tier'")]
    [InlineData("RU", "change values|change 'Tier'|remove values|remove 'Business'")]
    [InlineData("UU", "change values|change 'Business'|change 'Tier'")]
    [InlineData("RR", "remove values|remove 'Business'|remove 'Tier'")]
    [InlineData("V=", "change values|change 'Business'")]
    [InlineData("RV", "change values|change 'Tier'|remove values|remove 'Business'")]
    [InlineData("=W", "")]
    [InlineData("A=", "")]
    public void Changed_and_removed_are_counted_apart_and_under_each_key(string actions, string expected)
    {
        using WrittenPlan plan = new();
        plan.Add(100, "Cards,1", "Loans,2", actions, "CC");

        Assert.Equal(
            expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(what => $"{what} of 100 of the 100 assets that hold any"),
            PlanBrakes.Find(plan.Database, 0.2));
    }

    [Fact]
    public void What_may_have_been_given_a_value_and_is_not_known_to_have_one_is_no_change()
    {
        using WrittenPlan plan = new(keys: "Business");
        plan.Add(100, null, "Loans", "B", "N").Add(10, "Cards", "Cards", "=", "=");

        Assert.Empty(PlanBrakes.Find(plan.Database, 0.2));
    }

    [Theory]
    [InlineData("V=", "I=", "")]
    [InlineData("VV", "IC", "change values|change 'Tier'")]
    [InlineData("RU", "II", "")]
    [InlineData("RU", "IC", "change values|change 'Tier'")]
    [InlineData("RR", "EI", "remove values|remove 'Business'")]
    public void What_is_sent_again_for_doubt_alone_is_no_change(string actions, string reasons, string expected)
    {
        using WrittenPlan plan = new();
        plan.Add(100, "Cards,1", "Loans,2", actions, reasons);

        Assert.Equal(
            expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(what => $"{what} of 100 of the 100 assets that hold any"),
            PlanBrakes.Find(plan.Database, 0.2));
    }

    [Fact]
    public void Assets_of_which_nothing_but_doubt_is_known_hold_nothing()
    {
        using WrittenPlan plan = new(keys: "Business");
        plan.Add(60, "Cards", "Loans", "U", "C").Add(1_000, "", "Cards", "B", "I").Add(1_000, "", "Cards", "B", "N");

        Assert.Equal(
            ["change values of 60 of the 60 assets that hold any", "change 'Business' of 60 of the 60 assets that hold any"],
            PlanBrakes.Find(plan.Database, 0.2));
    }

    [Fact]
    public void A_key_is_measured_by_the_assets_that_hold_that_one()
    {
        using WrittenPlan plan = new();
        plan.Add(60, "Cards,1", "Cards,2", "=U", "=C").Add(1_939, "Cards,", "Cards,", "==", "==").Add(1, ",1", ",1", "==", "==");

        Assert.Equal(["change 'Tier' of 60 of the 61 assets that hold any"], PlanBrakes.Find(plan.Database, 0.2));
    }

    [Fact]
    public void Numbers_are_grouped_by_thousands()
    {
        using WrittenPlan plan = new(keys: "Business");
        plan.Add(1_234, "Cards", "", "R", "E").Add(766, "Cards", "Cards", "=", "=");

        Assert.Equal("remove values of 1,234 of the 2,000 assets that hold any", PlanBrakes.Find(plan.Database, 0.2)[0]);
    }

    [Theory]
    // Assets now and in the last export.
    [InlineData(79, 100, true)]
    [InlineData(80, 100, false)]
    [InlineData(39, 50, true)]
    [InlineData(40, 50, false)]
    [InlineData(1, 49, false)]
    [InlineData(100, 100, false)]
    public void An_export_has_four_fifths_of_the_assets_of_the_last_one(int now, int last, bool isHeld)
    {
        using WrittenPlan plan = new(keys: "Business");
        plan.Add(now, null, "", "=", "=");

        Assert.Equal(
            isHeld ? [$"go by an export of {(now == 1 ? "1 asset" : $"{now} assets")}, where the last one had {last}"] : [],
            PlanBrakes.Find(plan.Database, 0.2, Coverage(last, 0)));
    }

    [Theory]
    [InlineData(1, 50, "1 asset has")]
    [InlineData(39, 50, "39 assets have")]
    [InlineData(40, 50, null)]
    [InlineData(79, 100, "79 assets have")]
    [InlineData(80, 100, null)]
    [InlineData(1, 49, null)]
    [InlineData(0, 1_500, "0 assets have")]
    public void An_export_has_four_fifths_of_the_values_of_the_last_one_under_each_key(int now, int last, string? told)
    {
        using WrittenPlan plan = new(keys: "Business");
        plan.Add(now, null, "Cards", "A", "N").Add(2_000, null, "", "=", "=");

        Assert.Equal(
            told is null ? [] : [$"go by an export in which {told} a value for 'Business', where {last:N0} had one in the last"],
            PlanBrakes.Find(plan.Database, 0.2, Coverage(2_000, last)));
    }

    [Fact]
    public void A_key_that_the_last_export_did_not_have_is_not_missed()
    {
        using WrittenPlan plan = new();
        plan.Add(100, null, "Cards,", "A=", "N=");

        Assert.Empty(PlanBrakes.Find(plan.Database, 0.2, Coverage(100, 100)));
    }

    [Fact]
    public void Without_a_last_export_none_is_missed()
    {
        using WrittenPlan plan = new(keys: "Business");
        plan.Add(1, null, "", "=", "=");

        Assert.Empty(PlanBrakes.Find(plan.Database, 0.2, last: null));
    }

    [Fact]
    public void The_last_export_is_told_by_the_ledger_that_the_plan_was_compared_with()
    {
        using WrittenPlan plan = new(keys: "Business");
        EnterCoverage(plan.LedgerPath, Coverage(100, 0));
        plan.Add(10, null, "", "=", "=").ComparedWith(PlanSource.Ledger, plan.LedgerPath, "");

        Assert.Equal(["go by an export of 10 assets, where the last one had 100"], PlanBrakes.Find(plan.Database, 0.2));
    }

    [Fact]
    public void A_ledger_that_is_not_there_yet_tells_of_none()
    {
        using WrittenPlan plan = new(keys: "Business");
        plan.Add(10, null, "", "=", "=").ComparedWith(PlanSource.Ledger, plan.LedgerPath, "");

        Assert.Empty(PlanBrakes.Find(plan.Database, 0.2));
    }

    [Fact]
    public void What_undoes_a_run_is_measured_by_no_export()
    {
        using WrittenPlan plan = new(keys: "Business");
        EnterCoverage(plan.LedgerPath, Coverage(100, 0));
        plan.Add(60, "Cards", "", "R", "B").ComparedWith(PlanSource.Ledger, plan.LedgerPath, "").ComparedWith(PlanSource.Undone, "other.db", "id");

        Assert.Equal(
            ["remove values of 60 of the 60 assets that hold any", "remove 'Business' of 60 of the 60 assets that hold any"],
            PlanBrakes.Find(plan.Database, 0.2));
    }

    [Fact]
    public void More_keys_than_three_are_told_by_their_number()
    {
        using WrittenPlan plan = new(keys: ["A", "B", "C", "D", "E"]);
        plan.Add(60, "1,1,1,1,1", "2,2,2,2,2", "UUUUU", "CCCCC").Add(60, "1,1,1,1,1", ",,,,", "=====", "=====");

        IReadOnlyList<string> brakes = PlanBrakes.Find(plan.Database, 0.2, new ExportCoverage(50, new Dictionary<string, long>
        {
            ["A"] = 1_000, ["B"] = 1_000, ["C"] = 1_000, ["D"] = 1_000,
        }));

        Assert.Equal("change values of 60 of the 120 assets that hold any", brakes[0]);
        Assert.Equal("change 2 keys more in the same way", brakes[4]);
        Assert.Equal((9, "go by an export that lacks values of 1 key more"), (brakes.Count, brakes[8]));
    }

    [Fact]
    public void Three_keys_are_each_told()
    {
        using WrittenPlan plan = new(keys: ["A", "B", "C"]);
        plan.Add(60, "1,1,1", "2,2,2", "UUU", "CCC");

        Assert.Equal(
            ((string[])["values", "'A'", "'B'", "'C'"]).Select(what => $"change {what} of 60 of the 60 assets that hold any"), PlanBrakes.Find(plan.Database, 0.2));
    }

    [Theory]
    // Assets of the part; what holds it, of a plan that changes all of sixty and is held for that.
    [InlineData(0, "")]
    [InlineData(49, "")]
    [InlineData(50, "change values of 50|change 'Business' of 50")]
    [InlineData(60, "change values of 60|change 'Business' of 60")]
    public void A_part_is_judged_by_what_it_changes_from_fifty_assets_on(int assets, string expected)
    {
        using WrittenPlan plan = new(keys: "Business");
        plan.Add(60, "Cards", "Loans", "U", "C");
        ulong[] ids = [.. Enumerable.Range(1, 60).Select(id => (ulong)id)];
        Array.ForEach(ids, id => plan.Database.Plan.Insert(id, 1, null));
        plan.Database.Plan.End();

        Assert.Equal(
            expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(what => $"{what} of the 60 assets that hold any"),
            PlanBrakes.Find(plan.Database, 0.2, last: null, [new BatchRow(1, 1, plan.Database.Sets.FindOrAdd(["Loans"]), ids[..assets], null)]));
    }

    [Fact]
    public void A_run_that_sends_everything_has_no_brake()
    {
        using WrittenPlan plan = new(isReconciled: false, keys: "Business");
        plan.Add(100, "Cards", "Loans", "U", "C");

        Assert.Empty(PlanBrakes.Find(plan.Database, 0.2));
    }

    [Fact]
    public void All_brakes_are_told_at_once()
    {
        MassChangeException exception = MassChangeException.Of("run.db", ["change values of 60 of 60", "remove values of 70 of 70"]);

        Assert.Equal("MassChange", exception.ErrorId);
        Assert.Equal(
            "The plan in 'run.db' is held back: it would change values of 60 of 60; it would remove values of 70 of 70. Nothing was sent.",
            exception.Message);
        Assert.Equal(new RunListing(RunList.Plan, "run.db"), exception.Listing);
    }

    private static ExportCoverage Coverage(long assets, long filled) => new(assets, new Dictionary<string, long> { ["Business"] = filled });

    private static void EnterCoverage(string path, ExportCoverage coverage)
    {
        using var ledger = AttributeLedger.Open(path, KnownSubscription.Host, NewFiles.OfTheirOwner);
        LedgerRun.Begin(ledger, new LedgerRunFacts("before", "before.db", null, "test", "user"), TimeProvider.System).NoteCoverage(coverage.ToJson());
    }
}
