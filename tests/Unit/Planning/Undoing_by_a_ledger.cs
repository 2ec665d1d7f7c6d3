using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Undoing plans, of what the ledger has of a run, what brings back what was known before it.</summary>
public sealed class Undoing_by_a_ledger
{
    private static readonly DateTimeOffset Then = KnownSubscription.Read - TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset Later = KnownSubscription.Read + TimeSpan.FromMinutes(1);

    [Fact]
    public void What_the_run_made_of_each_asset_comes_back_and_others_are_in_the_plan_as_they_are()
    {
        using KnownSubscription known = new();
        known.Write(Then, ["Business=Cards", "Tier=1"], isConfirmed: true, 1, 2, 4);
        string undone = Enter(known);
        known.Write(undone, Then, ["Business=Loans"], ["Business=Cards"], isConfirmed: true, 1, 2);
        known.Write(undone, Then, ["Owner=Ann"], [], isConfirmed: true, 3);
        known.Write(undone, Then, ["Tier="], ["Tier=1"], isConfirmed: true, 2);

        Assert.Equal(
            [
                "1 Business Loans>Cards Update Undone", "1 Owner > None Equal", "1 Tier 1>1 None Equal",
                "2 Business Loans>Cards Update Undone", "2 Owner > None Equal", "2 Tier >1 Add Undone",
                "3 Business > None Equal", "3 Owner Ann> Remove Undone", "3 Tier > None Equal",
                "4 Business Cards>Cards None Equal", "4 Owner > None Equal", "4 Tier 1>1 None Equal",
            ],
            Undo(known));
        Assert.Equal(["4|4"], known.Query("SELECT COUNT(*), SUM(line IS NULL) FROM plan_asset"));
        Assert.Equal(["4"], known.Query("SELECT SUM(count_assets) FROM plan_pair"));
        Assert.Equal(["complete|0|4|Database"], known.Query("SELECT outcome, rows_in, rows_out, input FROM run WHERE stage = 'Compare'"));
    }

    [Fact]
    public void Of_a_key_that_the_run_changed_twice_what_was_before_the_first_change_comes_back()
    {
        using KnownSubscription known = new();
        string undone = Enter(known);
        known.Write(undone, Then, ["Business=Loans"], ["Business=Cards"], isConfirmed: true, 1);
        known.Write(undone, Then, ["Business=Fraud"], ["Business=Loans"], isConfirmed: true, 1);

        Assert.Contains("1 Business Fraud>Cards Update Undone", Undo(known));
    }

    [Theory]
    // Whether the two calls with one value were confirmed, and what is done now that another run has taken it off again.
    [InlineData(true, true, "None Equal")]
    [InlineData(true, false, "Remove Undone")]
    [InlineData(false, true, "Remove Undone")]
    [InlineData(false, false, "Remove Undone")]
    public void A_key_that_was_sent_twice_is_in_doubt_where_either_call_is(bool first, bool second, string expected)
    {
        using KnownSubscription known = new();
        string undone = Enter(known);
        known.Write(undone, Then, ["Business=Loans"], [], first, 1);
        known.Write(undone, Then, ["Business=Loans"], [], second, 1);
        known.Write(undone, Then, ["Business=Loans"], [], isConfirmed: true, 2);
        known.Write(Then, ["Business="], isConfirmed: true, 1);

        Assert.Contains($"1 Business > {expected}", Undo(known));
    }

    [Theory]
    // Before and after a change that nobody knows was made, what is known, and the letter of what is done.
    [InlineData("Business=Cards", "Business=Loans", "Cards", "U")]
    [InlineData("Business=Cards", "Business=", "Cards", "V")]
    [InlineData("", "Business=Loans", "", "R")]
    public void Of_a_change_in_doubt_what_may_exist_or_not_is_written_both_ways(string before, string after, string value, string letter)
    {
        using KnownSubscription known = new();
        known.Write(Then, [value.Length > 0 ? $"Business={value}" : "Tier=1"], isConfirmed: true, 1);
        string undone = Enter(known);
        known.Write(undone, Then, [after], before.Length > 0 ? [before] : [], isConfirmed: false, 1);

        Undo(known);

        Assert.Equal([$"{letter}=="], known.Query("SELECT actions FROM plan_pair"));
    }

