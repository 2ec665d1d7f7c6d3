namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Each broken record costs itself, whatever broken ones stand before it.</summary>
public sealed class Broken_records_one_after_the_other
{
    [Fact]
    public void Of_one_line_each_is_told()
    {
        ExportReading read = ExportReading.Of("Id,A,B\n1,x,y\n2,a\"b,y\n3,x,y\n4,a\"b,y\n5,c\"d,y\n6,x,y\n");

        Assert.Equal(["3 Malformed", "5 Malformed", "6 Malformed"], read.Rejections);
        Assert.Equal(["2: 1: x|y|", "4: 3: x|y|", "7: 6: x|y|"], read.Rows);
    }

    [Fact]
    public void Behind_one_of_two_lines_each_is_told_too()
    {
        ExportReading read = ExportReading.Of("Id,A,B\n1,x,y\n2,\"a\nb\"c,y\n3,a\"b,y\n4,x,y\n5,\"c\nd\"e,y\n6,x,y\n7,a\"b,y\n");

        Assert.Equal(["3 Malformed", "4 Malformed", "5 Malformed", "7 Malformed", "8 Malformed", "10 Malformed"], read.Rejections);
        Assert.Equal(
            ["text follows a closing quote, or a quote opened before it was never closed", "a quote stands inside a cell that is not quoted"],
            read.Rejected.Take(2).Select(row => row.Detail));
        Assert.Equal(["6: 4: x|y|", "9: 6: x|y|"], read.Rows.Skip(1));
        Assert.Equal(9, read.RowsRead);
    }
}
