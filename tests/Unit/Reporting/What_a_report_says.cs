using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Reporting;
using QualysCustomAttributes.Reporting.Rendering;
using QualysCustomAttributes.Reporting.Subjects;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Synchronizing;
using QualysCustomAttributes.Unit.Synchronizing;
using QualysCustomAttributes.Unit.Verifying;
using Xunit;

namespace QualysCustomAttributes.Unit.Reporting;

/// <summary>A report says of each subject what the run database has on record, and that alone.</summary>
public sealed class What_a_report_says
{
    private static readonly AxoniusContract Owners = new("Id", [new("B", "Business"), new("O", "Owner")]);

    [Fact]
    public async Task A_reconciled_run_that_met_trouble_is_told_under_every_heading()
    {
        await using VerificationScenario scenario = await ReportedScenario.ReconciledAsync();

        QualysRunReport report = ReportedScenario.Read(scenario.RunPath);

        Assert.Equal(("Partial", OutcomeTone.Warning), (report.Outcome.Title, report.Outcome.Tone));
        Assert.Equal("Qualys confirmed 2 of 5 batches. 2 failed, 1 partial.", report.Outcome.Sentence);
        Assert.Equal($"go on with {scenario.RunPath}", report.Run.NextCommand);
        Assert.Equal(
            [("Division", 4L, 2L, 0L, 0L, 2L), ("Tier", 4, 0, 1, 0, 3)],
            report.Plan!.Keys.Select(key => (key.Key, key.Added, key.Updated, key.Removed, key.Withheld, key.Unchanged)));
        Assert.Equal(("Ledger", scenario.LedgerPath), Assert.Single(report.Plan.Sources.Select(source => (source.Kind, source.Path))));
        Assert.Equal((10L, 4L), (report.Coverage!.Assets, report.Coverage.Known));
        Assert.Equal([("Division", 10L, 4L), ("Tier", 9, 4)], report.Coverage.Keys.Select(key => (key.Key, key.Filled, key.Known!.Value)));
        Assert.Equal((6L, 3L), (report.Calls!.Count, report.Calls.Succeeded));
        Assert.Equal([(null, 1L), (200, 3), (200, 1), (409, 1)], report.Calls.Answers.Select(each => (each.Status, each.Calls)).OrderBy(each => (each.Status, -each.Calls)));
        Assert.Equal(("our own back-off", 1L), Assert.Single(report.Calls.Waits.Select(wait => (wait.Words, wait.Waits))));
        Assert.Equal((3L, 3), (report.Calls.Unsuccessful.Total, report.Calls.Unsuccessful.Items.Count));
        Assert.Equal(
            [(ReportedBatchOutcome.Failed, 1), (ReportedBatchOutcome.Failed, 2), (ReportedBatchOutcome.Partial, 2)],
            report.Batches.Items.Select(batch => (batch.Outcome, batch.Assets)));
        Assert.Contains("Refused by the script", report.Batches.Items[0].Reason, StringComparison.Ordinal);
        Assert.Single(report.Batches.Items[2].NotConfirmedAssetIds);
        Assert.Equal([RejectionReason.NoAssetId, RejectionReason.InvalidAssetId], report.Rejected.Rows.Items.Select(row => row.Reason));
        Assert.Equal(("9", null, true), Assert.Single(report.Duplicates.Items.Select(each => (each.AssetId, each.KeptLine, each.IsConflicting))));
        Assert.Equal([10L, 11L], report.Duplicates.Items[0].Lines);
        Assert.Equal(["2", "3", "4", "5", "6", "7", "8"], report.Changes.Items.Select(change => change.AssetId));
        Assert.Equal(
            new ReportedKeyChange("Tier", "2", null, ChangeAction.Remove, ChangeReason.Emptied), Assert.Single(report.Changes.Items[1].Keys));
        Assert.Equal(("2", "Theirs", "Cards"), Assert.Single(report.Drift!.Values.Items.Select(each => (each.AssetId, each.Change.Known, each.Change.Desired))));
        Assert.Equal(
            [(VerificationVerdict.AsWanted, 8L), (VerificationVerdict.Missing, 2)],
            report.Verification!.Counts.Select(each => (each.Verdict, each.Attributes)));
        Assert.Equal(["Division", "Tier"], report.Verification.NotAsWanted.Items.Select(finding => finding.Key));
    }