    [Theory]
    // Whether the run's own removal was confirmed, and that of another run behind it; without doubt nothing would be known.
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void An_asset_that_may_hold_a_value_which_nobody_knows_is_one_that_holds_values(bool own, bool other)
    {
        using KnownSubscription known = new();
        string undone = Enter(known);
        known.Write(undone, Then, ["Business="], ["Business=Cards"], own, 1);
        known.Write(undone, Then, ["Business=Loans"], [], isConfirmed: true, 2);
        known.Write(Then, ["Business="], other, 1);

        Undo(known);

        Assert.Equal(
            ["1|1", "2|1"],
            known.Query("SELECT qualys_id, known_set_id IS NOT NULL FROM plan_asset JOIN plan_pair USING (pair_id) ORDER BY 1"));
    }

    [Fact]
    public void Of_a_removal_that_was_confirmed_the_value_of_before_is_added_and_nothing_else()
    {
        using KnownSubscription known = new();
        string undone = Enter(known);
        known.Write(undone, Then, ["Business="], ["Business=Cards"], isConfirmed: true, 1);

        Undo(known);

        Assert.Equal(["A=="], known.Query("SELECT actions FROM plan_pair"));
    }

    [Fact]
    public void A_key_that_another_run_may_have_changed_stays_as_it_is()
    {
        using KnownSubscription known = new();
        string undone = Enter(known);
        known.Write(undone, Then, ["Business=Loans", "Tier=2"], ["Business=Cards", "Tier=1"], isConfirmed: true, 1, 2);
        known.Write(Then, ["Business=Fraud"], isConfirmed: false, 2);

        List<string> plan = Undo(known);

        Assert.Contains("1 Business Loans>Cards Update Undone", plan);
        Assert.Contains("2 Business Loans>Cards Withheld Drifted", plan);
        Assert.Contains("2 Tier 2>1 Update Undone", plan);
        Assert.Equal(
            [
                "Without an inventory the ledger alone says what Qualys holds: what somebody changed there since the run is not seen, and would be overwritten. "
                    + "The run itself was planned without one: a value that it wrote over, and that no run had written, is not known and not brought back; "
                    + "what the run wrote in its place is removed.",
                "Is not what was written (changed by somebody else, or not applied by Qualys): 'Business' of 1 asset. It is left as it is.",
            ],
            known.Warnings);
    }

    [Fact]
    public void A_recent_inventory_says_what_somebody_else_has_changed_and_which_assets_are_gone()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Business=Loans");
        known.Hold(2, "Business=Theirs");
        known.Hold(3, "Business=Loans@AWS");
        known.Hold(9, "Business=Else");
        string undone = Enter(known);
        known.Write(undone, Then, ["Business=Loans"], ["Business=Cards"], isConfirmed: true, 1, 2, 3, 4);
        known.Write(undone, Later, ["Business=Loans"], ["Business=Cards"], isConfirmed: true, 5);

        List<string> plan = Undo(known);

