using System.Text;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>UTF-16 with a byte order mark, as Excel and PowerShell 5.1 write it.</summary>
public sealed class Utf16ExportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UTF16_with_a_byte_order_mark_is_read_as_UTF8_is(bool isBigEndian)
    {
        using TestRun run = TestRun.Whole(new ExportBuilder()
            .Encoding(new UnicodeEncoding(isBigEndian, byteOrderMark: true)).NewLine("\r\n")
            .Row("1\r\n2", "保険\r\nSüd 🏦").Row("x", "\"y\"").Row("9999999999999999999", "保険\n\nSüd 🏦\uFEFF"));

        Assert.Equal("1,2,9999999999999999999", run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_transformed"));
        Assert.Equal("保険,Süd 🏦", run.Cell("SELECT DISTINCT Business FROM axonious_data"));
        Assert.Equal(["5 InvalidAssetId x"], run.Rejections());
        Assert.Equal("x,\"\"\"y\"\"\",,,,,,,,,", run.Cell("SELECT raw FROM rejected_rows"));
    }

    [Fact]
    public void A_lone_surrogate_costs_nothing_but_itself()
    {
        byte[] content = new ExportBuilder().Encoding(Encoding.Unicode).Row("1", "a#b").Row("2", "c").ToBytes();
        int place = content.AsSpan().IndexOf(Encoding.Unicode.GetBytes("#"));
        (content[place], content[place + 1]) = (0x00, 0xD8);
        using var run = new TestRun(content);

        run.Import();

        Assert.Equal(["a\uFFFDb", "c"], run.Column("SELECT Business FROM axonious_data"));
    }

    [Fact]
    public void A_malformed_record_costs_its_own_lines()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Encoding(Encoding.Unicode).Row("1", "a").Line("2,\"a,,,,,,,,,").Row("3", "c").Row("4", "d"));

        Assert.Equal(["1", "3", "4"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Equal(["3 Malformed"], run.Rejections());
    }

    [Fact]
    public void A_record_beyond_the_limit_costs_its_own_line()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Encoding(new UnicodeEncoding(bigEndian: true, byteOrderMark: true)).NewLine("\r\n").Row("1", "Süd 🏦").Line("2,\"" + new string('é', 17 * 1024 * 1024)).Row("3", "c"));

        Assert.Equal(["1 2", "3 4"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
        Assert.Equal(["3 Malformed"], run.Rejections());
        Assert.StartsWith("2,\"éé", run.Cell("SELECT raw FROM rejected_rows"), StringComparison.Ordinal);
    }
}
