using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A check tells what an export lacks of a former run, by limits that warn and limits that fail.</summary>
public sealed class An_export_is_compared_with_a_former_run
{
    [Fact]
    public void The_same_export_passes_without_a_word()
    {
        using TestRun former = TestRun.Whole(Export(100, i => ["Retail", $"Team {i % 7}"]));

        AxoniusCsvCheck check = Compare(former, Export(100, i => ["Retail", $"Team {i % 7}"]));

        Assert.Empty(check.Findings);
        Assert.Empty(check.RulesNotTried);
        Assert.Equal((former.DatabasePath, 100L, 100L), (check.BaselinePath, check.BaselineRowsRead, check.BaselineAssets));
        Assert.Equal((100L, 100.0, 100.0, 0L, 0L), (check.Keys[0].BaselineAssets, check.Keys[0].BaselineCoverage, check.Keys[0].KeptCoverage, check.Keys[0].VanishedCount, check.Keys[0].NewCount));
    }

    [Theory]
    [InlineData(95, null)]
    [InlineData(94, AxoniusCsvSeverity.Warning)]
    [InlineData(80, AxoniusCsvSeverity.Warning)]
    [InlineData(79, AxoniusCsvSeverity.Failure)]
    public void Fewer_assets_than_the_baseline_has_are_a_warning_and_too_few_a_failure(int assets, AxoniusCsvSeverity? severity)
    {
        using TestRun former = TestRun.Whole(Export(100, _ => ["Retail"]));

        AxoniusCsvCheck check = Compare(former, Export(assets, _ => ["Retail"]));

        AssertOnly(check, AxoniusCsvRule.BaselineAssets, severity);
        Assert.Equal(assets, check.AssetsPlanned);
    }

    [Theory]
    [InlineData(86, null)]
    [InlineData(85, AxoniusCsvSeverity.Warning)]
    [InlineData(72, AxoniusCsvSeverity.Warning)]
    [InlineData(71, AxoniusCsvSeverity.Failure)]
    public void A_key_that_fewer_assets_have_is_judged_by_the_part_that_had_it_before(int filled, AxoniusCsvSeverity? severity)
    {
        using TestRun former = TestRun.Whole(Export(100, i => ["Retail", i < 90 ? "Team" : ""]));

        AxoniusCsvCheck check = Compare(former, Export(100, i => ["Retail", i < filled ? "Team" : ""]));

        AssertOnly(check, AxoniusCsvRule.BaselineCoverage, severity, "'Division'");
        Assert.Equal((90.0, (double)filled), (check.Keys[1].BaselineCoverage, check.Keys[1].Coverage));
    }

    [Fact]
    public void Exactly_as_much_as_is_asked_for_is_enough_whatever_the_numbers_are()
    {
        for (int before = 50; before <= 300; before += 25)
        {
            using TestRun former = TestRun.Whole(Export(before, i => ["Retail", 10 * i < 7 * before ? "Team" : ""]));
            long filled = Compare(former, Export(before, _ => ["Retail"])).Keys[1].BaselineAssets!.Value;

            AxoniusCsvCheck check = Compare(former, Export(before, i => ["Retail", i < filled - 7 ? "Team" : ""]), new BaselineLimits { Coverage = (filled - 7.0) / filled, Warning = 0 });

            Assert.True(check.Passed, check.ToString());
        }
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(6, AxoniusCsvSeverity.Warning)]
    [InlineData(20, AxoniusCsvSeverity.Warning)]
    [InlineData(21, AxoniusCsvSeverity.Failure)]
    public void Values_that_are_gone_are_judged_by_the_assets_that_had_them(int gone, AxoniusCsvSeverity? severity)
    {
        using TestRun former = TestRun.Whole(Export(100, i => [i < gone ? "Retail" : "Cards"]));

        AxoniusCsvCheck check = Compare(former, Export(100, _ => ["Cards"]));

        AssertOnly(check, AxoniusCsvRule.BaselineValues, severity, "'Retail'");
        Assert.Equal([$"Retail ({gone})"], check.Keys[0].VanishedValues.Select(value => value.ToString()));
        Assert.Equal(100.0 - gone, check.Keys[0].KeptCoverage);
    }

