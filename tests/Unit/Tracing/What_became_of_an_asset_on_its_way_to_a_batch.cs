using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Tracing;
using QualysCustomAttributes.Unit.Synchronizing;
using Xunit;

namespace QualysCustomAttributes.Unit.Tracing;

/// <summary>Of an asset that was never sent the story says which line, which rule and which choice kept it.</summary>
public sealed class What_became_of_an_asset_on_its_way_to_a_batch
{
    private const ulong Largest = 9_999_999_999_999_999_999;
    private const string Trimmed = "Bank ...TRIMMED - 3 characters over 10";

    private static ExportBuilder Export => new ExportBuilder()
        .Row("1", "a").Row("1", "b").Row($"{Largest}", "a").Row($"{Largest}", "a").Row("5").Row("3", "c").Row("007\n8", Trimmed)
        .Row("1,500,000,009", "c").Line("broken,\"22\" \"22\", 1500000033 ,x").Row("3", "c").Row("", "777777");

    [Theory]
    [InlineData(1, QualysAssetOutcome.Excluded, "It stands in the lines 2 and 3 of the export, which disagree: it was left out.")]
    [InlineData(5, QualysAssetOutcome.WithoutValues, "The export has it without a value, so there is nothing to send.")]
    [InlineData(3, QualysAssetOutcome.NotSent, "Its batch was chosen, and is not sent.")]
    [InlineData(Largest, QualysAssetOutcome.NotSent, "Its batch was chosen, and is not sent.")]
    [InlineData(7, QualysAssetOutcome.Rejected, "The line 8 of the export, which has its number, was rejected: TrimmedValue.")]
    [InlineData(8, QualysAssetOutcome.Rejected, "The line 8 of the export, which has its number, was rejected: TrimmedValue.")]
    [InlineData(1_500_000_009, QualysAssetOutcome.Rejected, "The line 10 of the export, which has its number, was rejected: ThousandsSeparators.")]
    [InlineData(1_500_000_033, QualysAssetOutcome.Rejected, "The line 11 of the export, which could not be taken apart and has its number in the text, was rejected: Malformed.")]
    [InlineData(22, QualysAssetOutcome.NotInRun, "The run has nothing of it: the export does not have it.")]
    [InlineData(150_000_003, QualysAssetOutcome.NotInRun, "The run has nothing of it: the export does not have it.")]
    [InlineData(777_777, QualysAssetOutcome.NotInRun, "The run has nothing of it: the export does not have it.")]
    [InlineData(2, QualysAssetOutcome.NotInRun, "The run has nothing of it: the export does not have it.")]
    [InlineData(500, QualysAssetOutcome.NotInRun, "The run has nothing of it: the export does not have it.")]
    public void Is_one_word_and_a_sentence(ulong id, QualysAssetOutcome outcome, string summary)
    {
        using TestRun run = TestRun.Whole(Export, allowRejected: true);

        QualysAssetTrace trace = Traced.Asset(id, run.DatabasePath);

        Assert.Equal((outcome, summary), (trace.Outcome, trace.Summary));
        Assert.Equal(outcome != QualysAssetOutcome.NotInRun, trace.IsKnown);
    }

    [Fact]
    public void Has_the_lines_and_what_they_said_with_what_counts_of_several()
    {
        using TestRun run = TestRun.Whole(Export, allowRejected: true);

        QualysAssetTrace excluded = Traced.Asset(1, run.DatabasePath);
        QualysAssetTrace kept = Traced.Asset(Largest, run.DatabasePath);

        Assert.Equal(["2 a", "3 b"], excluded.Records.Select(record => $"{record.Line} {record.Attributes["Business"]}"));
        Assert.Equal(["2 False True", "3 False True"], excluded.Duplicates.Select(row => $"{row.Line} {row.IsKept} {row.IsConflicting}"));
        Assert.Empty(excluded.Batches);
        Assert.Empty(excluded.Payloads);
        Assert.Equal(["4 True", "5 False"], kept.Duplicates.Select(row => $"{row.Line} {row.IsKept}"));
        Assert.Equal(["Business=a"], kept.Payloads.Select(payload => $"{payload.Attributes}"));
        Assert.Equal("group 1 batch 1", $"{Assert.Single(kept.Batches)}");
        Assert.Equal([1], kept.GroupNumbers);
        Assert.Equal(
            [
                "rows of the export, as they are after cleaning:", "  line 4       Business=a (of several rows the one that counts)",
                "  line 5       Business=a (of several rows one that does not count)",
            ],
            Traced.Text(kept).Split('\n').SkipWhile(line => !line.StartsWith("rows", StringComparison.Ordinal)).Take(3));
    }

    [Fact]
    public void Of_a_row_that_could_not_be_taken_apart_is_its_text()
    {
        using TestRun run = TestRun.Whole(Export, allowRejected: true);

        QualysAssetTrace trace = Traced.Asset(1_500_000_033, run.DatabasePath);

        Assert.Contains("broken", Assert.Single(trace.RejectedRows).Raw, StringComparison.Ordinal);
        Assert.Contains("(broken,\"22\"", Traced.Text(trace), StringComparison.Ordinal);
        Assert.Empty(Traced.Asset(2, run.DatabasePath).RejectedRows);
    }