    [Fact]
    public void A_dry_run_says_what_would_be_sent_and_compares_nothing()
    {
        using TestRun run = TestRun.Whole(
            new ExportBuilder(Owners).Row("1\n2", "Cards", "Ann").Row("3", "Loans", "").Row("4", "", "").Row("5", "Cards", "Ann").Row("5", "Cards", "Ann"), Owners);

        QualysRunReport report = ReportedScenario.Read(run.DatabasePath);

        Assert.Equal("Nothing was sent. 2 batches of 4 assets would be.", report.Outcome.Sentence);
        Assert.Null(report.Plan);
        Assert.Null(report.Calls);
        Assert.Null(report.Drift);
        Assert.Null(report.Verification);
        Assert.Equal([("Business", 5L, null), ("Owner", 4, null)], report.Coverage!.Keys.Select(key => (key.Key, key.Filled, key.Known)));
        Assert.Equal((6L, null), (report.Coverage.Assets, report.Coverage.Known));
        Assert.Equal([(ReportedBatchOutcome.NotSent, "A dry run sends nothing.")], report.Batches.Items.Select(batch => (batch.Outcome, batch.Reason)).Distinct());
        Assert.Equal(("5", 6L, false), Assert.Single(report.Duplicates.Items.Select(each => (each.AssetId, each.KeptLine!.Value, each.IsConflicting))));
        Assert.Equal(["1", "2", "3", "5"], report.Changes.Items.Select(change => change.AssetId).Order());
        Assert.Equal([ChangeAction.Add], report.Changes.Items.SelectMany(change => change.Keys).Select(key => key.Action!.Value).Distinct());
        Assert.Equal(4, report.Changes.Total);
    }

    [Fact]
    public async Task Of_a_plan_that_a_brake_holds_every_batch_is_withheld()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        await scenario.RunAsync([.. Enumerable.Range(1, 60).Select(id => $"{id},Cards,,")]);
        scenario.Prepare([.. Enumerable.Range(1, 60).Select(id => $"{id},Other,,")]);
        await Assert.ThrowsAnyAsync<ConnectorException>(() => scenario.SendAsync());

        QualysRunReport report = ReportedScenario.Read(scenario.RunPath);

        Assert.Equal("Held by a brake", report.Outcome.Title);
        Assert.Contains("60 of the 60 assets", report.Run.Message, StringComparison.Ordinal);
        Assert.Equal(ReportedBatchOutcome.Withheld, Assert.Single(report.Batches.Items).Outcome);
        Assert.Equal(60, report.Plan!.Keys[0].Withheld);
        Assert.Equal([ChangeAction.Withheld], report.Changes.Items.SelectMany(change => change.Keys).Select(key => key.Action!.Value).Distinct());
    }

    [Theory]
    [InlineData("InDoubt", "In doubt", "may or may not have been applied")]
    [InlineData("Failed", "Failed", "No reason is on record.")]
    public void A_batch_without_a_reason_on_record_is_told_in_words(string stored, string title, string reason)
    {
        using TestRun run = TestRun.Whole(new ExportBuilder(Owners).Row("1", "Cards", "Ann"), Owners);
        SqliteFile.Execute(run.DatabasePath, $"UPDATE batch_execution SET outcome = '{stored}'; UPDATE run SET options = '{{\"dryRun\":false}}' WHERE stage = 'Update'");

        QualysRunReport report = ReportedScenario.Read(run.DatabasePath);

        Assert.Equal((title, stored), (report.Outcome.Title, Assert.Single(report.Batches.Items).Outcome.ToString()));
        Assert.Contains(reason, report.Batches.Items[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_came_to_nothing_is_told_too()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder(Owners).Row("1", "Cards", "Ann"), Owners);

        QualysRunReport report = ReportedScenario.Read(run.DatabasePath);

        Assert.Equal((QualysRunOutcome.Incomplete, 0L), (report.Run.Outcome, report.Changes.Total));
        Assert.Contains("There is no batch.", ReportTemplates.ToHtml(report), StringComparison.Ordinal);
        Assert.StartsWith("# Incomplete: run.db", ReportTemplates.ToMarkdown(report), StringComparison.Ordinal);
    }
}
