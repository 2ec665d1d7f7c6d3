using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using QualysCustomAttributes.Qualys.Answers;
using Xunit;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>A body is inflated as its headers say, read in its character set, and no larger than its bound.</summary>
public sealed class Bodies_as_they_are_compressed
{
    private const string Text = "{\"a\":\"é漢\"}";

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("deflate raw")]
    [InlineData("deflate br")]
    [InlineData("gzip br gzip")]
    public async Task In_each_coding_that_is_understood(string codings)
    {
        string[] names = codings.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        byte[] bytes = names.Aggregate(Encoding.UTF8.GetBytes(Text), Compress);

        Assert.Equal(Text, await ReadAsync(bytes, [.. names.Where(name => name != "raw")]));
    }

    [Fact]
    public async Task In_a_list_of_codings_with_gaps()
    {
        var content = new ByteArrayContent(Compress(Encoding.UTF8.GetBytes(Text), "gzip"));
        content.Headers.TryAddWithoutValidation("Content-Encoding", ["", " , gzip ,,", " "]);

        using AnswerBody body = await AnswerBody.ReadAsync(content, 1 << 20, TestContext.Current.CancellationToken);

        Assert.Equal(Text, Encoding.UTF8.GetString(body.Bytes.Span));
    }

    [Fact]
    public async Task Until_it_is_given_back()
    {
        AnswerBody body = await AnswerBody.ReadAsync(new ByteArrayContent([1, 2]), 10, TestContext.Current.CancellationToken);

        body.Dispose();
        body.Dispose();

        Assert.True(body.Bytes.IsEmpty);
    }

    [Fact]
    public async Task In_a_coding_that_nobody_knows_or_too_many_of_them_not_at_all()
    {
        Assert.Equal("its coding 'zstd' is not known", await RefusalAsync([1], ["zstd"]));
        Assert.Equal("it is compressed 4 times", await RefusalAsync([1], ["gzip", "gzip", "gzip", "gzip"]));
        byte[] damaged = [.. Enumerable.Repeat((byte)0xA5, 64)];
        Assert.Equal("its gzip, br compression is damaged", await RefusalAsync(damaged, ["gzip", "br"]));
        Assert.Equal("its gzip compression is damaged", await RefusalAsync(damaged, ["gzip"]));
        Assert.Equal(["gzip", "deflate", "br"], AnswerBody.Codings);
    }

    [Theory]
    [InlineData("iso-8859-1", "é")]
    [InlineData("'windows-1252'", "é€")]
    [InlineData("utf-16", "é漢")]
    [InlineData("\"UTF8\"", "é漢")]
    [InlineData("us-ascii", "é")]
    public async Task In_the_character_set_that_is_said(string name, string text)
    {
        Encoding encoding = name.Trim('\'', '"') is "UTF8" or "us-ascii" ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(name.Trim('\'')) ?? Encoding.GetEncoding(name.Trim('\''));

        Assert.Equal(text, await ReadAsync(encoding.GetBytes(text), [], name));
    }

    [Fact]
    public async Task In_a_character_set_that_nobody_knows_not_at_all() =>
        Assert.Equal("its character set 'bogus' is not known", await RefusalAsync([65], [], "bogus"));

    [Theory]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) + 1)]
    [InlineData(100_000)]
    public async Task Up_to_its_bound_and_no_further(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var content = new ByteArrayContent(bytes);

        using (AnswerBody body = await AnswerBody.ReadAsync(content, length, TestContext.Current.CancellationToken))
        {
            Assert.Equal(bytes, body.Bytes.ToArray());
        }

        InvalidDataException refusal = await Assert.ThrowsAsync<InvalidDataException>(
            () => AnswerBody.ReadAsync(new ByteArrayContent(bytes), length - 1, TestContext.Current.CancellationToken));
        Assert.Equal("it is larger than 0 MB", refusal.Message);
    }

    [Theory]
    [InlineData("Application/JSON; charset=utf-8", "application/json")]
    [InlineData(null, null)]
    public void Its_kind_is_read_without_case(string? said, string? kind)
    {
        var content = new ByteArrayContent([]);
        content.Headers.ContentType = said is null ? null : MediaTypeHeaderValue.Parse(said);

        Assert.Equal(kind, AnswerBody.MediaType(content));
    }

    private static async Task<string> ReadAsync(byte[] bytes, string[] codings, string? characterSet = null)
    {
        using AnswerBody body = await AnswerBody.ReadAsync(Content(bytes, codings, characterSet), 1 << 20, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(body.Bytes.Span);
    }

    private static async Task<string> RefusalAsync(byte[] bytes, string[] codings, string? characterSet = null) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(bytes, codings, characterSet))).Message;

    private static ByteArrayContent Content(byte[] bytes, string[] codings, string? characterSet)
    {
        var content = new ByteArrayContent(bytes);
        foreach (string coding in codings)
        {
            content.Headers.ContentEncoding.Add(coding);
        }

        if (characterSet is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", $"text/plain; charset={characterSet}");
        }

        return content;
    }

    // "raw" behind deflate takes the head of zlib away and its check.
    private static byte[] Compress(byte[] bytes, string coding)
    {
        if (coding == "raw")
        {
            return bytes[2..^4];
        }

        using var compressed = new MemoryStream();
        using (Stream stream = coding switch
        {
            "br" => new BrotliStream(compressed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(compressed, CompressionLevel.Fastest),
            "identity" => new BufferedStream(compressed),
            _ => new GZipStream(compressed, CompressionLevel.Fastest),
        })
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }
}
