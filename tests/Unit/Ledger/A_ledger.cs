using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Ledger;

/// <summary>The ledger knows what Qualys has confirmed, and what nobody knows for sure, over all runs for one subscription.</summary>
public sealed class A_ledger : IDisposable
{
    private const string Host = "qualysapi.qualys.com";
    private const ulong Wide = 9_999_999_999_999_999_999;
    private const string Columns =
        "asset_id, key, before, after, function, outcome, is_confirmed, sent_at, run_id, database_path, export_path, account, group_number, batch_number, change_id";

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("ledger.sqlite");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Knows_what_was_confirmed_and_nothing_that_was_not()
    {
        using AttributeLedger ledger = Open();
        LedgerRun run = Begin(ledger);
        long first = run.WillSend(Change(1, "add", ("Business", "Cards"), 1, 2, Wide));
        long second = run.WillSend(Change(2, "add", ("Business", "Loans"), 3));

        run.Confirm(first, null, "Succeeded");
        run.Reject(second, "Failed");

        Assert.Equal(["1|Business|Cards", "2|Business|Cards", $"{Wide}|Business|Cards"], Query("SELECT asset_id, key, value FROM known_attribute"));
        Assert.Empty(ledger.Assets.ReadDoubts());
        Assert.Equal(["add|Confirmed|1", "add|Failed|0"], Query("SELECT DISTINCT function, outcome, is_confirmed FROM attribute_change ORDER BY change_id"));
    }

