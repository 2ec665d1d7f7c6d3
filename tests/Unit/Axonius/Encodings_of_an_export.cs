using System.IO.Compression;
using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>An export is read in the encoding that somebody names, or that its byte order mark says.</summary>
public sealed class Encodings_of_an_export
{
    [Theory]
    [InlineData("windows-1252", 1252)]
    [InlineData("Windows-1252", 1252)]
    [InlineData("1252", 1252)]
    [InlineData("cp1252", 1252)]
    [InlineData("latin1", 28591)]
    [InlineData("iso-8859-15", 28605)]
    [InlineData("windows-1250", 1250)]
    [InlineData("shift_jis", 932)]
    [InlineData("ibm850", 850)]
    [InlineData("utf8", 65001)]
    [InlineData("utf-8", 65001)]
    [InlineData("utf8BOM", 65001)]
    [InlineData("unicode", 1200)]
    [InlineData("utf-16", 1200)]
    [InlineData("bigendianunicode", 1201)]
    [InlineData("utf-32", 12000)]
    [InlineData("037", 37)]
    public void A_name_or_number_stands_for_an_encoding(string name, int codePage) =>
        Assert.Equal(codePage, ExportEncoding.Parse(name).CodePage);

    [Theory]
    [InlineData("us-ascii", new byte[] { (byte)'Z', 0xFC, (byte)'r' })]
    [InlineData("shift_jis", new byte[] { 0x81, 0xFF, 0xFD })]
    [InlineData("shift_jis", new byte[] { (byte)'a', 0x81 })]
    [InlineData("gb18030", new byte[] { 0xFF, 0xFE, 0x81, 0x20 })]
    public void A_row_with_bytes_that_are_none_of_the_encoding_is_rejected(string name, byte[] value)
    {
        byte[] export = [.. new ExportBuilder().NoByteOrderMark().Row("1", "a").ToBytes(), .. "2,"u8, .. value, .. ",,,,,,,,,\n3,c,,,,,,,,,\n"u8];
        using var run = new TestRun(export);
        run.Options = run.Options with { Encoding = ExportEncoding.Parse(name) };
        run.Import();

        Assert.Equal(["3 InvalidText"], run.Rejections());
        Assert.Equal(["1", "3"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("bogus")]
    [InlineData("99999")]
    [InlineData("-1")]
    [InlineData("utf-7")]
    [InlineData("65000")]
    public void What_is_no_encoding_is_refused(string name) =>
        Assert.Equal("EncodingInvalid", Assert.Throws<AxoniusExportException>(() => ExportEncoding.Parse(name)).ErrorId);

    [Fact]
    public void Every_encoding_that_is_offered_is_one() => Each.Holds(ExportEncoding.Names, name => ExportEncoding.Parse(name));

    [Theory]
    [InlineData("windows-1252", "Süd – „Köln“ €")]
    [InlineData("windows-1250", "Łódź Žižkov")]
    [InlineData("shift_jis", "保険ソフト")]
    [InlineData("ibm850", "Süd")]
    [InlineData("utf-16", "Süd 🏦")]
    [InlineData("utf-32", "Süd 🏦")]
    public void An_export_is_read_in_the_encoding_that_is_named(string name, string value)
    {
        Encoding encoding = ExportEncoding.Parse(name);
        byte[] content = encoding.GetBytes(Encoding.UTF8.GetString(new ExportBuilder().NoByteOrderMark().NewLine("\r\n").Row("1", value).Row("x", "y").Row("2\r\n3", "a\r\nb").ToBytes()));
        using var run = new TestRun(content);
        run.Options = run.Options with { Encoding = encoding };

        Assert.Equal([1UL, 2UL, 3UL], run.Import().Select(record => record.AssetId));
        Assert.Equal([value, "a,b"], run.Column("SELECT DISTINCT Business FROM axonious_data"));
        Assert.Equal(["3 InvalidAssetId x"], run.Rejections());
        Assert.Contains(encoding.WebName, run.Cell("SELECT options FROM run"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_counts_before_the_encoding_that_is_named_and_it_is_told()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "Süd"));
        run.Options = run.Options with { Encoding = ExportEncoding.Parse("windows-1252") };
        run.Import();

        Assert.Equal("Süd", run.Cell("SELECT Business FROM axonious_data"));
        Assert.Contains("is in utf-8, and it is read so", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void UTF32_with_a_byte_order_mark_is_read()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Encoding(Encoding.UTF32).Row("1", "Süd 🏦"));

        Assert.Equal("Süd 🏦", run.Cell("SELECT Business FROM axonious_data"));
    }

    [Fact]
    public void A_gzip_file_is_inflated_and_it_is_told()
    {
        byte[] content = new ExportBuilder().Row("1", "Süd").Line("2,\"never closed,,,,,,,,,").Row("3", "c").ToBytes();
        using var run = new TestRun([.. Gzip(content[..20]), .. Gzip(content[20..])]);
        run.Import();

        Assert.Equal(["1 2", "3 4"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
        Assert.Single(run.Warnings, warning => warning.Contains("compressed with gzip", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gzip_file_in_a_code_page_is_read()
    {
        using var run = new TestRun(Gzip(new ExportBuilder().Encoding(Encoding.Latin1).Row("1", "Süd").ToBytes()));
        run.Options = run.Options with { Encoding = Encoding.Latin1 };
        run.Import();

        Assert.Equal("Süd", run.Cell("SELECT Business FROM axonious_data"));
    }

    [Fact]
    public void A_damaged_gzip_file_is_named()
    {
        byte[] packed = Gzip(new ExportBuilder().Row("1", string.Join(' ', Enumerable.Range(0, 100_000))).ToBytes());
        packed.AsSpan(packed.Length / 2, 50).Fill(0xA5);
        using var run = new TestRun(packed);

        Assert.Contains("gzip", Assert.Throws<AxoniusExportException>(run.Import).Message, StringComparison.Ordinal);
    }

    internal static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
