using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>What the reader makes of each row: its line, its ids and values, and why it is not used.</summary>
public sealed class Rows_as_they_are_read
{
    private static readonly AxoniusContract IdsLast = new("Id", [new("A", "a"), new("B", "b")]);

    [Fact]
    public void A_row_has_its_line_its_ids_and_its_values()
    {
        ExportReading read = ExportReading.Of("Id,A,B\n1,x,y\n\n\"2\n3\",\"two\nlines\",\n4,,ä\n");

        Assert.Equal(["2: 1: x|y|", "4: 2 3: two,lines||", "7: 4: |ä|"], read.Rows);
        Assert.Equal((3L, 3L, 3L), (read.RowsRead, read.Tally.Rows, read.Tally.UsedRows));
        Assert.Empty(read.Rejected);
        Assert.Empty(read.Warnings);
    }

    [Theory]
    [InlineData(1020)]
    [InlineData(1021)]
    [InlineData(1022)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(5000)]
    public void A_value_of_any_length_has_its_end(int length)
    {
        string value = new('v', length);

        Assert.Equal([$"2: 1: {value}|x|", $"3: 2: |{value}|"], ExportReading.Of($"Id,A,B\n1,{value},x\n2,,{value}\n").Rows);
    }

    [Theory]
    [InlineData("1,x,y,\n2,x,y, ,\n", "")]
    [InlineData("1,x,y,z\n", "1 row has more cells than the header, at line 2.")]
    [InlineData("1,x,y\n2,x,y,,z\n3,x,y,z\n", "2 rows have more cells than the header, the first at line 3.")]
    [InlineData("1,x\n", "1 row has fewer cells than the header, at line 2.")]
    [InlineData("1,x,y\n2\n3,x\n", "2 rows have fewer cells than the header, the first at line 3.")]
    public void More_and_fewer_cells_than_the_header_are_told(string rows, string told)
    {
        ExportReading read = ExportReading.Of("Id,A,B\n" + rows);

        Assert.Equal(rows.Count(sign => sign == '\n'), read.Rows.Count);
        Assert.StartsWith(told, string.Concat(read.Warnings), StringComparison.Ordinal);
        Assert.Equal(told.Length == 0 ? 0 : 1, read.Warnings.Length);
    }

    [Theory]
    [InlineData("Id,A,B,Other\n1,x,y\n")]
    [InlineData("Other,B,A,Id,Other\n,x,y,1\n")]
    public void Fewer_cells_are_not_told_where_none_is_missing_that_is_used(string text) => Assert.Empty(ExportReading.Of(text).Warnings);

    [Theory]
    [InlineData("gb18030", new byte[] { 0xFF })]
    [InlineData("us-ascii", new byte[] { 0x80 })]
    public void A_row_that_begins_with_what_is_none_of_its_encoding_is_rejected_whole(string name, byte[] beginning)
    {
        ExportReading read = ExportReading.Of(
            [.. "A,B,Id\n"u8, .. beginning, .. ",y,1\nx,y,2\n"u8], IdsLast, ExportEncoding.Parse(name));

        Assert.Equal(["2 InvalidText"], read.Rejections);
        Assert.Equal($"the row holds bytes that are no {name}", read.Rejected[0].Detail);
        Assert.Equal(["3: 2: x|y|"], read.Rows);
    }