    [Fact]
    public void That_is_damaged_anywhere_is_told_as_such()
    {
        using (AttributeLedger ledger = Open())
        {
            LedgerRun run = Begin(ledger);
            run.Confirm(run.WillSend(Change(1, "add", ("Business", new string('x', 9_000)), 7)), null, "Succeeded");
        }

        SqliteFile.Execute(Path, "PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] sound = File.ReadAllBytes(Path);
        for (int place = 100; place < sound.Length; place += 500)
        {
            byte[] damaged = [.. sound];
            new Random(place).NextBytes(damaged.AsSpan(place, Math.Min(500, damaged.Length - place)));
            File.WriteAllBytes(Path, damaged);
            Exception? exception = Record.Exception(() =>
            {
                using AttributeLedger ledger = AttributeLedger.OpenForReading(Path);
                _ = ledger.Assets.Read().Select(asset => ledger.Sets.Read(asset.Set).Values.Count).Sum() + ledger.Assets.ReadDoubts().Count;
            });
            Assert.True(exception is null or LedgerException, exception?.ToString());
        }
    }

    [Fact]
    public void Holds_for_both_what_is_in_doubt_until_it_is_settled()
    {
        using AttributeLedger ledger = Open();
        LedgerRun run = Begin(ledger);
        long call = run.WillSend(Change(1, "add", ("Business", "Cards"), 7, Wide));

        IReadOnlyDictionary<ulong, IReadOnlyDictionary<string, SentInDoubt>> doubts = ledger.Assets.ReadDoubts();
        long again = run.WillSend(Change(1, "add", ("Business", "Cards"), 7, Wide));
        run.Confirm(again, null, "Succeeded");

        Assert.Equal([7UL, Wide], doubts.Keys.Order());
        (string key, SentInDoubt sent) = Assert.Single(doubts[7]);
        Assert.Equal(("Business", KeyDoubt.MayHaveValue, "Cards"), (key, sent.Doubt, Assert.Single(sent.Values)));
        Assert.Equal(call, again);
        Assert.Empty(ledger.Assets.ReadDoubts());
    }

    [Fact]
    public void Confirms_of_a_partial_call_only_the_assets_that_were_named()
    {
        using AttributeLedger ledger = Open();
        LedgerRun run = Begin(ledger);
        long call = run.WillSend(Change(1, "add", ("Business", "Cards"), 1, 2, 3));

        run.Confirm(call, [2UL, 99UL], "Partial");

        Assert.Equal(["2"], Query("SELECT asset_id FROM known_attribute"));
        Assert.Equal(["1|0", "2|1", "3|0"], Query("SELECT asset_id, is_confirmed FROM attribute_change ORDER BY 1"));
        Assert.Equal(["Partial"], Query("SELECT DISTINCT outcome FROM attribute_change"));
    }

    [Fact]
    public void Changes_only_the_keys_of_the_call_and_remembers_what_was_removed()
    {
        using AttributeLedger ledger = Open();
        LedgerRun run = Begin(ledger);
        run.Confirm(run.WillSend(Change(1, "add", ("Business", "Cards"), 1)), null, "Succeeded");
        run.Confirm(run.WillSend(Change(2, "add", ("It's \"tier\".$[0]", "1"), 1)), null, "Succeeded");
        run.Confirm(run.WillSend(Change(3, "update", ("It's \"tier\".$[0]", "2"), 1)), null, "Succeeded");
        run.Confirm(run.WillSend(Change(4, "remove", ("Business", null), 1)), null, "Succeeded");

        Assert.Equal("""{"Business":null,"It's \"tier\".$[0]":"2"}""", ledger.Sets.Read(ledger.Assets.FindSet(1)).ToContent());
        Assert.Equal(
            ["Business||Cards|add", "It's \"tier\".$[0]||1|add", "It's \"tier\".$[0]||2|update", "Business|Cards||remove"],
            Query("SELECT key, before, after, function FROM attribute_change ORDER BY change_id"));
    }

    [Fact]
    public void Is_there_for_the_next_process()
    {
        using (AttributeLedger ledger = Open())
        {
            LedgerRun run = Begin(ledger);
            run.Confirm(run.WillSend(Change(1, "add", ("Business", "Käufer \"1\" \u2028"), 1)), null, "Succeeded");
        }

        using var again = AttributeLedger.OpenForReading(Path);

        Assert.Equal(Host, again.ApiHost);
        Assert.Equal("Käufer \"1\" \u2028", again.Sets.Read(Assert.Single(again.Assets.Read()).Set).Values["Business"]);
    }

    [Fact]
    public void Is_that_of_one_subscription()
    {
        Open().Dispose();

        LedgerException exception = Assert.Throws<LedgerException>(() => AttributeLedger.Open(Path, "qualysapi.qualys.eu", NewFiles.OfTheirOwner));

        Assert.Equal("LedgerOfAnotherHost", exception.ErrorId);
        Assert.Contains("'qualysapi.qualys.com'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "LedgerOfAnotherKind")]
    [InlineData("sqlite", "LedgerOfAnotherKind")]
    [InlineData("newer", "LedgerNewer")]
    [InlineData("trigger", "LedgerNotTrusted")]
    [InlineData("identities", "LedgerNotTrusted")]
    [InlineData("folder", "LedgerOfAnotherKind")]
    public void Is_left_as_it_is_where_it_cannot_be_used(string what, string errorId)
    {
        Open().Dispose();
        switch (what)
        {
            case "text":
                File.WriteAllText(Path, "This is a text of some length, and no database at all.");
                break;
            case "sqlite":
                File.Delete(Path);
                SqliteFile.Execute(_folder.Write("ledger.sqlite", []), "CREATE TABLE t (a)");
                break;
            case "newer":
                SqliteFile.Execute(Path, "PRAGMA user_version = 99");
                break;
            case "trigger":
                SqliteFile.Execute(Path, "CREATE TRIGGER t AFTER INSERT ON asset_value BEGIN DELETE FROM change_call; END");
                break;
            case "identities":
                SqliteFile.Execute(Path, "INSERT INTO identity SELECT * FROM identity");
                break;
            default:
                File.Delete(Path);
                Directory.CreateDirectory(Path);
                break;
        }

        LedgerException exception = Assert.Throws<LedgerException>(() => Open().Dispose());

        Assert.Equal(errorId, exception.ErrorId);
        Assert.Contains(Path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_release_before_is_brought_over_where_it_is_and_knows_what_it_knew()
    {
        // Two runs of the release before wrote it: adds first, then an update and a removal.
        File.Copy(System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "ledger-version-1.sqlite"), Path);
        string[] queries =
        [
            $"SELECT {Columns} FROM attribute_change ORDER BY change_id, asset_id, key", "SELECT * FROM known_attribute ORDER BY asset_id, key",
            "SELECT * FROM identity", "SELECT * FROM ledger_run",
        ];
        List<string>[] before = [.. queries.Select(Query)];
        Assert.Equal(["1"], Query("PRAGMA user_version"));

        using (AttributeLedger ledger = Open())
        {
            Assert.Equal(3, ledger.Version);
            LedgerRun run = Begin(ledger);
            Assert.Equal(3, run.RunId);
        }

        SqliteFile.Execute(Path, "DELETE FROM ledger_run WHERE run_id = 3");
        Assert.Equal(before, [.. queries.Select(Query)]);
        Assert.Equal(8, before[0].Count);
        Assert.Equal(["3"], Query("PRAGMA user_version"));
        Assert.Equal(["1||0"], Query("SELECT lease_id, holder, renewals FROM lease"));
        Assert.Equal(["0|0|0"], Query("SELECT (SELECT count(*) FROM call_window), (SELECT count(*) FROM window_call), (SELECT count(*) FROM function_behaviour)"));
        Assert.Equal(["ok"], Query("PRAGMA integrity_check"));
        Open().Dispose();
    }

    [Fact]
    public void Of_the_release_before_is_read_as_it_is()
    {
        File.Copy(System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "ledger-version-1.sqlite"), Path);

        using (var ledger = AttributeLedger.OpenForReading(Path))
        {
            Assert.Equal(1, ledger.Version);
            Assert.Equal(3, ledger.Assets.Read().Count());
        }

        Assert.Equal(["1"], Query("PRAGMA user_version"));
    }

    [Fact]
    public void Of_the_release_before_that_is_another_subscription_s_is_not_brought_over()
    {
        File.Copy(System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "ledger-version-1.sqlite"), Path);

        Assert.Throws<LedgerException>(() => AttributeLedger.Open(Path, "qualysapi.qualys.eu", NewFiles.OfTheirOwner));

        Assert.Equal(["1"], Query("PRAGMA user_version"));
    }

    [Fact]
    public void A_set_that_is_none_is_told_and_no_stack_trace()
    {
        using AttributeLedger ledger = Open();
        long set = ledger.Write(() => ledger.Sets.FindOrAdd(ValueSet.Of([new("a", "b")])));
        foreach (string content in (string[])["", "[]", "{\"a\":1}", "{\"a\":\"b\",\"a\":\"c\"}", "{\"a\":\"\\ud800\"}", "{\"a\""])
        {
            SqliteFile.Execute(Path, "UPDATE value_set SET content = $1", content);
            Assert.Equal("LedgerNotTrusted", Assert.Throws<LedgerException>(() => ledger.Sets.Read(set)).ErrorId);
        }
    }

    private static LedgerChange Change(int group, string function, (string Key, string? Value) value, params ulong[] assetIds) => new(
        group, 1, function, ValueSet.Of([new(value.Key, value.Value)]),
        [.. assetIds.Select(id => KeyValuePair.Create(id, function == "remove" ? ValueSet.Of([new(value.Key, "Cards")]) : ValueSet.Empty))]);

    private AttributeLedger Open() => AttributeLedger.Open(Path, Host, NewFiles.OfTheirOwner);

    private static LedgerRun Begin(AttributeLedger ledger) =>
        LedgerRun.Begin(ledger, new LedgerRunFacts("run", "run.db", "export.csv", "test", "user"), TimeProvider.System);

    private List<string> Query(string sql) => SqliteFile.Read(Path, sql);
}
