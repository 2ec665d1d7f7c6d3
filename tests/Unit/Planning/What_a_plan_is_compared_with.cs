using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Inventory and ledger must be those of the subscription, and the inventory must be recent; then they say what Qualys holds.</summary>
public sealed class What_a_plan_is_compared_with
{
    private static readonly KnownAsset Unseen = new(1, false, 0, 0, false, 0);

    [Theory]
    [InlineData(KnownSubscription.Host, true)]
    [InlineData("QUALYSAPI.qg3.apps.Qualys.com", true)]
    [InlineData(null, true)]
    [InlineData("qualysapi.qg3.apps.qualys.com:8443", false)]
    public void The_ledger_is_that_of_the_host_whatever_its_case(string? host, bool isTaken)
    {
        using KnownSubscription known = new();
        known.Write(KnownSubscription.Read, ["Business=Cards"], isConfirmed: true, 1);
        known.Options = known.Options with { ApiHost = host };

        if (isTaken)
        {
            PlanSources.Open(known.Options).Dispose();
            return;
        }

        LedgerException exception = Assert.Throws<LedgerException>(() => PlanSources.Open(known.Options));
        Assert.Equal("LedgerOfAnotherHost", exception.ErrorId);
        Assert.Contains($"is that of '{KnownSubscription.Host}', and the run is for '{host}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_that_is_not_there_yet_is_that_of_any_host()
    {
        using KnownSubscription known = new();
        using var sources = PlanSources.Open(known.Options with { ApiHost = KnownSubscription.Host });

        Assert.Null(sources.Ledger);
    }

    [Theory]
    [InlineData(KnownSubscription.Gateway, true)]
    [InlineData("HTTPS://Gateway.qg3.apps.qualys.com", true)]
    [InlineData(null, true)]
    [InlineData("https://gateway.qg1.apps.qualys.com", false)]
    public void The_inventory_is_that_of_the_gateway_whatever_its_case(string? gateway, bool isTaken)
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Options = known.Options with { Gateway = gateway };

        if (isTaken)
        {
            PlanSources.Open(known.Options).Dispose();
            return;
        }

        ReconciliationException exception = Assert.Throws<ReconciliationException>(() => PlanSources.Open(known.Options));
        Assert.Equal(("InventoryOfAnotherHost", (object?)known.InventoryPath), (exception.ErrorId, exception.Target));
        Assert.Equal(
            $"The inventory '{known.InventoryPath}' is that of '{KnownSubscription.Gateway}', and the run is for '{gateway}'. Nothing was planned. "
            + "Name the inventory of that subscription.", exception.Message);
    }

    [Theory]
    // Hours since the inventory was read, and how many it may be old.
    [InlineData(24.0, 24, null)]
    [InlineData(24.5, 24, "24.5 hours ago, and may be 24 hours old")]
    [InlineData(47.9, 24, "47.9 hours ago, and may be 24 hours old")]
    [InlineData(48.0, 24, "2 days ago, and may be 24 hours old")]
    [InlineData(60.0, 48, "2.5 days ago, and may be 2 days old")]
    [InlineData(0.5, 0, "30 minutes ago, and may be 0 seconds old")]
    [InlineData(2.0, 0, "2 hours ago, and may be 0 seconds old")]
    [InlineData(1.96875, 0, "118 minutes ago, and may be 0 seconds old")]
    [InlineData(0.0625, 0, "3 minutes ago, and may be 0 seconds old")]
    [InlineData(0.03125, 0, "112 seconds ago, and may be 0 seconds old")]
    [InlineData(0.0, 0, null)]
    [InlineData(-1.0, 0, null)]
    public void An_inventory_is_as_old_as_it_may_be_or_younger(double hours, int longest, string? told)
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Options = known.Options with
        {
            Time = new KnownSubscription.ClockAt(KnownSubscription.Read + TimeSpan.FromHours(hours)), MaximumInventoryAge = TimeSpan.FromHours(longest),
        };

        if (told is null)
        {
            PlanSources.Open(known.Options).Dispose();
            return;
        }

        ReconciliationException exception = Assert.Throws<ReconciliationException>(() => PlanSources.Open(known.Options));
        Assert.Equal("InventoryTooOld", exception.ErrorId);
        Assert.Equal(
            $"The inventory '{known.InventoryPath}' has what changed until 2026-03-01 12:00 UTC, {told} at most. Nothing was planned. "
            + "Export the inventory again.", exception.Message);
    }

