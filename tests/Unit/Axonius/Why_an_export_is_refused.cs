using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Of which share of rejected rows on an export is refused, and what is said of each cause.</summary>
public sealed class Why_an_export_is_refused
{
    public static TheoryData<string, string> Ids => new()
    {
        { "1500000001.0", "end in .0: a spreadsheet or a script made numbers of them" },
        { "7.", "end in .0: a spreadsheet or a script made numbers of them" },
        { "1.5E+09", "are written with an exponent, as 1.5E+09: a spreadsheet made numbers of them, and digits are lost" },
        { "-1,5e9", "are written with an exponent, as 1.5E+09: a spreadsheet made numbers of them, and digits are lost" },
        { "####", "are rows of #: a spreadsheet's column was too narrow" },
        { "1.500.000.009", "have separators between their digits: a spreadsheet made numbers of them" },
        { "1 500 000", "have separators between their digits: a spreadsheet made numbers of them" },
        { "'1500000001", "stand in quotes or behind an apostrophe or =: a spreadsheet made texts of them" },
        { "0f8fad5b-d9cb-469f-a165-70867728950e", "are UUIDs: the column holds ids of another kind" },
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_the_ids_look_like_is_said(string id, string told)
    {
        var tally = new RejectionTally();
        tally.AddRejected(RejectionReason.InvalidAssetId, id);
        Assert.Equal($"the only id {OfOne(told)}", tally.Describe());
        tally.AddRejected(RejectionReason.InvalidAssetId, id);
        Assert.Equal($"all 2 ids {told}", tally.Describe());
        tally.AddUsed();
        Assert.Equal($"2 of 3 ids {told}", tally.Describe());
        tally.AddRejected(RejectionReason.InvalidAssetId, "words");
        Assert.Equal($"3 of 4 ids are none: 2 {told}, 1 is something else", tally.Describe());
        tally.AddRejected(RejectionReason.InvalidAssetId, null);
        Assert.Equal($"4 of 5 ids are none: 2 {told}, 2 are something else", tally.Describe());
    }

    [Theory]
    [InlineData(RejectionReason.ThousandsSeparators, "all 1,000 ids have thousands separators or a decimal comma: a spreadsheet made numbers of them")]
    [InlineData(RejectionReason.NoAssetId, "all 1,000 rows have no asset id")]
    [InlineData(RejectionReason.TrimmedValue, "all 1,000 rows have a cell that Axonius cut; export fewer fields")]
    [InlineData(RejectionReason.InvalidText, "all 1,000 rows hold text that is not UTF-8; it may be Windows-1252 or another code page")]
    [InlineData(RejectionReason.Malformed, "all 1,000 rows have broken quoting")]
    [InlineData(RejectionReason.TooLong, "all 1,000 rows are longer than 32 MiB")]
    [InlineData(RejectionReason.CutShort, "the export ends in the middle of its only row")]
    [InlineData(RejectionReason.NoValues, "all 1,000 rows are rejected (NoValues)")]
    public void Every_cause_has_its_words(RejectionReason reason, string told)
    {
        var tally = new RejectionTally();
        for (int i = 0; i < 1000; i++)
        {
            tally.AddRejected(reason, "1.0");
        }

        Assert.Equal(told, tally.Describe());
        Assert.Equal((reason, 1000L), tally.Most);
    }

    [Fact]
    public void The_most_frequent_cause_counts_and_rows_of_names_do_not()
    {
        var tally = new RejectionTally();
        tally.AddRejected(RejectionReason.SchemaRow, null);
        Assert.Equal((0L, 0L), (tally.Rows, tally.UsedRows));
        tally.AddRejected(RejectionReason.NoAssetId, null);
        tally.AddRejected(RejectionReason.Malformed, null);
        tally.AddRejected(RejectionReason.Malformed, null);
        tally.AddUsed();
        tally.AddUsed();
        tally.TakeBack(RejectionReason.CutShort);

        Assert.Equal((5L, 1L), (tally.Rows, tally.UsedRows));
        Assert.Equal((RejectionReason.Malformed, 2L), tally.Most);
        Assert.Equal(
            "2 of 5 rows have broken quoting; 1 of 5 rows has no asset id; the export ends in the middle of its last row", tally.Describe());
    }

    [Theory]
    [InlineData(0, 0, RejectionReason.NoAssetId, false, "ExportUnusable")]
    [InlineData(0, 1, RejectionReason.NoAssetId, true, "ExportUnusable")]
    [InlineData(5, 5, RejectionReason.NoAssetId, false, null)]
    [InlineData(5, 6, RejectionReason.NoAssetId, false, "ExportMostlyRejected")]
    [InlineData(5, 6, RejectionReason.NoAssetId, true, null)]
    [InlineData(5, 6, RejectionReason.InvalidText, false, "ExportNotUtf8")]
    [InlineData(5, 6, RejectionReason.InvalidText, true, null)]
    [InlineData(0, 1, RejectionReason.InvalidText, true, "ExportNotUtf8")]
    public void More_than_half_for_one_cause_or_nothing_of_use_is_an_error(int used, int rejected, RejectionReason reason, bool allowRejected, string? errorId)
    {
        var tally = new RejectionTally();
        for (int i = 0; i < used; i++)
        {
            tally.AddUsed();
        }

        for (int i = 0; i < rejected; i++)
        {
            tally.AddRejected(reason, null);
        }

        Assert.Equal(errorId, ExportVerdict.Of("export.csv", "run.db", tally, allowRejected)?.ErrorId);
    }

    private static string OfOne(string told) => told
        .Replace("are UUIDs", "is a UUID", StringComparison.Ordinal).Replace("are rows of #", "is a row of #", StringComparison.Ordinal)
        .Replace("are written", "is written", StringComparison.Ordinal).Replace("have separators", "has separators", StringComparison.Ordinal)
        .Replace("end in", "ends in", StringComparison.Ordinal).Replace("stand in", "stands in", StringComparison.Ordinal)
        .Replace("their digits", "its digits", StringComparison.Ordinal).Replace("numbers of them", "a number of it", StringComparison.Ordinal)
        .Replace("texts of them", "a text of it", StringComparison.Ordinal);
}
