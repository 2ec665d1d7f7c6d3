using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Changes that come one key at a time make a payload for each asset and function, and say what they are.</summary>
public sealed class Changes_one_after_the_other
{
    private static readonly DateTimeOffset Then = KnownSubscription.Read;

    [Fact]
    public void A_change_says_what_is_done_with_which_key_and_why()
    {
        using KnownSubscription known = Compared();

        Assert.Equal(
            [
                "1 Business: Cards -> Loans (Update, Changed)", "1 Tier:  -> 2 (Add, New)", "1 Owner: Ann ->  (Remove, Emptied)",
                "2 Business:  -> Fraud (Add, New)", "3 Business: Cards ->  (None, Left)",
            ],
            Read(known, withEqual: false).Select(change => $"{change}"));
        AttributeChange first = Read(known, withEqual: false)[0];
        Assert.Equal((1UL, "Business", "Cards", "Loans"), (first.AssetId, first.Key, first.Known, first.Desired));
        Assert.Equal((ChangeAction.Update, ChangeReason.Changed, 2L, known.RunPath), (first.Action, first.Reason, first.Line, first.DatabasePath));
        AttributeChange last = Read(known, withEqual: false)[^1];
        Assert.Equal((0L, null, "Cards"), (last.Line, last.Desired, last.Known));
    }

    [Fact]
    public void What_is_equal_is_among_them_only_where_it_is_asked_for()
    {
        using KnownSubscription known = new();
        known.Write(Then, ["Business=Cards"], isConfirmed: true, 1);
        known.Compare("1,Cards,2,");

        Assert.Equal(["1 Business: Cards -> Cards (None, Equal)", "1 Tier:  -> 2 (Add, New)"], Read(known, withEqual: true).Select(change => $"{change}"));
        Assert.Equal(["1 Tier:  -> 2 (Add, New)"], Read(known, withEqual: false).Select(change => $"{change}"));
    }

    [Fact]
    public void Keys_of_an_asset_with_one_function_are_one_payload_and_other_functions_have_their_own()
    {
        using KnownSubscription known = Compared();
        List<AttributeChange> changes = Read(known, withEqual: true);
        using PayloadStage stage = PayloadStage.Start(known.RunPath, "test");

        List<string> made = [];
        foreach (AttributeChange change in changes)
        {
            made.AddRange(stage.Add(change).Select(Word));
            if (change.AssetId == 1)
            {
                Assert.Empty(made);
            }
        }

        Assert.Equal(["1 1 2 Add Tier=2", "2 1 2 Update Business=Loans", "3 1 2 Remove Owner=Ann", "4 2 3 Add Business=Fraud"], made);
        Assert.Empty(stage.MakeRest());
        stage.Complete();
        Assert.Equal(
            ["1|add|2", "1|update|2", "1|remove|2", "2|add|3"], known.Query("SELECT qualys_id, function, line FROM payload_change ORDER BY payload_id"));
        Assert.Equal([$"complete|{changes.Count}|4"], known.Query("SELECT outcome, rows_in, rows_out FROM run WHERE stage = 'Payload'"));
    }

    [Fact]
    public void The_last_asset_is_made_at_the_end_and_a_change_that_comes_again_makes_none()
    {
        using KnownSubscription known = Compared();
        AttributeChange[] ofFirst = [.. Read(known, withEqual: false).Where(change => change.AssetId == 1)];
        using PayloadStage stage = PayloadStage.Start(known.RunPath, "test");

        Assert.Empty(stage.MakeRest());
        Assert.Empty(ofFirst.Append(ofFirst[0]).SelectMany(stage.Add));
        Assert.Equal(["1 1 2 Add Tier=2", "2 1 2 Update Business=Loans", "3 1 2 Remove Owner=Ann"], stage.MakeRest().Select(Word));
        Assert.Empty(stage.MakeRest());
        Assert.Empty(stage.Add(ofFirst[1]));
        Assert.Empty(stage.MakeRest());
        Assert.Equal(3, stage.Payloads);
    }

    [Fact]
    public void A_part_of_the_keys_is_what_was_chosen_of_them()
    {
        using KnownSubscription known = Compared();
        using PayloadStage stage = PayloadStage.Start(known.RunPath, "test");
        foreach (AttributeChange change in Read(known, withEqual: false).Where(change => change.Key == "Tier"))
        {
            Assert.Empty(stage.Add(change));
        }

        Assert.Equal(["1 1 2 Add Tier=2"], stage.MakeRest().Select(Word));
    }

    [Fact]
    public void What_may_exist_or_not_is_added_and_updated_and_a_removal_stays_one()
    {
        using KnownSubscription known = new();
        known.Options = known.Options with { Rules = new ComparisonRules { RemoveStale = true } };
        known.Write(Then, ["Owner=Ann"], isConfirmed: true, 1);
        known.Write(Then, ["Business=Cards", "Tier=1"], isConfirmed: false, 1);
        known.Compare("1,Loans,,Bob");
        using PayloadStage stage = PayloadStage.Start(known.RunPath, "test");
        foreach (AttributeChange change in Read(known, withEqual: false))
        {
            Assert.Empty(stage.Add(change));
        }

        Assert.Equal(
            ["1 1 2 Add Business=Loans", "2 1 2 Update Business=Loans Owner=Bob", "3 1 2 Remove Tier=-"], stage.MakeRest().Select(Word));
    }

