using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A plan that was made by comparison says what it was compared with, what is done under each key and why, and what is left as it is.</summary>
public sealed class A_plan_in_words
{
    [Fact]
    public void Under_each_key_it_says_how_many_assets_have_what_done_and_why()
    {
        using WrittenPlan plan = new(keys: ["Business", "T"]);
        plan.Add(1_200, "Cards,1", "Loans,1", "U=", "C=").Add(3, "Cards,1", "Loans,1", "U=", "D=").Add(4, "Cards,1", ",1", "==", "E=")
            .Add(5, "Cards,1", ",2", "RU", "EC").Add(2, ",", "Cards,", "A=", "N=").ComparedWith(PlanSource.Inventory, "inventory.sqlite", "1");

        Assert.Equal(
            [
                "plan, compared with the inventory 'inventory.sqlite':",
                "  Business  add 2 (New), update 1,203 (Changed 1,200, Drifted 3), remove 5 (Emptied), unchanged 4 (Emptied)",
                "  T         update 5 (Changed), unchanged 1,209",
            ],
            PlanWords.Of(plan.Database));
    }

    [Fact]
    public void What_is_unchanged_for_several_reasons_says_which()
    {
        using WrittenPlan plan = new(keys: "Business");
        plan.Add(4, "Cards", "", "=", "E").Add(3, "Cards", "Cards", "=", "=").Add(2, "Cards", null, "=", "L").ComparedWith(PlanSource.Ledger, "ledger.sqlite", "1 2 3");

        Assert.Equal(
            ["plan, compared with the ledger 'ledger.sqlite':", "  Business  unchanged 9 (Equal 3, Emptied 4, Left 2)"], PlanWords.Of(plan.Database));
    }

    [Fact]
    public void Where_everything_is_equal_it_is_one_line_of_the_key_that_most_assets_have()
    {
        using WrittenPlan plan = new();
        plan.Add(1_200, "Cards,1", "Cards,1", "==", "==").Add(3, "Loans,", "Loans,", "==", "==").ComparedWith(PlanSource.Inventory, "inventory.sqlite", "1");

        Assert.Equal(
            ["plan, compared with the inventory 'inventory.sqlite':", "  1,203 assets, all equal: nothing to send"], PlanWords.Of(plan.Database));
    }

    [Fact]
    public void Where_nothing_is_equal_each_key_has_its_line()
    {
        using WrittenPlan plan = new();
        plan.Add(4, "Cards,1", "Loans,2", "UU", "CD").ComparedWith(PlanSource.Inventory, "inventory.sqlite", "1");

        Assert.Equal(
            ["plan, compared with the inventory 'inventory.sqlite':", "  Business  update 4 (Changed)", "  Tier      update 4 (Drifted)"],
            PlanWords.Of(plan.Database));
    }

    [Fact]
    public void What_is_sent_both_ways_is_counted_with_what_it_is()
    {
        using WrittenPlan plan = new(keys: ["Business", "Tier"]);
        plan.Add(2, ",", "Cards,1", "AB", "NN").Add(3, ",", "Cards,2", "BA", "NN").Add(4, "Cards,1", "Loans,2", "UV", "CC").Add(5, "Cards,1", "Loans,3", "VU", "CC");

        Assert.Equal(
            ["Business: Add of 5 assets (New)", "Business: Update of 9 assets (Changed)", "Tier: Add of 5 assets (New)", "Tier: Update of 9 assets (Changed)"],
            PlannedChangeCount.ReadAll(plan.Database).Select(count => $"{count}"));
    }

    [Theory]
    [InlineData("", "the inventory 'i' and the ledger 'l', which is new")]
    [InlineData("id 0 0", "the inventory 'i' and the ledger 'l'")]
    public void It_names_both_of_what_it_was_compared_with(string state, string sources)
    {
        using WrittenPlan plan = new();
        plan.ComparedWith(PlanSource.Inventory, "i", "1").ComparedWith(PlanSource.Ledger, "l", state);

        Assert.Equal([$"plan, compared with {sources}:"], PlanWords.Of(plan.Database));
    }

    [Fact]
    public void It_says_which_run_it_undoes()
    {
        using WrittenPlan plan = new();
        plan.ComparedWith(PlanSource.Ledger, "l", "id 1 0").ComparedWith(PlanSource.Undone, "before.db", "id");

        Assert.Equal(["plan that undoes the run of 'before.db', compared with the ledger 'l':"], PlanWords.Of(plan.Database));
    }

    [Fact]
    public void Of_a_run_that_sends_everything_it_says_nothing()
    {
        using WrittenPlan plan = new(isReconciled: false);
        plan.Add(4, "Cards,", "Loans,", "U=", "D=");

        Assert.Empty(PlanWords.Of(plan.Database));
        Assert.Empty(PlanWords.OfOthers(plan.Database));
        Assert.Empty(PlannedChangeCount.ReadAll(plan.Database));
    }