    [Fact]
    public void Values_that_are_new_and_those_that_are_gone_are_named_the_most_frequent_first_and_counted()
    {
        using TestRun former = TestRun.Whole(Export(60, i => [$"old {i % 12}", "stays"]));

        AxoniusCsvCheck check = Compare(former, Export(60, i => [i < 40 ? "new 1" : "new 2", "stays"]));

        Assert.Equal((12L, 10, 2L), (check.Keys[0].VanishedCount, check.Keys[0].VanishedValues.Count, check.Keys[0].NewCount));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"old {i} (5)"), check.Keys[0].VanishedValues.Select(value => value.ToString()));
        Assert.Equal(["new 1 (40)", "new 2 (20)"], check.Keys[0].NewValues.Select(value => value.ToString()));
        Assert.Equal((0L, 0L), (check.Keys[1].VanishedCount, check.Keys[1].NewCount));
        Assert.Contains("and 9 more", check.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_finding_says_how_much_is_there_of_what_was_and_how_much_must_be()
    {
        using TestRun former = TestRun.Whole(Export(1_200, i => [i < 1_100 ? $"old {i / 300}" : "stays", i < 900 ? "Team" : ""]));

        AxoniusCsvCheck check = Compare(former, Export(1_127, i => ["stays", i < 625 ? "Team" : ""]));

        Assert.Equal(
            [
                "Failure: 'Division' has a value for 55.4 % of the assets, where 75 % had one in the baseline: 73.9 % of that. At least 80 % must be there.",
                "Failure: Of the 1,200 assets with 'Business' in the baseline, 8.3 % had a value that is still there. "
                    + "Gone are 'old 0' (300), 'old 1' (300), 'old 2' (300) and 1 more. At least 80 % must be there.",
                "Warning: The export has 1,127 assets, 93.9 % of the 1,200 of the baseline.",
            ],
            check.Findings.Select(finding => finding.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(
            [AxoniusCsvRule.BaselineAssets, AxoniusCsvRule.BaselineCoverage, AxoniusCsvRule.BaselineValues], check.Findings.Select(finding => finding.Rule).Order());
    }

    [Theory]
    // How many values are gone, and how they are named.
    [InlineData(1, "Gone is 'old 0' (60).")]
    [InlineData(2, "Gone are 'old 0' (30), 'old 1' (30).")]
    [InlineData(3, "Gone are 'old 0' (20), 'old 1' (20), 'old 2' (20).")]
    [InlineData(4, "Gone are 'old 0' (15), 'old 1' (15), 'old 2' (15) and 1 more.")]
    public void Of_more_values_that_are_gone_than_three_the_number_is_told(int gone, string told)
    {
        using TestRun former = TestRun.Whole(Export(60, i => [$"old {i % gone}"]));

        AxoniusCsvFinding finding = Assert.Single(Compare(former, Export(60, _ => ["new"])).Findings);

        Assert.Equal(
            $"Of the 60 assets with 'Business' in the baseline, 0 % had a value that is still there. {told} At least 80 % must be there.", finding.Message);
    }

    [Fact]
    public void What_a_baseline_of_fewer_than_fifty_assets_had_is_not_judged()
    {
        using TestRun small = TestRun.Whole(Export(49, _ => ["Retail"]));
        using TestRun large = TestRun.Whole(Export(50, _ => ["Retail"]));

        Assert.Empty(Compare(small, Export(1, _ => ["Cards"])).Findings);
        Assert.Equal(2, Compare(large, Export(1, _ => ["Cards"])).Findings.Count);
    }

    [Fact]
    public void The_limits_are_the_users()
    {
        using TestRun former = TestRun.Whole(Export(100, i => [i < 50 ? "Retail" : "Cards", "x"]));
        ExportBuilder half = Export(50, _ => ["Cards"]);

        AxoniusCsvCheck strict = Compare(former, half);
        AxoniusCsvCheck mild = Compare(former, half, new BaselineLimits { Assets = 0.5, Coverage = 0, Values = 0.5, Warning = 0.5 });
        AxoniusCsvCheck blind = Compare(former, half, new BaselineLimits { Assets = 0, Coverage = 0, Values = 0, Warning = 0 });

        // Of Division nothing is there: its coverage and its values.
        Assert.Equal(4, strict.Findings.Count(finding => finding.Severity == AxoniusCsvSeverity.Failure));
        Assert.Equal([AxoniusCsvRule.BaselineValues, AxoniusCsvRule.BaselineCoverage], mild.Findings.Select(finding => finding.Rule));
        Assert.Equal((false, true), (strict.Passed, blind.Passed));
        Assert.True(strict.IsUsable);
        Assert.Contains("lacks too much of the baseline", strict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Repeated_ids_count_in_the_baseline_as_they_count_in_the_export()
    {
        ExportBuilder export = Export(60, _ => ["Retail"]);
        export = Enumerable.Range(0, 60).Aggregate(export, (all, i) => all.Row((1_500_000_000 + i).ToString(CultureInfo.InvariantCulture), "Retail"));
        using TestRun former = TestRun.Whole(export);

        AxoniusCsvCheck check = Compare(former, export);

        Assert.Empty(check.Findings);
        Assert.Equal((120, 120L, 60), (check.Assets, check.BaselineAssets, check.AssetsPlanned));
    }

    [Fact]
    public void Keys_that_one_side_lacks_are_named_and_not_judged()
    {
        using TestRun former = TestRun.Whole(Export(60, _ => ["Retail"]));
        AxoniusContract contract = AxoniusContract.FromMapping([new("Mssql: MSSQL_ Business_Name", "Business"), new("Mssql: MSSQL_ Div_Name", "Branch"), new("Mssql: MSSQL_ Sla", "Level")]);
        string gone = string.Join(", ", AxoniusContract.Default.Keys.Where(key => key != "Business").Select(key => $"'{key}'"));

        AxoniusCsvCheck check = Compare(former, Export(60, _ => ["Retail"]), contract: contract);

        Assert.True(check.Passed);
        Assert.Equal(
            [
                $"Warning: The baseline has keys that this contract lacks: {gone}. Nothing is said of them.",
                "Warning: The baseline lacks keys that this contract has: 'Branch', 'Level'. What they were is not known.",
            ],
            check.Findings.Select(finding => finding.ToString()));
        Each.Holds(check.Findings, finding => Assert.Equal(AxoniusCsvRule.BaselineKeys, finding.Rule));
        AxoniusCsvKey branch = check.Keys.Single(key => key.Key == "Branch");
        Assert.Equal((null, null, null, 0L, 0L), (branch.BaselineAssets, branch.BaselineCoverage, branch.KeptCoverage, branch.VanishedCount, branch.NewCount));
        Assert.Equal((0, 0), (branch.VanishedValues.Count, branch.NewValues.Count));
    }

    [Fact]
    public void A_baseline_that_has_no_whole_export_is_refused_before_anything_is_read()
    {
        using var failed = new TestRun(new ExportBuilder().Row("a", "x").Row("b", "x"));
        Assert.Throws<AxoniusExportException>(() => failed.Import());
        using var cut = new TestRun(Export(3, _ => ["Retail"]));
        using (AxoniusImport import = cut.StartImport())
        {
            import.Read();
        }

        Assert.Equal("NoBaseline", Assert.Throws<RunDatabaseException>(() => Compare(failed, Export(1, _ => ["x"]))).ErrorId);
        RunDatabaseException incomplete = Assert.Throws<RunDatabaseException>(() => Compare(cut, Export(1, _ => ["x"])));
        Assert.Equal(("NoBaseline", true), (incomplete.ErrorId, incomplete.Message.Contains("incomplete", StringComparison.Ordinal)));
        using TestRun undoing = TestRun.Whole(Export(1, _ => ["x"]));
        SqliteFile.Execute(undoing.DatabasePath, "UPDATE run SET options = '{\"undoes\":\"run.db\"}' WHERE stage = 'Import'");
        Assert.Contains("undoes a run", Assert.Throws<RunDatabaseException>(() => Compare(undoing, Export(1, _ => ["x"]))).Message, StringComparison.Ordinal);
        Assert.Equal("DatabaseNotFound", Assert.Throws<RunDatabaseException>(() => Run(Export(1, _ => ["x"]), "none.db")).ErrorId);
    }

    [Fact]
    public void A_value_is_there_where_one_asset_has_it()
    {
        using TestRun former = TestRun.Whole(Export(60, i => [i == 0 ? "Cards" : "Retail"]));

        AxoniusCsvKey key = Compare(former, Export(60, i => [i == 0 ? "Retail" : i == 1 ? "New" : "Cards"])).Keys[0];

        Assert.Equal((100.0, 0L, 1L), (key.KeptCoverage, key.VanishedCount, key.NewCount));
        Assert.Empty(key.VanishedValues);
        Assert.Equal(["New (1)"], key.NewValues.Select(value => value.ToString()));
    }

    [Fact]
    public void A_value_is_gone_also_where_one_asset_had_it()
    {
        using TestRun former = TestRun.Whole(Export(60, i => [i == 0 ? "Cards" : "Retail"]));

        AxoniusCsvKey key = Compare(former, Export(60, _ => ["Retail"])).Keys[0];

        Assert.Equal(1, key.VanishedCount);
        Assert.Equal(["Cards (1)"], key.VanishedValues.Select(value => value.ToString()));
    }

    [Fact]
    public void The_set_of_values_that_is_one_too_many_is_neither_there_nor_gone()
    {
        using TestRun former = TestRun.Whole(new ExportBuilder().Row("1", "a").Row("2", "b"));
        using var run = new TestRun(new ExportBuilder().Row("1", "a").Row("2", "b").Row("3", "NULL"));

        AxoniusCsvKey key = ExportCheck.Run(
            new ExportCheckOptions { Import = run.Options with { MostSets = 2 }, BaselinePath = former.DatabasePath }, null, TestContext.Current.CancellationToken).Keys[0];

        Assert.Equal(["a (1)", "b (1)"], key.FrequentValues.Select(value => value.ToString()));
        Assert.Equal((2L, 2L, 0L, 0L), (key.Assets, key.DistinctValues, key.VanishedCount, key.NewCount));
        Assert.Equal((0, 0, 0), (key.NoValueTexts.Count, key.VanishedValues.Count, key.NewValues.Count));
    }

    [Fact]
    public void A_baseline_is_not_changed_by_a_check()
    {
        using TestRun former = TestRun.Whole(Export(60, _ => ["Retail"]));
        byte[] before = File.ReadAllBytes(former.DatabasePath);

        Compare(former, Export(60, _ => ["Cards"]));

        Assert.Equal(before, File.ReadAllBytes(former.DatabasePath));
        Assert.Equal(["export.csv", "run.db"], Directory.GetFiles(former.Folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_export_that_cannot_be_read_is_not_compared()
    {
        using TestRun former = TestRun.Whole(Export(60, _ => ["Retail"]));

        AxoniusCsvCheck check = Compare(former, new ExportBuilder().Rename("Mssql: MSSQL_ Sla", "Else"));

        Assert.Equal("ContractBroken", Assert.Single(check.Findings).ErrorId);
        Assert.Contains(AxoniusCsvRule.BaselineAssets, check.RulesNotTried);
    }

    private static void AssertOnly(AxoniusCsvCheck check, AxoniusCsvRule rule, AxoniusCsvSeverity? severity, string names = "")
    {
        Assert.Equal(severity is null ? [] : [(rule, severity.Value)], check.Findings.Select(finding => (finding.Rule, finding.Severity)));
        Assert.DoesNotContain(check.Findings, finding => !finding.Message.Contains(names, StringComparison.Ordinal));
        Assert.Equal(severity != AxoniusCsvSeverity.Failure, check.Passed);
    }

    private static ExportBuilder Export(int assets, Func<int, string[]> values) => Enumerable.Range(0, assets)
        .Aggregate(new ExportBuilder(), (export, i) => export.Row((1_500_000_000 + i).ToString(CultureInfo.InvariantCulture), values(i)));

    private static AxoniusCsvCheck Compare(TestRun former, ExportBuilder export, BaselineLimits? limits = null, AxoniusContract? contract = null) =>
        Run(export, former.DatabasePath, limits, contract);

    private static AxoniusCsvCheck Run(ExportBuilder export, string baselinePath, BaselineLimits? limits = null, AxoniusContract? contract = null)
    {
        using var run = new TestRun(export);
        return ExportCheck.Run(
            new ExportCheckOptions
            {
                Import = run.Options with { Contract = contract ?? AxoniusContract.Default },
                BaselinePath = baselinePath,
                Limits = limits ?? new BaselineLimits(),
            },
            null,
            TestContext.Current.CancellationToken);
    }
}