    [Fact]
    public void Is_told_by_its_beginning_where_there_are_very_many_rows_and_the_object_has_all()
    {
        var export = new ExportBuilder().Row("2", "c");
        for (int row = 0; row < 100; row++)
        {
            export.Row("1", $"{row}");
        }

        using TestRun run = TestRun.Whole(export, allowRejected: true);

        QualysAssetTrace trace = Traced.Asset(1, run.DatabasePath);

        Assert.Equal("It stands in the lines 3, 4, 5, 6, 7 and 95 more of the export, which disagree: it was left out.", trace.Summary);
        Assert.Equal((100, 100), (trace.Records.Count, trace.Duplicates.Count));
        Assert.EndsWith("\n  line 42      Business=39 (disagrees with another row)\n  … and 60 more", Traced.Text(trace), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_planned_as_long_as_nobody_chose_and_left_out_where_the_plan_has_no_end()
    {
        using TestRun run = TestRun.Imported(Export, allowRejected: true);
        string cut = Traced.Asset(3, run.DatabasePath).Summary;
        run.MakePayloads();
        run.Group();
        QualysAssetTrace grouped = Traced.Asset(3, run.DatabasePath);
        run.Split();

        QualysAssetTrace planned = Traced.Asset(3, run.DatabasePath);

        Assert.Equal("It is in no batch: the plan was not made to its end.", cut);
        Assert.Equal((QualysAssetOutcome.LeftOut, cut), (grouped.Outcome, grouped.Summary));
        Assert.Equal([2], grouped.GroupNumbers);
        Assert.Contains("group 2, of which there are no batches", Traced.Text(grouped), StringComparison.Ordinal);
        Assert.Equal(
            (QualysAssetOutcome.Planned, "It is planned, and nobody has chosen anything of the plan to be sent yet."), (planned.Outcome, planned.Summary));
    }

    [Fact]
    public void Is_left_out_where_a_command_in_the_pipeline_did_that()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Row("2", "b"));
        run.MakePayloads();
        IReadOnlyList<QualysPayloadGroup> groups = run.Group();
        using (SplitStage stage = SplitStage.Start(run.DatabasePath, SplitStage.DefaultBatchSize, "test"))
        {
            Assert.Single(stage.Add(groups[0]));
            stage.Complete(TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            (QualysAssetOutcome.LeftOut, "It is in no batch: a command in the pipeline left it out, and nothing of it is sent."),
            (Traced.Asset(2, run.DatabasePath).Outcome, Traced.Asset(2, run.DatabasePath).Summary));
        Assert.Equal(QualysAssetOutcome.Planned, Traced.Asset(1, run.DatabasePath).Outcome);
    }

    [Fact]
    public async Task Is_not_chosen_where_others_were_and_verdicts_of_the_plan_are_there()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Choice = new() { AssetIds = [2] };
        await scenario.RunAsync("1,Cards,1,", "2,Cards,1,", "3,Cards,1,");

        QualysAssetTrace trace = Traced.Asset(1, scenario.RunPath);

        Assert.Equal(QualysAssetOutcome.NotChosen, trace.Outcome);
        Assert.Equal(["Business Add New", "Tier Add New"], trace.Changes.Select(change => $"{change.Key} {change.Action} {change.Reason}"));
        Assert.Contains("  not chosen ", Traced.Text(trace), StringComparison.Ordinal);
        Assert.Equal(QualysAssetOutcome.Confirmed, Traced.Asset(2, scenario.RunPath).Outcome);
    }

    [Fact]
    public async Task Is_withheld_by_a_brake_for_drift_and_unchanged_where_nothing_differs()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        await scenario.RunAsync([.. Enumerable.Range(1, 60).Select(id => $"{id},Cards,1,")]);
        scenario.Prepare([.. Enumerable.Range(1, 60).Select(id => $"{id},{(id == 60 ? "Cards" : "Loans")},1,")]);
        await Assert.ThrowsAsync<MassChangeException>(() => scenario.SendAsync());

        QualysAssetTrace held = Traced.Asset(1, scenario.RunPath);

        Assert.Equal(
            (QualysAssetOutcome.Withheld, "A brake holds the plan: what it would change is withheld, and nothing was sent."), (held.Outcome, held.Summary));
        Assert.Equal(["Business: Cards -> Loans Withheld", "Tier: 1 -> 1 None"], held.Changes.Select(each => $"{each.Key}: {each.Known} -> {each.Desired} {each.Action}"));
        Assert.Equal(
            (QualysAssetOutcome.Unchanged, "Nothing is to be done: what Qualys is known to hold is as it should be."),
            (Traced.Asset(60, scenario.RunPath).Outcome, Traced.Asset(60, scenario.RunPath).Summary));
    }
}