    [Fact]
    public void An_inventory_may_be_a_day_old_unless_told_otherwise() => Assert.Equal(TimeSpan.FromDays(1), new ComparisonOptions().MaximumInventoryAge);

    [Fact]
    public void A_whole_inventory_knows_every_asset()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        using var sources = PlanSources.Open(known.Options);

        Assert.Equal(
            [true, false, false],
            new[] { Unseen, Unseen with { IsInInventory = true }, Unseen with { IsLedgerLater = true } }.Select(sources.IsUnknown));
    }

    // What it lacks would be taken for an asset that holds nothing, and be overwritten past the brakes.
    [Theory]
    [InlineData("""{"includeFields":[],"excludeFields":[],"filters":["x"]}""", InventoryOutcome.Complete, 0)]
    [InlineData("""{"includeFields":[],"excludeFields":["customAttributes"],"filters":[]}""", InventoryOutcome.Complete, 0)]
    [InlineData("""{"includeFields":["agent"],"excludeFields":[],"filters":[]}""", InventoryOutcome.Complete, 0)]
    [InlineData("{}", InventoryOutcome.Complete, 0)]
    [InlineData(KnownSubscription.OfEveryAsset, InventoryOutcome.Running, 0)]
    [InlineData(KnownSubscription.OfEveryAsset, InventoryOutcome.Failed, 0)]
    [InlineData(KnownSubscription.OfEveryAsset, InventoryOutcome.Cancelled, 0)]
    [InlineData(KnownSubscription.OfEveryAsset, InventoryOutcome.Short, 0)]
    [InlineData(KnownSubscription.OfEveryAsset, InventoryOutcome.Complete, 1)]
    public void An_inventory_that_lacks_assets_or_their_attributes_is_refused(string selection, string outcome, int hours)
    {
        using KnownSubscription known = new();
        known.MakeInventory(selection, outcome, hours == 0 ? null : KnownSubscription.Read - TimeSpan.FromHours(hours));

        ReconciliationException refused = Assert.Throws<ReconciliationException>(() => PlanSources.Open(known.Options).Dispose());

        Assert.Equal("InventoryNotWhole", refused.ErrorId);
        Assert.Equal(
            $"The inventory '{known.InventoryPath}' does not have every asset with its custom attributes: no run has brought them all to its end"
            + (outcome is InventoryOutcome.Complete or InventoryOutcome.Short ? "" : ", and the latest one was cut short or is under way")
            + ". Nothing was planned. Export every asset since the beginning, without a filter and with customAttributes, or compare with the ledger alone. "
            + "What it lacks would be overwritten unseen.", refused.Message);
    }

    [Fact]
    public void Without_an_inventory_no_asset_is_unknown()
    {
        using KnownSubscription known = new();
        using var sources = PlanSources.Open(known.Options);

        Assert.Equal((null, null, false, false), (sources.Inventory, sources.Ledger, sources.IsUnknown(Unseen), sources.AddOverwrites));
        Assert.Empty(sources.ReadAssets());
    }

    [Fact]
    public void With_neither_nothing_is_planned()
    {
        ReconciliationException exception = Assert.Throws<ReconciliationException>(() => PlanSources.Open(new ComparisonOptions()));

        Assert.Equal(("NothingToCompareWith", (object?)""), (exception.ErrorId, exception.Target));
        Assert.Equal(
            "Nothing says what Qualys holds: neither an inventory nor a ledger is there to compare with. Export the inventory first.", exception.Message);
    }

    [Theory]
    [InlineData("add", "Existing", "Writes", true)]
    [InlineData("add", "Existing", "Leaves", false)]
    [InlineData("add", "Missing", "Writes", false)]
    [InlineData("update", "Existing", "Writes", false)]
    public void Adding_writes_over_what_is_there_only_where_it_was_seen_to(string function, string situation, string behaviour, bool overwrites)
    {
        using KnownSubscription known = new();
        AttributeLedger.Open(known.LedgerPath, KnownSubscription.Host, NewFiles.OfTheirOwner).Dispose();
        Shared.SqliteFile.Execute(known.LedgerPath, $"INSERT INTO function_behaviour VALUES ('{function}', '{situation}', '{behaviour}', 1, 1)");
        using var sources = PlanSources.Open(known.Options);

        Assert.Equal(overwrites, sources.AddOverwrites);
    }

    [Fact]
    public void What_was_opened_is_closed_where_the_other_is_refused()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Folder.Write("ledger.sqlite", "This is a text of some length, and no ledger at all.");
        Assert.Throws<LedgerException>(() => PlanSources.Open(known.Options));
        File.Delete(known.LedgerPath);
        known.Write(KnownSubscription.Read, ["Business=Cards"], isConfirmed: true, 1);
        known.Options = known.Options with { Gateway = "https://gateway.qg1.apps.qualys.com" };
        Assert.Throws<ReconciliationException>(() => PlanSources.Open(known.Options));

        // A file that somebody has open cannot be locked for oneself.
        Shared.SqliteFile.Execute(known.InventoryPath, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; DELETE FROM inventory_page");
        Shared.SqliteFile.Execute(known.LedgerPath, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; DELETE FROM observation");
    }

    [Fact]
    public void The_record_says_what_it_was_and_in_which_state()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        known.Write(KnownSubscription.Read, ["Business=Cards"], isConfirmed: true, 1);
        using WrittenPlan plan = new();
        using var sources = PlanSources.Open(known.Options with { LedgerPath = Path.GetRelativePath(Environment.CurrentDirectory, known.LedgerPath) });
        sources.Note(plan.Database);

        Assert.Equal(new PlanSourceRow(known.InventoryPath, "1 complete 2026-03-01 12:00:00 0"), plan.Database.Plan.FindSource(PlanSource.Inventory));
        Assert.Equal(new PlanSourceRow(known.LedgerPath, $"{sources.Ledger!.Id} 1 0"), plan.Database.Plan.FindSource(PlanSource.Ledger));
    }

    [Fact]
    public void A_ledger_that_is_not_there_yet_is_on_record_without_a_state_and_one_that_is_not_named_is_not()
    {
        using KnownSubscription known = new();
        known.MakeInventory();
        using WrittenPlan plan = new();
        using (var sources = PlanSources.Open(known.Options))
        {
            sources.Note(plan.Database);
        }

        using WrittenPlan other = new();
        using (var sources = PlanSources.Open(known.Options with { LedgerPath = null }))
        {
            sources.Note(other.Database);
        }

        using WrittenPlan third = new();
        using (var sources = PlanSources.Open(known.Options with { InventoryPath = null }))
        {
            sources.Note(third.Database);
        }

        Assert.Equal(new PlanSourceRow(known.LedgerPath, ""), plan.Database.Plan.FindSource(PlanSource.Ledger));
        Assert.Equal((false, true), (other.Database.Plan.FindSource(PlanSource.Ledger).HasValue, other.Database.Plan.FindSource(PlanSource.Inventory).HasValue));
        Assert.Equal((true, false), (third.Database.Plan.FindSource(PlanSource.Ledger).HasValue, third.Database.Plan.FindSource(PlanSource.Inventory).HasValue));
    }

    [Theory]
    [InlineData("https://qualysapi.qg3.apps.qualys.com", null, "https://gateway.qg3.apps.qualys.com")]
    [InlineData("https://qualysapi.qg3.apps.qualys.com", "https://gateway.example.com", "https://gateway.example.com")]
    [InlineData("https://qualys.example.com", null, null)]
    [InlineData(null, null, null)]
    [InlineData(null, "https://gateway.example.com", "https://gateway.example.com")]
    public void The_gateway_is_the_one_that_is_named_or_that_of_the_host(string? api, string? gateway, string? expected)
    {
        ComparisonOptions options = ComparisonOptions.OfRun(
            api is null ? null : QualysAddress.Parse(api), gateway is null ? null : QualysAddress.Parse(gateway), "inventory", "ledger");

        Assert.Equal((expected, api?[8..]), (options.Gateway, options.ApiHost));
        Assert.Equal(("inventory", "ledger", ""), (options.InventoryPath, options.LedgerPath, options.Caller.Command));
    }

    [Theory]
    [InlineData("mine.sqlite", "mine.sqlite")]
    [InlineData(null, "folder/qualys_attribute_ledger_qualysapi.qg3.apps.qualys.com.sqlite")]
    public void The_ledger_is_the_one_that_is_named_or_the_subscription_s_own(string? named, string expected)
    {
        ComparisonOptions options = ComparisonOptions.Of(QualysAddress.Parse($"https://{KnownSubscription.Host}"), null, null, named, "folder");

        Assert.Equal(expected, options.LedgerPath?.Replace('\\', '/'));
        Assert.Equal((null, KnownSubscription.Host, KnownSubscription.Gateway), (options.InventoryPath, options.ApiHost, options.Gateway));
    }
}
