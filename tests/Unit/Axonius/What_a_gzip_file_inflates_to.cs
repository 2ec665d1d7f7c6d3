using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>A gzip file gives what it holds, of whatever number of members, and says whether it ends before its end or goes on behind it.</summary>
public sealed class What_a_gzip_file_inflates_to : IDisposable
{
    // A text whose length has other bytes than those of its end.
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 30_000).Select(each => $"{each * 7919 % 10_007},")));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_one_member() => AssertIs(Encodings_of_an_export.Gzip(Text), isCut: false, behind: 0);

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Of_several(int first) => AssertIs(
        [.. Encodings_of_an_export.Gzip(Text[..first]), .. Encodings_of_an_export.Gzip(Text[first..])], isCut: false, behind: 0);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(200_000)]
    [InlineData(1_000_000)]
    public void What_stands_behind_it_is_counted(int length) => AssertIs(
        [.. Encodings_of_an_export.Gzip(Text), .. Enumerable.Repeat((byte)0, length)], isCut: false, behind: length);

    [Theory]
    [InlineData(new byte[] { 7, 0x1F, 0x8B })]
    [InlineData(new byte[] { 7, 0x1F, 0x8B, 0x08 })]
    [InlineData(new byte[] { 7, 0x1F, 0x8B, 0x09, 0, 7 })]
    [InlineData(new byte[] { 7, 0x1F, 0x8B, 0x08, 0x20, 7 })]
    public void Also_where_it_looks_a_little_as_a_member_does(byte[] behind) =>
        AssertIs([.. Encodings_of_an_export.Gzip(Text), .. behind], isCut: false, behind: behind.Length);

    [Theory]
    [InlineData(new byte[] { 7, 0x1F, 0x8B, 0x08, 0x1F })]
    [InlineData(new byte[] { 7, 0x1F, 0x8B, 0x08, 0x20, 0x1F, 0x8B, 0x08, 0, 7 })]
    public void Of_what_may_be_a_member_nothing_is_said(byte[] behind) =>
        AssertIs([.. Encodings_of_an_export.Gzip(Text), .. behind], isCut: false, behind: 0);

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void A_member_is_found_wherever_it_begins(int beside)
    {
        // What is looked through at once are so many bytes from the second on.
        byte[] first = Encodings_of_an_export.Gzip(Text);
        byte[] behind = [.. Enumerable.Repeat((byte)7, (1 << 20) + 1 + beside - first.Length), 0x1F, 0x8B, 0x08, 0];

        AssertIs([.. first, .. behind], isCut: false, behind: 0);
    }

    [Fact]
    public void One_that_ends_without_a_word_is_known_by_the_length_at_its_end()
    {
        byte[] whole = Encodings_of_an_export.Gzip(Text);

        Assert.True(IsCutAfter(100, whole));
        Assert.False(IsCutAfter(100, [.. whole, .. whole]));
        Assert.False(IsCutAfter(Text.Length, whole));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(1000)]
    public void One_that_was_cut_says_so(int missing)
    {
        byte[] whole = Encodings_of_an_export.Gzip(Text);
        using FileStream file = Open(whole[..^missing]);
        using var inflated = new InflatedExport("export.csv", file);
        byte[] read = ReadAll(inflated);

        Assert.True(Text.AsSpan().StartsWith(read));
        Assert.True(inflated.IsCut());
        Assert.Equal(0, inflated.BytesBehind());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void So_does_what_is_too_short_for_an_end(int length)
    {
        using FileStream file = Open(Encodings_of_an_export.Gzip(Text)[..length]);
        using var inflated = new InflatedExport("export.csv", file);

        Assert.True(inflated.IsCut());
        Assert.Equal(0, inflated.BytesBehind());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, true)]
    [InlineData(1_100_000, false)]
    public void What_inflates_without_end_is_ended(long allowed, bool isEnded)
    {
        // So much of one letter has a thousandth of its length.
        byte[] bomb = Encodings_of_an_export.Gzip(new byte[1_050_000]);
        Assert.InRange(bomb.Length, 500, 5_000);
        using FileStream file = Open(bomb);
        using var inflated = new InflatedExport("export.csv", file, allowed);

        if (isEnded)
        {
            Assert.Equal("ExportTooLarge", Assert.Throws<AxoniusExportException>(() => ReadAll(inflated)).ErrorId);
        }
        else
        {
            Assert.Equal(1_050_000, ReadAll(inflated).Length);
        }
    }

    [Theory]
    [InlineData(50_000, false)]
    [InlineData(50_001, false)]
    [InlineData(49_999, true)]
    public void As_much_as_is_allowed_may_come_out(long allowed, bool isEnded)
    {
        using FileStream file = Open(Encodings_of_an_export.Gzip(new byte[50_000]));
        using var inflated = new InflatedExport("export.csv", file, allowed);
        Exception? thrown = Record.Exception(() => ReadAll(inflated));

        Assert.Equal(isEnded, thrown is not null);
    }

    [Fact]
    public void Of_a_larger_file_two_hundred_times_its_size()
    {
        byte[] packed = Encodings_of_an_export.Gzip(Text);
        using FileStream file = Open([.. packed, .. new byte[1000]]);
        using var inflated = new InflatedExport("export.csv", file, 0);

        Assert.Equal(Text.Length, ReadAll(inflated).Length);
        Assert.Equal(200, InflatedExport.MostTimes);
    }

    [Fact]
    public void What_is_damaged_is_named_with_its_cause()
    {
        byte[] packed = Encodings_of_an_export.Gzip(Text);
        packed.AsSpan(packed.Length / 2, 50).Fill(0xA5);
        using FileStream file = Open(packed);
        using var inflated = new InflatedExport("export.csv", file);

        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(() => ReadAll(inflated));

        Assert.Equal("The gzip compression of the Axonius export 'export.csv' is damaged. Copy it again.", exception.Message);
        Assert.IsType<InvalidDataException>(exception.InnerException);
    }

    [Fact]
    public void It_is_read_from_its_beginning_to_its_end_alone()
    {
        using FileStream file = Open(Encodings_of_an_export.Gzip(Text));
        using (var inflated = new InflatedExport("export.csv", file))
        {
            Assert.Equal((true, false, false), (inflated.CanRead, inflated.CanSeek, inflated.CanWrite));
            Assert.Equal(0, inflated.Position);
            byte[] buffer = new byte[100];
            Assert.Equal(50, inflated.Read(buffer, 10, 50));
            Assert.Equal(Text[..50], buffer[10..60]);
            Assert.Equal(50, inflated.Position);
            Assert.Throws<NotSupportedException>(() => inflated.Position = 1);
            Assert.Throws<NotSupportedException>(() => inflated.Length);
            Assert.Throws<NotSupportedException>(() => inflated.Seek(0, SeekOrigin.Begin));
            Assert.Throws<NotSupportedException>(() => inflated.SetLength(1));
            Assert.Throws<NotSupportedException>(() => inflated.Write(buffer, 0, 1));
        }

        Assert.True(file.CanRead);
    }

    private void AssertIs(byte[] packed, bool isCut, long behind)
    {
        using FileStream file = Open(packed);
        using var inflated = new InflatedExport("export.csv", file);
        byte[] read = ReadAll(inflated);

        Assert.True(Text.AsSpan().SequenceEqual(read));
        Assert.Equal(Text.Length, inflated.Position);
        Assert.Equal((isCut, behind), (inflated.IsCut(), inflated.BytesBehind()));
    }

    private bool IsCutAfter(int length, byte[] packed)
    {
        using FileStream file = Open(packed);
        using var inflated = new InflatedExport("export.csv", file);
        inflated.ReadExactly(new byte[length]);
        return inflated.IsCut();
    }

    private FileStream Open(byte[] content) => File.OpenRead(_folder.Write("export.csv.gz", content));

    private static byte[] ReadAll(InflatedExport inflated)
    {
        using var read = new MemoryStream();
        inflated.CopyTo(read);
        return read.ToArray();
    }
}
