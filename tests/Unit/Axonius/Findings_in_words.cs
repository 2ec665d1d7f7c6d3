using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>What an export has that was taken as it is, word for word; and what tells a piece of a number, and a value that was cut.</summary>
public sealed class Findings_in_words
{
    [Fact]
    public void Each_finding_of_one_row_and_of_several() => Words.AssertAre(
        """
        The export was cut: it ends in the middle of its last record, at line 7. That record is rejected, and rows may be missing. Export or copy it again.
        The export was cut: its gzip file ends before its end. Rows are missing. Copy it again.
        The export ends inside quotes that were opened at line 9: it was cut, and rows may be missing, or a quote is one too many.
        The export ends inside quotes that were opened at line 1: it was cut, and rows may be missing, or a quote is one too many.
        The export was cut: it ends in the middle of its last record, at line 1. That record is rejected, and rows may be missing. Export or copy it again.
        Behind the end of the gzip file 1 byte that belongs to no gzip is passed over. Look whether it was copied as it was, and whether something was put behind it.
        Behind the end of the gzip file 2,000 bytes that belong to no gzip are passed over. Look whether it was copied as it was, and whether something was put behind it.
        1 row has more cells than the header, at line 3. What is beyond it is ignored; look whether a value or a number holds a delimiter without quotes around it.
        2 rows have more cells than the header, the first at line 3. What is beyond it is ignored; look whether a value or a number holds a delimiter without quotes around it.
        1 row has fewer cells than the header, at line 4. The values that are missing at its end are taken for empty; look whether a line break stands in a value without quotes around it, or whether the rows were cut.
        2 rows have fewer cells than the header, the first at line 4. The values that are missing at their end are taken for empty; look whether a line break stands in a value without quotes around it, or whether the rows were cut.
        """,
        [
            Of(findings => (findings.CutLine, findings.IsCompressionCut, findings.OpenQuoteLine) = (7, true, 9)),
            Of(findings => (findings.IsCompressionCut, findings.OpenQuoteLine) = (true, 9)),
            Of(findings => findings.OpenQuoteLine = 9),
            Of(findings => findings.OpenQuoteLine = 1),
            Of(findings => findings.CutLine = 1),
            Of(findings => findings.BytesBehindCompression = 1),
            Of(findings => findings.BytesBehindCompression = 2000),
            Of(findings => findings.AddSurplus(3)),
            Of(findings => { findings.AddSurplus(3); findings.AddSurplus(5); }),
            Of(findings => findings.AddShort(4)),
            Of(findings => { findings.AddShort(4); findings.AddShort(6); }),
        ]);

    [Fact]
    public void Nothing_is_told_where_nothing_was_found() => Assert.Empty(new ExportFindings().Warnings());

    [Fact]
    public void Short_ids_are_told_beside_long_ones_with_three_of_them()
    {
        Assert.Null(Short(1, 9_999));
        Assert.Null(Short(1_000_000_000, 10_000, 999_999_999));
        Assert.Equal(
            "1 asset id has one to four digits (9999), where 1 has ten or more. It is used as it is; look whether it is an id of Qualys and not a part of a number.",
            Short(9_999, 1_000_000_000, 10_000, 999_999_999));
        Assert.Equal(
            "5 asset ids have one to four digits (7, 8, 9, …), where 2 have ten or more. They are used as they are; look whether they are ids of Qualys and not parts of a number.",
            Short(7, 7, 8, 9, 10, 1_500_000_000, 1_500_000_001));

        static string? Short(params ulong[] ids)
        {
            var found = new ShortIds();
            found.Add([.. ids]);
            return found.Warning();
        }
    }

    [Theory]
    [InlineData("1,500", false)]
    [InlineData("1500000,5", true)]
    [InlineData("150000,5", false)]
    [InlineData("1500000|5", false)]
    [InlineData("1500000|5,x", true)]
    [InlineData("1500000|12345,x", false)]
    [InlineData("1500000|1234,x", true)]
    [InlineData("1500000|1234,", false)]
    [InlineData("12345678901234567890,5", false)]
    [InlineData("1234567890123456789,5", true)]
    [InlineData("1,012", true)]
    [InlineData("1,12", false)]
    [InlineData("1,01", false)]
    [InlineData("x,012", false)]
    [InlineData("12345,01234", false)]
    [InlineData("1234567,01234567", true)]
    [InlineData("1234567,0123456", false)]
    [InlineData("€ 1500000,5 %", true)]
    [InlineData("1500000|,5", false)]
    [InlineData(",1500000,5", true)]
    [InlineData("1500000,,5", true)]
    [InlineData(",,5|1500000", false)]
    public void Pieces_of_a_number_are_told_from_ids(string lines, bool areThere)
    {
        var pieces = new PiecesOfNumbers();
        foreach (string line in lines.Split('|'))
        {
            pieces.Take(Encoding.UTF8.GetBytes($" {line} "));
        }

        Assert.Equal(areThere, pieces.AreThere);
        pieces.Clear();
        Assert.False(pieces.AreThere);
        pieces.Take("1,2"u8);
        Assert.False(pieces.AreThere);
    }

    [Theory]
    [InlineData("...TRIMMED - 1 characters over 32000", true)]
    [InlineData("...TRIMMED - 1 characters over 1", true)]
    [InlineData("a...TRIMMED - 1 characters over 32000 \n", true)]
    [InlineData("...TRIMMED - 1 characters over 32000x", false)]
    [InlineData("...TRIMMED - x characters over 320000", false)]
    [InlineData("....TRIMMED - 1 characters over 9", true)]
    [InlineData(" ...TRIMMED - 1 characters over 0\n", true)]
    [InlineData("                                ", false)]
    [InlineData(" 1                              ", false)]
    [InlineData("...trimmed - 1 characters over 32000", false)]
    [InlineData("0123456789012345678901234567890123456789", false)]
    public void A_value_that_Axonius_cut_says_so_at_its_end(string value, bool isCut)
    {
        Assert.Equal(isCut, TrimmedValue.Matches(Encoding.UTF8.GetBytes(value)));
        Assert.Equal(isCut, TrimmedValue.Matches(Encoding.UTF8.GetBytes(new string('v', 500) + value)));
    }

    private static string? Of(Action<ExportFindings> find)
    {
        var findings = new ExportFindings();
        find(findings);
        return Assert.Single(findings.Warnings()).Message;
    }
}
