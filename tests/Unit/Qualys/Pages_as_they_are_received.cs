using System.IO.Compression;
using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>A page is read from whatever it was sent in, and is kept in the bytes that were received.</summary>
public sealed class Pages_as_they_are_received
{
    private const string Json = """{"assetListData":{"asset":[{"assetId":5,"assetName":"é"}]},"hasMore":1,"responseCode":"SUCCESS","responseMessage":"m"}""";
    private const int Mega = 1 << 20;

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("GZip")]
    [InlineData("x-gzip")]
    [InlineData("br")]
    [InlineData("gzip gzip")]
    public async Task Each_coding_is_inflated_and_gzip_alone_is_kept_as_it_came(string codings)
    {
        string[] names = codings.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        byte[] sent = names.Aggregate(Encoding.UTF8.GetBytes(Json), Compress);

        using InventoryPage page = await ReadAsync(sent, names);

        Assert.Equal(Json, Encoding.UTF8.GetString(page.Json));
        Assert.Equal(Encoding.UTF8.GetByteCount(Json), page.Bytes);
        Assert.Equal((1, true, 5ul, "SUCCESS", "m"), (page.Assets, page.HasMore, page.LastSeenAssetId, page.ResponseCode, page.ResponseMessage));
        Assert.Equal(["""{"assetId":5,"assetName":"é"}"""], page.Objects.Select(place => Encoding.UTF8.GetString(page.Json[place])));
        byte[] kept = Copy(page);
        Assert.Equal(Json, Encoding.UTF8.GetString(Inflate(kept)));
        Assert.Equal(codings is "gzip" or "GZip", kept.SequenceEqual(sent));
    }

    [Fact]
    public async Task Its_assets_are_taken_apart_where_somebody_loads_them()
    {
        using InventoryPage apart = await ReadAsync(Encoding.UTF8.GetBytes(Json), [], new AssetReader(new AssetFields([], [], [])));
        using InventoryPage whole = await ReadAsync(Encoding.UTF8.GetBytes(Json), []);

        Assert.Equal("5", apart.AssetCells[0].Find(AssetFields.AssetId).Text(apart.Json));
        Assert.Equal((1, 5ul), (apart.Assets, apart.LastSeenAssetId));
        Assert.Empty(apart.Objects);
        Assert.Equal("The page was read without its assets.", Assert.Throws<InvalidOperationException>(() => whole.AssetCells).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Bytes_that_are_no_text_are_replaced_in_what_is_read_and_kept_in_what_is_written(string coding)
    {
        byte[] json = [.. Encoding.UTF8.GetBytes("""{"assetListData":{"asset":[{"assetId":5,"assetName":"~"}]},"responseCode":"~"}""").Select(letter => letter == '~' ? (byte)0xFC : letter)];
        string[] codings = coding.Length == 0 ? [] : [coding];
        byte[] sent = codings.Aggregate(json, Compress);

        using InventoryPage page = await ReadAsync(sent, codings);

        Assert.Equal("\uFFFD", page.ResponseCode);
        Assert.Equal(Encoding.UTF8.GetBytes("""{"assetListData":{"asset":[{"assetId":5,"assetName":"~"}]},"responseCode":"~"}""".Replace("~", "\uFFFD", StringComparison.Ordinal)), page.Json.ToArray());
        byte[] kept = Copy(page);
        Assert.Equal(json, Inflate(kept));
        Assert.Equal(coding == "gzip", kept.SequenceEqual(sent));
    }

    [Theory]
    [InlineData("no page", "")]
    [InlineData("no page", "gzip")]
    [InlineData("{\"assetListData\":{\"asset\":[{\"assetId\":5}", "")]
    [InlineData("{\"assetListData\":{\"asset\":[{\"assetId\":5}", "gzip")]
    [InlineData("{\"assetListData\":\"\u00FC", "latin")]
    [InlineData("", "")]
    public async Task What_is_none_is_given_back_with_its_beginning(string text, string coding)
    {
        byte[] body = coding == "latin" ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);
        string[] codings = coding == "gzip" ? ["gzip"] : [];

        PageUnreadableException exception = await Assert.ThrowsAsync<PageUnreadableException>(
            () => ReadAsync(codings.Aggregate(body, Compress), codings, new AssetReader(new AssetFields([], [], []))));

        Assert.Equal(body, exception.Beginning);
        Assert.Equal("the page is cut off or malformed", exception.Message);
        Assert.IsType<JsonException>(exception.InnerException, exactMatch: false);
    }

    [Theory]
    [InlineData(Mega, Mega)]
    [InlineData(Mega + 1, Mega)]
    [InlineData(100, 100)]
    public async Task The_beginning_is_a_megabyte_at_most(int length, int beginning)
    {
        string json = "{}" + new string(' ', length - 2);

        using InventoryPage page = await ReadAsync(Encoding.UTF8.GetBytes(json), []);

        Assert.Equal(json[..beginning], Encoding.UTF8.GetString(page.Beginning));
        Assert.Equal(length, page.Bytes);
    }

    [Theory]
    [InlineData(Mega - 1)]
    [InlineData(Mega)]
    [InlineData((2 * Mega) + 3)]
    public async Task It_is_written_whole_however_long_it_is(int length)
    {
        string json = "{}" + string.Concat(Enumerable.Range(0, length).Select(number => number % 7 == 0 ? '\n' : ' '))[..(length - 2)];
        using InventoryPage page = await ReadAsync(Encoding.UTF8.GetBytes(json), []);

        Assert.Equal(json, Encoding.UTF8.GetString(Inflate(Copy(page))));
        Assert.Throws<OperationCanceledException>(() => page.CopyTo(new MemoryStream(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void It_is_read_from_its_file_and_a_stop_is_heeded()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("page.json.gz", Compress(Encoding.UTF8.GetBytes(Json), "gzip"));

        using InventoryPage page = InventoryPage.ReadFile(path, null, CancellationToken.None);

        Assert.Equal(Json, Encoding.UTF8.GetString(page.Json));
        Assert.Equal(File.ReadAllBytes(path), Copy(page));
        Assert.Throws<OperationCanceledException>(() => InventoryPage.ReadFile(path, null, new CancellationToken(canceled: true)));
        folder.Write("page.json.gz", Json);
        Assert.Throws<InvalidDataException>(() => InventoryPage.ReadFile(path, null, CancellationToken.None));
    }

    [Fact]
    public async Task What_was_given_back_holds_nothing()
    {
        InventoryPage page = await ReadAsync(Compress(Encoding.UTF8.GetBytes(Json), "gzip"), ["gzip"], new AssetReader(new AssetFields([], [], [])));

        page.Dispose();

        Assert.Equal(0, page.Bytes);
        Assert.Equal(0, page.AssetCells.Count);
        Assert.Empty(Copy(page));
    }

    private static async Task<InventoryPage> ReadAsync(byte[] body, string[] codings, AssetReader? assets = null)
    {
        using var content = new ByteArrayContent(body);
        foreach (string coding in codings)
        {
            content.Headers.ContentEncoding.Add(coding);
        }

        return await InventoryPage.ReadAsync(content, assets, TestContext.Current.CancellationToken);
    }

    private static byte[] Copy(InventoryPage page)
    {
        using var copy = new MemoryStream();
        page.CopyTo(copy, CancellationToken.None);
        return copy.ToArray();
    }

    private static byte[] Inflate(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        gzip.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static byte[] Compress(byte[] bytes, string coding)
    {
        if (coding == "identity")
        {
            return bytes;
        }

        using var compressed = new MemoryStream();
        using (Stream stream = coding == "br"
            ? new BrotliStream(compressed, CompressionLevel.Fastest)
            : new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }
}