    [Fact]
    public void Counts_stand_in_the_order_of_the_contract_and_what_is_not_touched_last()
    {
        using WrittenPlan plan = new(keys: ["Zone", "Area"]);
        plan.Add(1, "a,b", "a,b", "==", "==").Add(2, "a,b", "c,b", "U=", "D=").Add(4, "a,b", "c,b", "U=", "C=").Add(8, "a,b", ",b", "R=", "E=").Add(16, ",b", "x,b", "A=", "N=");

        Assert.Equal(
            [
                "Zone: Add of 16 assets (New)", "Zone: Update of 4 assets (Changed)", "Zone: Update of 2 assets (Drifted)", "Zone: Remove of 8 assets (Emptied)",
                "Zone: 1 asset equal", "Area: 31 assets equal",
            ],
            PlannedChangeCount.ReadAll(plan.Database).Select(count => $"{count}"));
        PlannedChangeCount first = PlannedChangeCount.ReadAll(plan.Database)[0];
        Assert.Equal(("Zone", ChangeAction.Add, ChangeReason.New, 16L), (first.Key, first.Action, first.Reason, first.Assets));
    }

    [Fact]
    public void What_others_have_changed_and_what_is_withheld_is_told_a_line_a_reason()
    {
        using WrittenPlan plan = new();
        plan.Add(1, "x,1", "Cards,2", "UW", "DD").Add(2, "x,1", "Cards,2", "UU", "CD").Add(3, "x,1", "Cards,2", "WW", "OU").Add(4, "x,1", null, "W=", "L=")
            .Add(5, "x,1", ",", "==", "EE").Add(6, "x,1", "Cards,2", "WU", "BC");

        Assert.Equal(
            [
                "Is not what was written (changed by somebody else, or not applied by Qualys): 'Business' of 1 asset, 'Tier' of 2 assets. It is overwritten.",
                "Is not what was written (changed by somebody else, or not applied by Qualys): 'Tier' of 1 asset. It is left as it is.",
                "A row of the export that is missing, or was rejected, may have had the asset for: 'Business' of 4 assets. It is left as it is.",
                "The inventory lays to another connector: 'Business' of 3 assets. It is left as it is.",
                "The inventory does not have the asset for: 'Tier' of 3 assets. It is left as it is.",
                "Withheld (Undone): 'Business' of 6 assets. It is left as it is.",
            ],
            PlanWords.OfOthers(plan.Database).Select(warning => warning.Message));
        Each.Holds(PlanWords.OfOthers(plan.Database), warning => Assert.Equal(new RunListing(RunList.Plan, plan.Database.Path), warning.Listing));
    }

    [Fact]
    public void Of_more_keys_than_three_the_number_is_told()
    {
        using WrittenPlan plan = new(keys: ["A", "B", "C", "D", "E"]);
        plan.Add(2, "1,1,1,1,1", "2,2,2,2,2", "UUUUU", "DDDDD").Add(1, "1,1,1,1,1", "2,2,2,2,2", "WWWWW", "OOOOO").Add(1, "1,1,1,1,1", "2,2,2,2,2", "=W===", "=O===");

        string[] told = [.. PlanWords.OfOthers(plan.Database).Select(warning => warning.Message)];

        Assert.StartsWith("Is not what was written (changed by somebody else, or not applied by Qualys): 2 assets with 'A', 'B', 'C' and 2 keys more. It is overwritten.", told[0], StringComparison.Ordinal);
        Assert.StartsWith("The inventory lays to another connector: 'A' of 1 asset, 'B' of 2 assets, 'C' of 1 asset and 2 keys more. It is left as it is.", told[1], StringComparison.Ordinal);
    }

    [Theory]
    // Assets under each key that are withheld.
    [InlineData(3, 3, 3, 0, "'A' of 3 assets, 'B' of 3 assets, 'C' of 3 assets")]
    [InlineData(1, 1, 1, 1, "1 asset with 'A', 'B', 'C' and 1 key more")]
    [InlineData(2, 1, 2, 2, "'A' of 2 assets, 'B' of 1 asset, 'C' of 2 assets and 1 key more")]
    [InlineData(2, 2, 2, 1, "'A' of 2 assets, 'B' of 2 assets, 'C' of 2 assets and 1 key more")]
    public void Of_more_keys_than_three_with_the_same_number_of_assets_that_is_told_once(int a, int b, int c, int d, string told)
    {
        using WrittenPlan plan = new(keys: ["A", "B", "C", "D"]);
        foreach ((int key, int assets) in ((int[])[a, b, c, d]).Index().Where(each => each.Item > 0))
        {
            string letters = string.Concat(Enumerable.Range(0, 4).Select(i => i == key ? 'W' : '='));
            plan.Add(assets, "1,1,1,1", "2,2,2,2", letters, letters.Replace('W', 'O'));
        }

        ConnectorWarning warning = Assert.Single(PlanWords.OfOthers(plan.Database));
        Assert.Equal($"The inventory lays to another connector: {told}. It is left as it is.", warning.Message);
        Assert.Equal(new RunListing(RunList.Plan, plan.Database.Path), warning.Listing);
    }

