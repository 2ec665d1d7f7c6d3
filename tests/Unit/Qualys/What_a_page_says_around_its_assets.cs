using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>Number, end and last id of a page, in each of the forms in which the gateway writes them.</summary>
public sealed class What_a_page_says_around_its_assets
{
    [Theory]
    [InlineData("""{"assetListData":{"asset":[{"assetId":1},{"assetId":2}]},"hasMore":1,"lastSeenAssetId":9,"responseCode":"SUCCESS","responseMessage":"m"}""", "2|True|9|SUCCESS|m")]
    [InlineData("""{"assetListData":{"asset":[]},"hasMore":"0","lastSeenAssetId":"9"}""", "0|False|9||")]
    [InlineData("""{"assetListData":{"asset":[{"assetId":1},{"assetId":"2","x":{"assetId":5}}]},"hasMore":true}""", "2|True|2||")]
    [InlineData("""{"assetListData":{"asset":[{"assetId":1},7,null]},"hasMore":false}""", "3|False|1||")]
    [InlineData("""{"assetListData":{"asset":[{"x":1}]},"hasMore":"true"}""", "1||||")]
    [InlineData("""{"assetListData":{"asset":[{"assetId":-1}]},"hasMore":-1}""", "1||||")]
    [InlineData("""{"assetListData":{"asset":null},"hasMore":null,"lastSeenAssetId":1.5}""", "||||")]
    [InlineData("""{"assetListData":[{"asset":[{"assetId":1}]}],"hasMore":[1],"lastSeenAssetId":{"x":1},"responseCode":7}""", "||||")]
    [InlineData("""{"assetListData":null,"responseCode":["x"],"responseMessage":{"y":1},"hasMore":2}""", "|True|||")]
    [InlineData("""{"assetListData":{"other":[1],"asset":[{"assetId":1}],"asset":[{"assetId":3}]},"assetListData":{"asset":[{"assetId":5}]}}""", "3||5||")]
    [InlineData("""{"other":{"hasMore":1,"assetListData":{"asset":[1]}},"HasMore":1}""", "||||")]
    [InlineData("{}", "||||")]
    public void Is_read_in_each_of_its_forms(string json, string expected)
    {
        PageEnvelope page = Read(json);

        Assert.Equal(expected, $"{page.Assets}|{page.HasMore}|{page.LastSeenAssetId}|{page.ResponseCode}|{page.ResponseMessage}");
    }

    [Fact]
    public void Where_each_asset_lies_is_known()
    {
        const string json = """{"assetListData":{"asset":[{"a":[1]}, 5 ,{"b":"}"}]}}""";

        Assert.Equal(["{\"a\":[1]}", "{\"b\":\"}\"}"], Read(json).Objects.Select(range => json[range]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{} {}")]
    [InlineData("{\"assetListData\":{\"asset\":[{\"assetId\":1}")]
    [InlineData("{\"hasMore\":1")]
    public void What_is_no_page_or_a_part_of_one_is_an_error(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    [Fact]
    public void More_assets_than_any_page_has_are_none()
    {
        Assert.Equal(100_000, Read(WithAssets(100_000)).Assets);
        Assert.Throws<JsonException>(() => Read(WithAssets(100_001)));

        static string WithAssets(int count) => """{"assetListData":{"asset":[""" + string.Join(',', Enumerable.Repeat("{}", count)) + "]}}";
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("\\u00e9")]
    [InlineData("🙂")]
    [InlineData("\\ud83d\\ude42")]
    [InlineData("\\n")]
    public void Of_a_message_its_beginning_is_kept_in_whole_letters(string letter)
    {
        for (int before = 0; before < 12; before++)
        {
            string message = Read($$"""{"responseMessage":"{{new string('a', before)}}{{string.Concat(Enumerable.Repeat(letter, 90_000))}}"}""").ResponseMessage!;

            string plain = JsonSerializer.Deserialize<string>($"\"{letter}\"")!;
            string kept = message[before..];
            Assert.InRange(Encoding.UTF8.GetByteCount(message), 13_000, 81_920);
            Assert.Equal(string.Concat(Enumerable.Repeat(plain, kept.Length / plain.Length)), kept);
        }
    }

    [Fact]
    public void A_stop_is_heeded() =>
        Assert.Throws<OperationCanceledException>(() => PageEnvelope.Read("""{"x":1}"""u8, null, null, new CancellationToken(canceled: true)));

    [Fact]
    public void A_stop_is_heeded_in_the_middle_of_what_nobody_asks_for()
    {
        byte[] json = Encoding.UTF8.GetBytes($$"""{"x":[{{string.Join(',', Enumerable.Repeat("1", 10_000))}}]}""");

        Assert.Throws<OperationCanceledException>(() => Skip(json, new CancellationToken(canceled: true)));
    }

    private static void Skip(byte[] json, CancellationToken stop)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        reader.Read();
        reader.SkipHeeding(stop);
    }

    private static PageEnvelope Read(string json) => PageEnvelope.Read(Encoding.UTF8.GetBytes(json), null, null, CancellationToken.None);
}
