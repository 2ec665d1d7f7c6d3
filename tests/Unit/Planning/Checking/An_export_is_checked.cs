using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Axonius;
using QualysCustomAttributes.Unit.Fuzzing;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A check of an export says what a dry run of it says, and makes no database.</summary>
public sealed class An_export_is_checked
{
    private static Config Cases(int count) => Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true).WithReplay(20_261_128UL, 1UL);

    [Fact]
    public void What_would_be_sent_is_what_a_dry_run_of_any_export_says() => Check.One(Cases(60), Prop.ForAll(GeneratedExport.Arbitrary, generated =>
    {
        using var run = new TestRun(generated.ToExport());
        run.Options = run.Options with { AllowRejected = generated.BatchSize == 1, KeepInvisible = generated.BatchSize == 2, TreatAsEmpty = ["a", "..."] };

        DryRunAndCheck.AssertAgree(run, generated.Duplicates, generated.BatchSize);
    }));

    [Fact]
    public void An_export_that_was_spoiled_on_its_way_is_told_as_a_dry_run_tells_it()
    {
        var rows = new ExportBuilder().NewLine("\r\n");
        for (int i = 0; i < 30; i += 3)
        {
            rows = rows.Row($"{1_500_000_000 + i}\n{1_500_000_001 + i}", "Retail", "Süd", "#N/A").Row($"{1_500_000_002 + i}", "two\r\nlines", "a, b", i < 9 ? "NULL" : "")
                .Row($"{1_500_000_000 + (i % 4)}", "Retail", i < 20 ? "Süd" : "").Row(i == 6 ? "n/a" : i == 9 ? "" : $"{1_600_000_000 + i}");
        }

        byte[] export = rows.ToBytes();
        int usable = 0, refused = 0;
        Check.One(Cases(80), Prop.ForAll(ExportMutation.Several, mutations =>
        {
            byte[] spoiled = mutations.Aggregate(export, (file, mutation) => mutation.Apply(file));
            using var run = new TestRun(spoiled);
            AxoniusCsvCheck check = DryRunAndCheck.AssertAgree(run);
            usable += check.Passed ? 1 : 0;
            refused += check.Passed ? 0 : 1;
        }));

        Assert.True(usable > 5 && refused > 5, $"{usable} could be used and {refused} not: little was tried");
    }

    [Theory]
    [InlineData("ExportEmpty", AxoniusCsvRule.Readable, "")]
    [InlineData("ExportNotCsv", AxoniusCsvRule.Readable, "<!DOCTYPE html><html><body>Sign in</body></html>")]
    [InlineData("ContractBroken", AxoniusCsvRule.Contract, "Name,Owner\nx,y\n")]
    public void An_export_that_cannot_be_read_does_not_pass_and_no_rule_behind_that_was_tried(string errorId, AxoniusCsvRule rule, string text)
    {
        using var run = new TestRun(Encoding.UTF8.GetBytes(text));

        AxoniusCsvCheck check = DryRunAndCheck.AssertAgree(run);

        Assert.Equal((errorId, rule), (Assert.Single(check.Findings).ErrorId, check.Findings[0].Rule));
        Assert.DoesNotContain(rule, check.RulesNotTried);
        Assert.Equal(Enum.GetValues<AxoniusCsvRule>().Where(other => other > AxoniusCsvRule.Contract), check.RulesNotTried.Where(other => other > AxoniusCsvRule.Contract));
        Assert.Contains("cannot be used", check.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_of_a_header_alone_one_that_is_mostly_rejected_and_one_without_values_do_not_pass()
    {
        (ExportBuilder Export, string ErrorId, AxoniusCsvRule Rule)[] exports =
        [
            (new ExportBuilder(), "ExportUnusable", AxoniusCsvRule.Rows),
            (new ExportBuilder().Row("1500000001", "x").Row("a", "x").Row("b", "x"), "ExportMostlyRejected", AxoniusCsvRule.Rows),
            (new ExportBuilder().Row("1500000001").Row("1500000002"), "ExportUnusable", AxoniusCsvRule.Plan),
            (new ExportBuilder().Row("1500000001", "x").Row("1500000001", "y"), "ExportUnusable", AxoniusCsvRule.Plan),
        ];
        Each.Holds(exports, each =>
        {
            using var run = new TestRun(each.Export);
            AxoniusCsvCheck check = DryRunAndCheck.AssertAgree(run);
            Assert.Equal((each.ErrorId, each.Rule), (check.Findings[0].ErrorId, check.Findings[0].Rule));
        });
    }

    [Fact]
    public void An_export_that_is_mostly_rejected_passes_where_that_is_allowed()
    {
        using var run = new TestRun(new ExportBuilder().Row("1500000001", "x").Row("a", "x").Row("b", "x"));
        run.Options = run.Options with { AllowRejected = true };

        AxoniusCsvCheck check = DryRunAndCheck.AssertAgree(run);

        Assert.Equal((true, 1, 2), (check.Passed, check.AssetsPlanned, check.Rows.Single(row => row.Fate == "InvalidAssetId").RowCount));
    }

    [Fact]
    public void Rows_are_told_by_their_fate_with_the_first_three_of_each()
    {
        using var run = new TestRun(new ExportBuilder()
            .Row("1500000001,1500000002", "x").Row("1500000003", "x").Row("1500000004", "x").Row("", "x").Row("n/a", "x")
            .Row("1500000003", "x").Row("1500000005", "x").Row("1500000005", "y").Row("1500000006"));

        AxoniusCsvCheck check = DryRunAndCheck.AssertAgree(run);

        Assert.Equal(
            ["Usable 4: 2 1500000001, 2 1500000002, 3 1500000003", "LeftOut 2: 8 1500000005, 9 1500000005", "InvalidAssetId 1: 6 n/a", "NoAssetId 1: 5 ",
                "NoValues 1: 10 1500000006", "Repeated 1: 7 1500000003"],
            check.Rows.Select(fate => $"{fate.Fate} {fate.RowCount}: {string.Join(", ", fate.Examples.Select(row => $"{row.Line} {row.AssetId}"))}"));
        Assert.Equal("the cell 'Qualys Scans: Qualys ID' is empty", check.Rows.Single(fate => fate.Fate == "NoAssetId").Examples[0].Detail);
    }

    [Fact]
    public void Every_reason_of_rejection_is_a_fate_of_its_own_name() =>
        Each.Holds(Enum.GetValues<RejectionReason>(), reason =>
        {
            var fates = new RowFates();
            for (int line = 7; line < 11; line++)
            {
                fates.Add(new RejectedRow(line, "x", reason, "why") { Records = 3 });
            }

            AxoniusCsvRowFate fate = Assert.Single(fates.ToList());
            Assert.Equal((reason.ToString(), 12L), (fate.Fate, fate.RowCount));
            Assert.Equal(["7 x why", "8 x why", "9 x why"], fate.Examples.Select(row => $"{row.Line} {row.AssetId} {row.Detail}"));
        });

    [Fact]
    public void The_ten_most_frequent_values_of_a_key_are_given_and_the_texts_in_it_that_are_none()
    {
        var export = new ExportBuilder();
        for (int i = 0; i < 12; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                export = export.RowWith((1_500_000_000 + (100 * i) + j).ToString(CultureInfo.InvariantCulture), "Business", $"v{i}");
            }
        }

        export = export.RowWith("1600000001", "Division", "null").RowWith("1600000002", "Division", "NULL").RowWith("1600000003", "Division", "#########")
            .RowWith("1600000004", "Division", "Retail").RowWith("1600000005", "SLA", "");
        using var run = new TestRun(export);

        AxoniusCsvCheck check = DryRunAndCheck.AssertAgree(run);

        AxoniusCsvKey business = check.Keys[0];
        Assert.Equal(["v11 (12)", "v10 (11)", "v9 (10)", "v8 (9)", "v7 (8)", "v6 (7)", "v5 (6)", "v4 (5)", "v3 (4)", "v2 (3)"], business.FrequentValues.Select(value => value.ToString()));
        Assert.Equal((12, 78, "94.0"), (business.DistinctValues, business.Assets, business.Coverage.ToString("0.0", CultureInfo.InvariantCulture)));
        Assert.Equal(["NULL (2)", "######## (1)"], check.Keys[1].NoValueTexts.Select(value => value.ToString()));
        Assert.Empty(business.NoValueTexts);
        Assert.Contains(check.Findings, finding => finding.Rule == AxoniusCsvRule.Values);
    }

    [Fact]
    public void Of_an_export_of_a_header_alone_nothing_is_counted()
    {
        using var run = new TestRun(new ExportBuilder());

        AxoniusCsvCheck check = DryRunAndCheck.AssertAgree(run);

        Assert.Equal((0L, 0UL, 0UL), (check.AssetIds.IdCount, check.AssetIds.Smallest, check.AssetIds.Largest));
        Assert.Empty(check.AssetIds.Lengths);
        Each.Holds(check.Keys, key => Assert.Equal((0L, 0.0, 0L, null, null), (key.Assets, key.Coverage, key.DistinctValues, key.BaselineAssets, key.KeptCoverage)));
        Assert.Equal((null, null, null), (check.BaselinePath, check.BaselineRowsRead, check.BaselineAssets));
    }

    [Fact]
    public void Rules_are_tried_as_far_as_an_export_gets_and_those_of_a_baseline_beside_one()
    {
        AxoniusCsvRule[] ofBaseline = [AxoniusCsvRule.BaselineKeys, AxoniusCsvRule.BaselineAssets, AxoniusCsvRule.BaselineCoverage, AxoniusCsvRule.BaselineValues];
        using var usable = new TestRun(new ExportBuilder().Row("1500000001", "x"));
        using var rejected = new TestRun(new ExportBuilder().Row("a", "x").Row("b", "x"));

        Assert.Equal(ofBaseline, DryRunAndCheck.AssertAgree(usable).RulesNotTried);
        Assert.Equal([AxoniusCsvRule.Duplicates, AxoniusCsvRule.Plan, .. ofBaseline], DryRunAndCheck.AssertAgree(rejected).RulesNotTried);
    }

    [Theory]
    [InlineData(9UL, 1)]
    [InlineData(10UL, 2)]
    [InlineData(99UL, 2)]
    [InlineData(100UL, 3)]
    [InlineData(9_999_999_999_999_999_999UL, 19)]
    public void An_id_is_of_as_many_digits_as_it_has(ulong id, int digits)
    {
        var count = new AssetIdCount();
        count.Add(id);

        AxoniusCsvIdLength length = Assert.Single(count.ToAssetIds().Lengths);
        Assert.Equal((digits, 1L), (length.Digits, length.IdCount));
    }

    [Fact]
    public void Ids_are_counted_once_and_by_their_length()
    {
        using var run = new TestRun(new ExportBuilder().Row("12", "x").Row("9223372036854775808", "x").Row("1500000001", "x").Row("1500000001", "x").Row("1500000002", "x"));

        AxoniusCsvAssetIds ids = DryRunAndCheck.AssertAgree(run).AssetIds;

        Assert.Equal((4, 12UL, 9223372036854775808UL), (ids.IdCount, ids.Smallest, ids.Largest));
        Assert.Equal(["1 of 2 digits", "2 of 10 digits", "1 of 19 digits"], ids.Lengths.Select(length => length.ToString()));
    }

    [Fact]
    public void The_last_value_of_an_export_that_was_cut_is_found_as_an_import_finds_it()
    {
        using var run = new TestRun(new ExportBuilder().NoNewLineAtTheEnd()
            .Row("1500000001", "a", "b", "c", "d", "e", "f", "g", "h", "i", "Gold support").Row("1500000002", "a", "b", "c", "d", "e", "f", "g", "h", "i", "Gold"));

        AxoniusCsvCheck check = DryRunAndCheck.AssertAgree(run);

        Assert.Equal(1, check.Rows.Single(fate => fate.Fate == "CutShort").RowCount);
    }

    [Fact]
    public void Nothing_is_made_by_a_check()
    {
        using var run = new TestRun(new ExportBuilder().Row("1500000001", "x"));
        string[] temporary = Directory.GetFileSystemEntries(Path.GetTempPath());

        Checked(new ExportCheckOptions { Import = run.Options });

        Assert.Equal([run.ExportPath], Directory.GetFileSystemEntries(run.Folder.Path));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Path.GetTempPath()).Except(temporary), entry => entry.Contains("custom_attributes", StringComparison.Ordinal));
    }

    [Fact]
    public void An_export_that_cannot_be_opened_is_an_error()
    {
        using var folder = new TemporaryFolder();
        ExportCheckOptions Of(string name) => new() { Import = new AxoniusImportOptions { Path = folder.File(name) } };

        Assert.Equal("ExportNotFound", Assert.Throws<AxoniusExportException>(() => Checked(Of("none.csv"))).ErrorId);
        Directory.CreateDirectory(folder.File("folder"));
        Assert.Equal("ExportNotFile", Assert.Throws<AxoniusExportException>(() => Checked(Of("folder"))).ErrorId);
    }

    [Fact]
    public void A_check_that_is_stopped_ends()
    {
        using var run = new TestRun(new ExportBuilder().Row("1500000001", "x"));
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => ExportCheck.Run(new ExportCheckOptions { Import = run.Options }, null, stop.Token));
    }

    [Fact]
    public void A_check_that_is_stopped_behind_the_last_row_ends_before_values_are_counted()
    {
        using var run = new TestRun(new ExportBuilder().Row("1500000001", "x").Row("1500000002"));
        using var stop = new CancellationTokenSource();
        var options = new ExportCheckOptions
        {
            Import = run.Options,
            DescribeWarning = warning =>
            {
                stop.Cancel();
                return warning.Message;
            },
        };

        Assert.Throws<OperationCanceledException>(() => ExportCheck.Run(options, null, stop.Token));
    }

    [Fact]
    public void More_different_sets_of_values_than_a_run_takes_do_not_pass()
    {
        using var run = new TestRun(new ExportBuilder().Row("1500000001", "a").Row("1500000002", "b").Row("1500000003", "c"));
        run.Options = run.Options with { MostSets = 2 };

        Assert.Equal("ExportTooVaried", DryRunAndCheck.AssertAgree(run).Findings[0].ErrorId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compressed_exports_and_those_in_another_encoding_are_checked_as_they_are_read(bool isCut)
    {
        byte[] compressed = Encodings_of_an_export.Gzip(new ExportBuilder().Row("1500000001", "Süd").Row("1500000002", "x").ToBytes());
        using var run = new TestRun(isCut ? compressed[..^9] : compressed);

        AxoniusCsvCheck check = DryRunAndCheck.AssertAgree(run);

        Assert.True(check.Assets > 0 || isCut);
    }

    private static AxoniusCsvCheck Checked(ExportCheckOptions options) => ExportCheck.Run(options, null, TestContext.Current.CancellationToken);
}