    [Fact]
    public void What_is_kept_of_a_plan_that_has_nothing_to_send_is_told_with_its_reasons()
    {
        using WrittenPlan plan = new();
        plan.Add(9, "x,1", "x,1", "==", "==");
        Assert.Null(PlanWords.OfKept(plan.Database));

        plan.Add(3, "x,1", "Cards,2", "WW", "OU").Add(1_000, "x,1", null, "==", "LL").Add(1, "x,1", ",1", "==", "E=");
        Assert.Equal(
            "6 values are withheld (NotOurs 3, UnknownAsset 3), and 2,001 values are kept though the export has none (Emptied 1, Left 2,000)", PlanWords.OfKept(plan.Database));
    }

    [Fact]
    public void It_says_how_many_calls_each_function_takes_one_way_and_the_other()
    {
        using WrittenPlan plan = new();
        plan.Count("add", 1_500, 20, PayloadGrouping.Attribute).Count("update", 3, 4, PayloadGrouping.AttributeSet);

        Assert.Equal(
            ["  calls to add: 20 grouped by attribute, 1,500 by attribute set", "  calls to update: 3 grouped by attribute set, 4 by attribute"],
            PlanWords.OfCalls(plan.Database));
    }

    [Fact]
    public void A_run_that_sends_everything_has_calls_to_one_function()
    {
        using WrittenPlan plan = new(isReconciled: false);
        plan.Count("add", 5, 5, PayloadGrouping.AttributeSet);

        Assert.Equal(["  calls: 5 grouped by attribute set, 5 by attribute"], PlanWords.OfCalls(plan.Database));
    }

    [Theory]
    // Calls, the limit, the window in seconds; a sliding window lets the first lot leave at once.
    [InlineData(100, 100, 3600, "  100 calls at 100 in 01:00:00, as Qualys showed last: 00:00:00 at least")]
    [InlineData(101, 100, 3600, "  101 calls at 100 in 01:00:00, as Qualys showed last: 01:00:00 at least")]
    [InlineData(5_000, 2_000, 86_400, "  5,000 calls at 2,000 in 24 h, as Qualys showed last: 48 h at least")]
    [InlineData(1, 1, 60, "  1 call at 1 in 00:01:00, as Qualys showed last: 00:00:00 at least")]
    [InlineData(10, 0, 60, null)]
    [InlineData(10, 5, 0, null)]
    [InlineData(10, null, 60, null)]
    [InlineData(10, 5, null, null)]
    [InlineData(0, 5, 60, null)]
    public void It_says_how_long_that_takes_at_the_limit_that_was_seen_last(int calls, int? limit, int? seconds, string? expected)
    {
        using WrittenPlan plan = new();
        plan.Count("add", calls, 7 * calls, PayloadGrouping.AttributeSet).ComparedWith(PlanSource.Ledger, plan.LedgerPath, "");
        using (var ledger = AttributeLedger.Open(plan.LedgerPath, KnownSubscription.Host, NewFiles.OfTheirOwner))
        {
            ledger.Window.Keep(new KnownWindow(
                limit, seconds is { } length ? TimeSpan.FromSeconds(length) : null, null, KnownSubscription.Read, null, []));
        }

        Assert.Equal(expected is null ? [] : [expected], PlanWords.OfTime(plan.Database));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_says_how_long_that_takes_where_there_is_no_ledger(bool isNamed)
    {
        using WrittenPlan plan = new();
        plan.Count("add", 10, 10, PayloadGrouping.AttributeSet);
        _ = isNamed ? plan.ComparedWith(PlanSource.Ledger, plan.LedgerPath, "") : plan;

        Assert.Empty(PlanWords.OfTime(plan.Database));
    }

    [Fact]
    public void A_ledger_that_saw_no_limit_says_nothing_of_the_time()
    {
        using WrittenPlan plan = new();
        AttributeLedger.Open(plan.LedgerPath, KnownSubscription.Host, NewFiles.OfTheirOwner).Dispose();
        plan.Count("add", 10, 10, PayloadGrouping.AttributeSet).ComparedWith(PlanSource.Ledger, plan.LedgerPath, "");

        Assert.Empty(PlanWords.OfTime(plan.Database));
    }
}