    [Fact]
    public void The_sign_for_what_was_lost_before_is_a_character_as_any_other()
    {
        Assert.Equal(["2: 1: ||y|"], ExportReading.Of("Id,A,B\n1,\uFFFD,y\n").Rows);
        Assert.Equal(["2: 1: ||y|"], ExportReading.Of([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Id,A,B\n1,\uFFFD,y\n")]).Rows);
    }

    [Theory]
    [InlineData("1,x,y", true)]
    [InlineData("1,x,\"y\"", true)]
    [InlineData("1,x", false)]
    public void The_only_row_needs_no_line_break_where_it_is_whole(string row, bool isWhole)
    {
        ExportReading read = ExportReading.Of("Id,A,B\n" + row);

        Assert.Equal(isWhole ? ["2: 1: x|y|"] : [], read.Rows);
        Assert.Equal(isWhole ? [] : ["2 CutShort"], read.Rejections);
    }

    [Theory]
    [InlineData("x,y,1", "x,y,1")]
    [InlineData("x,y,1500000001\nx,y,150", "CutShort")]
    [InlineData("x,y,150\nx,y,150", "x,y,150")]
    [InlineData("x,y,\"1500000001\n1500000002\"\nx,y,\"150\n1500000003\"", "x,y,1500000003")]
    [InlineData("x,y,1500000001\nx,y,none", "InvalidAssetId")]
    public void Ids_at_the_end_of_the_export_are_cut_where_the_last_is_shorter_than_any_before_it(string rows, string last)
    {
        ExportReading read = ExportReading.Of("A,B,Id\n" + rows, IdsLast);

        if (last.StartsWith("x,y,", StringComparison.Ordinal))
        {
            Assert.Empty(read.Rejected);
            Assert.EndsWith($"{last[4..]}: x|y|", read.Rows[^1], StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal([last], read.Rejected.Select(row => row.Reason.ToString()));
        }
    }

    [Fact]
    public void A_cell_of_separators_and_one_of_what_is_no_id_are_two_things()
    {
        ExportReading read = ExportReading.Of("Id,A,B\n\",\",x,y\n\"x,\",x,y\n\"x,1\",x,y\n");

        Assert.Equal(["2 NoAssetId", "3 InvalidAssetId", "4 InvalidAssetId"], read.Rejections);
        Assert.Equal(["4: 1: x|y|"], read.Rows);
        Assert.Equal((3L, 1L), (read.Tally.Rows, read.Tally.UsedRows));
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "an asset id is 1 to 19 digits, above zero; the cell holds 1 more that is none")]
    [InlineData(1_200, "an asset id is 1 to 19 digits, above zero; the cell holds 1,100 more that are none")]
    public void Of_very_many_that_are_no_ids_the_first_are_named_and_the_others_counted(int count, string? further)
    {
        ExportReading read = ExportReading.Of($"Id,A,B\n\"{string.Concat(Enumerable.Range(0, count).Select(each => $"x{each}\n"))}\",x,y\n");

        Assert.Equal(further is null ? 100 : 101, read.Rejected.Count);
        Each.Holds(read.Rejected.Take(100).Select((row, place) => (row, place)), each => Assert.Equal($"x{each.place}", each.row.AssetId));
        Assert.Equal(further, read.Rejected.ElementAtOrDefault(100)?.Detail);
    }

    [Fact]
    public void A_short_row_behind_a_broken_one_is_a_row()
    {
        Assert.Equal(["2: 1: x|y|", "4: 3: z||"], ExportReading.Of("Id,A,B\n1,x,y\n2,a\"b,\n3,z\n").Rows);
        Assert.Equal(["2: 1: x|y|", "5: 4: z||"], ExportReading.Of("Id,A,B\n1,x,y\n2,\"x\n3,a\"b,\n4,z\n").Rows);
    }

    [Fact]
    public void One_that_it_swallowed_is_none()
    {
        ExportReading read = ExportReading.Of("Id,A,B\n1,x,y\n2,\"x\n3,z\n4,x,y\n5,z\n");

        Assert.Equal(["2: 1: x|y|", "5: 4: x|y|"], read.Rows);
        Assert.Equal(["3 Malformed", "4 Malformed", "6 Malformed"], read.Rejections);
    }

    [Theory]
    [InlineData("2,\"a\"b,y", "text follows a closing quote, or a quote opened before it was never closed")]
    [InlineData("2,a\"b,y", "a quote stands inside a cell that is not quoted")]
    public void A_broken_record_at_the_end_is_no_quote_that_is_open(string record, string what)
    {
        ExportReading read = ExportReading.Of("Id,A,B\n1,x,y\n" + record);

        Assert.Equal([(3L, RejectionReason.Malformed, what)], read.Rejected.Select(row => (row.Line, row.Reason, row.Detail)));
        Assert.Empty(read.Warnings);
    }

    [Theory]
    [InlineData("2,\"a", "CutShort", "The export was cut: it ends in the middle of its last record, at line 3.")]
    [InlineData("2,\"a\n", "Malformed", "The export ends inside quotes that were opened at line 3:")]
    [InlineData("2,\"a\n\n", "Malformed", "The export ends inside quotes that were opened at line 3:")]
    public void A_quote_that_is_open_at_the_end_is(string record, string reason, string told)
    {
        ExportReading read = ExportReading.Of("Id,A,B\n1,x,y\n" + record);

        Assert.Equal([$"3 {reason}"], read.Rejections);
        Assert.StartsWith(told, Assert.Single(read.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_that_is_open_and_a_row_behind_it_is_no_cut()
    {
        ExportReading read = ExportReading.Of("Id,A,B\n1,x,y\n2,\"a\n3,x,y\n");

        Assert.Equal(["3 Malformed"], read.Rejections);
        Assert.Empty(read.Warnings);
    }

    [Fact]
    public void The_file_is_closed_with_it_and_where_its_header_is_refused()
    {
        using var folder = new TemporaryFolder();
        var options = new AxoniusCsvOptions { Path = folder.Write("export.csv", "Id,A,B\n1,x,y\n"), Contract = ExportReading.IdsFirst };
        using (var reader = new AxoniusCsvReader(options))
        {
            Assert.Throws<IOException>(() => AssertClosed(options.Path));
        }

        AssertClosed(options.Path);
        Assert.Throws<AxoniusContractException>(() => new AxoniusCsvReader(options with { Contract = AxoniusContract.Default }));
        AssertClosed(options.Path);
        folder.Write("export.csv", [0x1F, 0x8B, 0, 0]);
        Assert.Throws<AxoniusExportException>(() => new AxoniusCsvReader(options));
        AssertClosed(options.Path);
    }

    private static void AssertClosed(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        Assert.True(file.CanRead);
    }
}
