using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A check says in whole lines what came of it, what was found, what became of the rows, and what stands under each key.</summary>
public sealed class A_check_in_words
{
    private static readonly AxoniusCsvFinding Warning = new(AxoniusCsvSeverity.Warning, AxoniusCsvRule.Duplicates, "Left out: 1 asset id.");
    private static readonly AxoniusCsvFinding Lacking = new(AxoniusCsvSeverity.Failure, AxoniusCsvRule.BaselineAssets, "The export has too few.");
    private static readonly AxoniusCsvFinding Error = new(AxoniusCsvSeverity.Failure, AxoniusCsvRule.Rows, "Nothing can be sent.", "ExportUnusable");

    [Fact]
    public void Beside_a_baseline_it_has_everything()
    {
        var check = new AxoniusCsvCheck
        {
            Path = "/exports/today.csv",
            BaselinePath = "/runs/last.db",
            BaselineRowsRead = 2_000,
            BaselineAssets = 1,
            Findings = [Lacking, Warning, Warning],
            RowsRead = 1_240,
            Assets = 1_236,
            AssetsPlanned = 1_200,
            Groups = 1,
            Batches = 13,
            Rows =
            [
                new("Usable", 1_200, [new(2, "1500000001", null), new(3, "1500000002", null), new(4, "1500000003", null)]),
                new("InvalidAssetId", 3, [new(7, "an id that is longer than anybody reads", "x"), new(8, "n/a", "x"), new(9, null, "x")]),
                new("NoAssetId", 1, [new(12, null, "x")]),
                new("Malformed", 2, []),
            ],
            AssetIds = new() { IdCount = 1_203, Smallest = 12, Largest = 1_500_000_003, Lengths = [new(2, 1_202), new(10, 1)] },
            Keys =
            [
                new()
                {
                    Key = "Business", Assets = 1_235, Coverage = 99.999, BaselineCoverage = 100, DistinctValues = 5,
                    FrequentValues = [new("Cards", 1_000), new("Loans", 200)], NoValueTexts = [new("NULL", 2), new("#N/A", 1)],
                    VanishedCount = 1_235, VanishedValues = [new("Fraud", 1_100)], NewCount = 2, NewValues = [new("Retail", 3), new("Risk", 1)],
                },
                new() { Key = "Tier", Assets = 1, Coverage = 0.05, DistinctValues = 1, FrequentValues = [new("1", 1)] },
                new() { Key = "Owner" },
            ],
        };

        AssertLines(
            """
            outcome:    lacks too much of the baseline (1 failure) with 2 warnings; 1,200
                        assets would be sent in 1 group and 13 batches.
            export:     /exports/today.csv
            baseline:   /runs/last.db

            failures:
              - The export has too few.

            warnings:
              - Left out: 1 asset id.
              - Left out: 1 asset id.

            1,240 rows read, 1,236 ids in them; the baseline has 2,000, and 1 id:
                  1,200  Usable              line 2 (1500000001), line 3 (1500000002),
                                             line 4 (1500000003), …
                      3  InvalidAssetId      line 7 (an id that is longer than anybo…),
                                             line 8 (n/a), line 9
                      1  NoAssetId           line 12
                      2  Malformed           …

            1,203 asset ids from 12 to 1500000003: 1,202 of 2 digits, 1 of 10 digits

            'Business': 1,235 ids, 99.9 % (baseline 100.0 %); 5 values
                Cards (1,000); Loans (200); 3 more
                no values: NULL (2); #N/A (1)
                gone: Fraud (1,100); 1,234 more
                new: Retail (3); Risk (1)

            'Tier': 1 id, 0.0 %; 1 value
                1 (1)

            'Owner': 0 ids, 0.0 %; 0 values
            """,
            check);
    }

    [Fact]
    public void Of_an_export_that_cannot_be_read_it_has_no_ids_and_no_keys()
    {
        var check = new AxoniusCsvCheck { Path = "export.csv", Findings = [Error], Keys = [new() { Key = "Business" }] };

        AssertLines(
            """
            outcome:    cannot be used; nothing would be sent.
            export:     export.csv

            failures:
              - Nothing can be sent.

            0 rows read, 0 ids in them:
            """,
            check);
        Assert.Equal("export.csv: cannot be used; nothing would be sent. Nothing can be sent.", check.ToString());
    }

    public static TheoryData<AxoniusCsvFinding[], string, bool> Verdicts => new()
    {
        { [], "passed; 1 asset would be sent in 2 groups and 1 batch.", true },
        { [Warning], "passed with 1 warning; 1 asset would be sent in 2 groups and 1 batch.", true },
        { [Lacking, Lacking], "lacks too much of the baseline (2 failures); 1 asset would be sent in 2 groups and 1 batch. The export has too few.", false },
        { [Error, Warning], "cannot be used with 1 warning; nothing would be sent. Nothing can be sent.", false },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Its_outcome_is_a_sentence_and_the_first_failure(AxoniusCsvFinding[] findings, string expected, bool passes)
    {
        var check = new AxoniusCsvCheck { Path = "/exports/today.csv", Findings = findings, AssetsPlanned = 1, Groups = 2, Batches = 1 };

        Assert.Equal(("today.csv", passes, $"/exports/today.csv: {expected}"), (check.Name, check.Passed, check.ToString()));
    }

    [Fact]
    public void Its_parts_are_told_in_a_few_words()
    {
        AxoniusCsvRow[] rows = [new(1_039, null, null), new(41, "n/a", null)];

        Assert.Equal(
            [
                "no asset ids", "1 asset id 1500000001", "1,500 asset ids from 1 to 1500000001", "1,500 of 1 digit", "1 of 10 digits",
                "Business: 1,470 assets (97.3 %), 1 value", "Tier 3 (1,170)", "2,000 NoAssetId, the first at line 1039", "1 NoAssetId, at line 41", "2 Malformed",
                "line 1039", "line 41 'n/a'", "Warning: Left out: 1 asset id.", "Failure: Nothing can be sent.",
            ],
            ((object[])
            [
                new AxoniusCsvAssetIds(), new AxoniusCsvAssetIds { IdCount = 1, Smallest = 1_500_000_001, Largest = 1_500_000_001 },
                new AxoniusCsvAssetIds { IdCount = 1_500, Smallest = 1, Largest = 1_500_000_001 }, new AxoniusCsvIdLength(1, 1_500), new AxoniusCsvIdLength(10, 1),
                new AxoniusCsvKey { Key = "Business", Assets = 1_470, Coverage = 97.35, DistinctValues = 1 }, new AxoniusCsvValue("Tier 3", 1_170),
                new AxoniusCsvRowFate("NoAssetId", 2_000, rows), new AxoniusCsvRowFate("NoAssetId", 1, [rows[1]]), new AxoniusCsvRowFate("Malformed", 2, []),
                rows[0], rows[1], Warning, Error,
            ]).Select(part => part.ToString()));
    }

    [Fact]
    public void What_steers_a_terminal_is_shown_as_a_blank()
    {
        var check = new AxoniusCsvCheck { Path = "a\u001bb.csv", Assets = 1, Keys = [new() { Key = "K", DistinctValues = 1, FrequentValues = [new("x\u001by", 1)] }] };

        Assert.Equal(["export:     a b.csv", "    x y (1)"], AxoniusCsvCheckText.Lines(check).Where(line => line.Contains("a b", StringComparison.Ordinal) || line.Contains("x y", StringComparison.Ordinal)));
    }

    private static void AssertLines(string expected, AxoniusCsvCheck check) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', AxoniusCsvCheckText.Lines(check)));
}