    [Fact]
    public void Changes_of_another_database_or_of_a_comparison_that_was_made_again_are_refused()
    {
        using KnownSubscription known = Compared();
        AttributeChange change = Read(known, withEqual: false)[0];
        known.Compare("1,Loans,,");
        using (PayloadStage stage = PayloadStage.Start(known.RunPath, "test"))
        {
            Assert.Equal("DatabaseMixed", Assert.Throws<RunDatabaseException>(() => stage.Add(change)).ErrorId);
        }

        AttributeChange again = Read(known, withEqual: false)[0];
        using (ComparisonStage comparison = ComparisonStage.Start(known.RunPath, known.Options))
        {
            comparison.AddAll(TestContext.Current.CancellationToken);
            comparison.Complete(TestContext.Current.CancellationToken);
        }

        using PayloadStage other = PayloadStage.Start(known.RunPath, "test");
        Assert.Equal("ObjectOutdated", Assert.Throws<RunDatabaseException>(() => other.Add(again)).ErrorId);
    }

    [Fact]
    public void Records_are_refused_where_a_comparison_was_made_of_them()
    {
        using KnownSubscription known = new();
        IReadOnlyList<AxoniusRecord> records = known.Import("1,Cards,,");
        using (ComparisonStage comparison = ComparisonStage.Start(known.RunPath, known.Options))
        {
            comparison.AddAll(TestContext.Current.CancellationToken);
            comparison.Complete(TestContext.Current.CancellationToken);
        }

        using PayloadStage stage = PayloadStage.Start(known.RunPath, "test");
        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => stage.Add(records[0]));
        Assert.Equal(RunDatabaseException.Compared(known.RunPath).ErrorId, exception.ErrorId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_of_a_comparison_is_made_only_where_it_went_to_its_end(bool readsObjects)
    {
        using KnownSubscription known = new();
        known.Import("1,Cards,,");
        using (ComparisonStage comparison = ComparisonStage.Start(known.RunPath, known.Options))
        {
            comparison.AddAll(TestContext.Current.CancellationToken);
        }

        using PayloadStage stage = PayloadStage.Start(known.RunPath, "test");
        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => _ = readsObjects ? stage.ReadAll().Count() : AddAll(stage));

        Assert.Equal("PlanIncomplete", exception.ErrorId);
        Assert.Contains("the comparison with what Qualys holds was cut short", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_a_comparison_comes_by_function_in_the_order_of_the_export()
    {
        using KnownSubscription known = Compared();
        using PayloadStage stage = PayloadStage.Start(known.RunPath, "test");

        Assert.Equal(
            ["1 1 2 Add Tier=2", "2 2 3 Add Business=Fraud", "3 1 2 Update Business=Loans", "4 1 2 Remove Owner=Ann"], stage.ReadAll().Select(Word));
        stage.Complete();
        Assert.Equal(["complete|4|4|Database"], known.Query("SELECT outcome, rows_in, rows_out, input FROM run WHERE stage = 'Payload'"));
    }

    [Fact]
    public void A_plan_that_is_kept_is_read_only_where_a_comparison_went_to_its_end()
    {
        using KnownSubscription known = new();
        known.Import("1,Cards,,");
        AssertRefused(RunDatabaseException.NotCompared(known.RunPath));
        using (ComparisonStage comparison = ComparisonStage.Start(known.RunPath, known.Options))
        {
            comparison.AddAll(TestContext.Current.CancellationToken);
        }

        var origin = new PlanOrigin(null, null, null, null, null, IsCompared: true, Function: null);
        AssertRefused(RunDatabaseException.PlanIncomplete(known.RunPath, "the comparison with what Qualys holds was cut short", origin));

        void AssertRefused(RunDatabaseException expected)
        {
            using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);
            RunDatabaseException refused = Assert.Throws<RunDatabaseException>(() => PlannedChanges.ReadKept(database, withEqual: true));
            Assert.Equal((expected.ErrorId, expected.Message), (refused.ErrorId, refused.Message));
        }
    }

    [Fact]
    public void What_is_done_with_one_asset_is_read_in_the_order_of_its_keys()
    {
        using KnownSubscription known = Compared();
        using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);

        Assert.Equal(
            ["1 Business: Cards -> Loans (Update, Changed)", "1 Tier:  -> 2 (Add, New)", "1 Owner: Ann ->  (Remove, Emptied)"],
            PlannedChanges.ReadOf(database, 1).Select(change => $"{change}"));
        Assert.Empty(PlannedChanges.ReadOf(database, 7));
        known.Import("1,Cards,,");
        using RunDatabase plain = RunDatabase.OpenForReading(known.RunPath);
        Assert.Empty(PlannedChanges.ReadOf(plain, 1));
    }

    private static KnownSubscription Compared()
    {
        var known = new KnownSubscription();
        known.Options = known.Options with { Rules = new ComparisonRules { RemoveStale = true } };
        known.Write(Then, ["Business=Cards", "Owner=Ann"], isConfirmed: true, 1);
        known.Write(Then, ["Business=Cards"], isConfirmed: true, 3);
        known.Compare("1,Loans,2,", "2,Fraud,,");
        return known;
    }

    private static List<AttributeChange> Read(KnownSubscription known, bool withEqual)
    {
        using RunDatabase database = RunDatabase.OpenForReading(known.RunPath);
        return [.. PlannedChanges.Read(database, database.Runs.FindCurrent(ConnectorStage.Compare)!.Value.RunId, withEqual)];
    }

    private static int AddAll(PayloadStage stage)
    {
        stage.AddAll();
        return 0;
    }

    // Number, asset, line, function and attributes.
    private static string Word(QualysAttributePayload payload) =>
        $"{payload.Number} {payload.AssetId} {payload.Line} {payload.Function} {string.Join(' ', payload.Set.NonEmpty)}";
}