        Assert.Equal(
            [
                "1 Business Loans>Cards Update Undone", "2 Business Theirs>Cards Withheld Drifted", "3 Business Loans>Cards Withheld NotOurs",
                "4 Business >Cards Withheld UnknownAsset", "5 Business Loans>Cards Update Undone", "9 Business Else>Else None Equal",
            ],
            plan.Where(line => line.Contains("Business", StringComparison.Ordinal)));
        Assert.DoesNotContain(known.Warnings, warning => warning.StartsWith("Without an inventory", StringComparison.Ordinal));
        Assert.Equal(3, known.Warnings.Count());
    }

    [Fact]
    public void Assets_that_only_one_side_knows_are_each_taken()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        foreach (ulong id in (ulong[])[1, 2, 4, 5, 6, 9])
        {
            known.Hold(id, id is 2 or 4 or 6 ? ["Tier=1"] : []);
        }

        string undone = Enter(known);
        known.Write(undone, Then, ["Business=Loans"], [], isConfirmed: false, 1, 4, 5, 9);

        Assert.Equal(
            [
                "1 Business > Remove Undone", "2 Tier 1>1 None Equal", "4 Business > Remove Undone", "4 Tier 1>1 None Equal", "5 Business > Remove Undone",
                "6 Tier 1>1 None Equal", "9 Business > Remove Undone",
            ],
            Undo(known).Where(line => !line.EndsWith("> None Equal", StringComparison.Ordinal) || line.Contains("1>1", StringComparison.Ordinal)));
    }

    [Fact]
    public void Assets_of_which_the_same_is_known_have_one_pair()
    {
        using KnownSubscription known = new();
        string undone = Enter(known);
        known.Write(undone, Then, ["Business=Loans"], ["Business=Cards"], isConfirmed: true, 1, 2, 3, 6);
        known.Write(undone, Then, ["Business=Loans"], ["Business=Fraud"], isConfirmed: true, 4);
        known.Write(undone, Then, ["Tier=1"], [], isConfirmed: true, 5);

        Undo(known);

        Assert.Equal(["1|4", "2|1", "3|1"], known.Query("SELECT pair_id, count_assets FROM plan_pair ORDER BY 1"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("later")]
    public void A_run_that_is_as_before_is_told_and_fails_on_record(string? since)
    {
        using KnownSubscription known = new();
        string undone = Enter(known);
        string path = known.RunPath;
        known.Write(undone, Then, ["Business=Loans"], ["Business=Cards"], isConfirmed: true, 1, 2);
        if (since is not null)
        {
            known.Write(since, Then, ["Business=Cards"], ["Business=Loans"], isConfirmed: true, 1, 2);
        }
        else
        {
            known.Write(undone, Then, ["Business=Cards"], ["Business=Loans"], isConfirmed: true, 1, 2);
        }

        UndoException exception = Assert.Throws<UndoException>(() => Undo(known, path));

        Assert.Equal("NothingToUndo", exception.ErrorId);
        Assert.Equal(
            $"What the run of '{path}' changed is as it was before it, for all of its 2 assets: it was undone already"
            + $"{(since is null ? "" : ", the last run since is that of 'later.db'")}. Nothing was sent.", exception.Message);
        Assert.Equal([$"failed|{exception.Message}"], known.Query("SELECT outcome, message FROM run WHERE stage = 'Compare'"));
    }

    [Fact]
    public void A_run_of_which_nothing_was_confirmed_has_nothing_to_undo()
    {
        using KnownSubscription known = new();
        known.Write(Then, ["Business=Cards"], isConfirmed: true, 1);
        string undone = Enter(known);
        string expected = $"By the ledger '{known.LedgerPath}' the run of '{known.RunPath}' has changed nothing, so there is nothing to undo. If another "
            + "ledger was used for it, name that. Nothing was sent.";
        string path = known.RunPath;

        Assert.Equal(expected, Assert.Throws<UndoException>(() => Undo(known, path)).Message);

        using (var ledger = AttributeLedger.Open(known.LedgerPath, KnownSubscription.Host, Files.NewFiles.OfTheirOwner))
        {
            LedgerRun.Begin(ledger, new LedgerRunFacts(undone, path, null, "test", "user"), TimeProvider.System);
        }

        UndoException exception = Assert.Throws<UndoException>(() => Undo(known, path));
        Assert.Equal(("NothingToUndo", expected), (exception.ErrorId, exception.Message));
        Assert.False(File.Exists(known.RunPath));
    }

    [Fact]
    public void A_run_without_a_ledger_was_never_compared()
    {
        using KnownSubscription known = new();
        known.Import("1,Cards,,");
        string path = known.RunPath;
        known.Options = known.Options with { LedgerPath = null };

        UndoException exception = Assert.Throws<UndoException>(() => Undo(known, path));

        Assert.Equal(("NotReconciled", (object?)path), (exception.ErrorId, exception.Target));
        Assert.Equal(
            $"The run of '{path}' sent everything, and nobody noted what Qualys held before: it cannot be undone. Runs that only send what differs "
            + "can. Nothing was sent.", exception.Message);
    }

    [Fact]
    public void Its_ledger_is_the_one_that_the_run_wrote_into_unless_another_is_named()
    {
        using KnownSubscription known = new();
        string undone = Enter(known);
        string path = known.RunPath;
        known.Write(undone, Then, ["Business=Loans"], [], isConfirmed: true, 1);
        known.Options = known.Options with { LedgerPath = null };
        Assert.Contains("1 Business Loans> Remove Undone", Undo(known, path));
        Assert.Equal(
            [$"Ledger|{known.LedgerPath}", $"Undone|{path}"], known.Query("SELECT source, path FROM plan_source ORDER BY 1"));
        Assert.Equal([undone], known.Query("SELECT state FROM plan_source WHERE source = 'Undone'"));

        known.Options = known.Options with { LedgerPath = known.Folder.File("other.sqlite") };
        Assert.Equal("LedgerNotFound", Assert.Throws<LedgerException>(() => Undo(known, path)).ErrorId);
    }

    [Fact]
    public void It_says_on_record_what_it_undoes_in_place_of_an_export()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Hold(1, "Business=Loans");
        string undone = Enter(known);
        string path = known.RunPath;
        known.Write(undone, Then, ["Business=Loans"], [], isConfirmed: true, 1);
        SqliteFile.Execute(known.LedgerPath, "INSERT INTO function_behaviour VALUES ('add', 'Existing', 'Writes', 1, 1)");

        Undo(known, path, [("batchSize", 7)]);

        Assert.Equal(
            [
                $$"""Import|me|{"undoes":{{Json(path)}},"batchSize":7}|complete|no export: the plan undoes a run""",
                $$"""Compare|me|{"addOverwrites":true,"undoes":{{Json(path)}},"inventory":{{Json(known.InventoryPath)}},"ledger":{{Json(known.LedgerPath)}}}|complete|""",
            ],
            known.Query("SELECT stage, command, options, outcome, message FROM run ORDER BY run_id"));
        Assert.Equal([known.RunPath], known.Events.OfType<FileOpened>().Select(opened => opened.Path));
    }

    [Fact]
    public void It_stops_and_gives_back_what_it_has_open()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        string undone = Enter(known);
        string path = known.RunPath;
        known.Write(undone, Later, ["Business=Loans"], [], isConfirmed: true, 1);
        using (UndoStage stage = Start(known, path))
        {
            Assert.Throws<OperationCanceledException>(() => stage.Complete(new CancellationToken(canceled: true)));
        }

        Assert.Equal(["incomplete"], known.Query("SELECT outcome FROM run WHERE stage = 'Compare'"));

        // A file that somebody has open cannot be locked for oneself.
        SqliteFile.Execute(known.InventoryPath, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; DELETE FROM inventory_page");
        SqliteFile.Execute(known.LedgerPath, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; DELETE FROM observation");
    }

    [Fact]
    public void Runs_are_undone_one_at_a_time()
    {
        UndoException exception = UndoException.OneAtATime("last.db", "first.db");

        Assert.Equal(("UndoOneAtATime", (object?)"first.db"), (exception.ErrorId, exception.Target));
        Assert.Equal(
            "Runs are undone one at a time, the latest first: 'last.db' is undone, and 'first.db' is not. Undo it by a command of its own.", exception.Message);
    }

    // The run that is to be undone, as it has compared: a database of its own that names the ledger.
    private static string Enter(KnownSubscription known)
    {
        using RunDatabase database = RunDatabase.Create(known.NextRunPath(), KnownSubscription.Contract);
        StageRun.Begin(database, ConnectorStage.Import, "test", "{}").Complete();
        StageRun.Begin(database, ConnectorStage.Compare, "test", "{}").Complete();
        database.Plan.NoteSource(PlanSource.Ledger, known.LedgerPath, "");
        return database.Id;
    }

    private static List<string> Undo(KnownSubscription known, string? path = null, (string, object?)[]? later = null)
    {
        using (UndoStage stage = Start(known, path ?? known.RunPath, later))
        {
            stage.Complete(TestContext.Current.CancellationToken);
        }

        return known.ReadPlan();
    }

    private static UndoStage Start(KnownSubscription known, string path, (string, object?)[]? later = null) => UndoStage.Start(
        new UndoOptions { RunPath = path, Comparison = known.Options },
        new AxoniusImportOptions { Path = "", DatabasePath = known.NextRunPath(), Caller = "me", Later = later ?? [] },
        known);

    private static string Json(string path) => System.Text.Json.JsonSerializer.Serialize(path);
}
