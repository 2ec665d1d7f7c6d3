using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>A value is known by its place in the page, and is read from there.</summary>
public sealed class Values_where_they_lie
{
    [Theory]
    [InlineData("\"text\"", JsonTokenType.String, 2, 4, false, "text")]
    [InlineData("\"\"", JsonTokenType.String, 2, 0, false, "")]
    [InlineData("\"a\\u0062\\n\"", JsonTokenType.String, 2, 9, true, "ab\n")]
    [InlineData("\"\\ud800\"", JsonTokenType.String, 2, 6, true, "\\ud800")]
    [InlineData("12.50", JsonTokenType.Number, 1, 5, false, "12.50")]
    [InlineData("true", JsonTokenType.True, 1, 4, false, "true")]
    [InlineData("false", JsonTokenType.False, 1, 5, false, "false")]
    [InlineData("null", JsonTokenType.Null, 1, 4, false, null)]
    [InlineData("[1, {\"a\":[2]}]", JsonTokenType.StartArray, 1, 14, false, "[1, {\"a\":[2]}]")]
    [InlineData("{\"a\" : {}}", JsonTokenType.StartObject, 1, 10, false, "{\"a\" : {}}")]
    public void Each_kind_is_taken_with_its_place_and_nothing_behind_it(string value, JsonTokenType kind, int start, int length, bool isEscaped, string? text)
    {
        byte[] page = Encoding.UTF8.GetBytes($"[{value} ,7]");
        var reader = new Utf8JsonReader(page);
        reader.Read();
        reader.Read();

        var cell = JsonCell.Take(ref reader, CancellationToken.None);

        Assert.Equal(new JsonCell(kind, start, length, isEscaped), cell);
        Assert.Equal(text, cell.Text(page));
        Assert.Equal(text is not null, cell.HasValue);
        Assert.Equal(value.Trim('"'), Encoding.UTF8.GetString(cell.In(page)));
        Assert.True(reader.Read());
        Assert.Equal(7, reader.GetInt32());
    }

    [Fact]
    public void What_an_asset_lacks_is_no_value()
    {
        Assert.False(default(JsonCell).HasValue);
        Assert.Null(default(JsonCell).Text("x"u8));
        Assert.Null(default(JsonCell).Milliseconds("x"u8));
        Assert.False(default(JsonCell).IsNever("x"u8));
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("-1", true)]
    [InlineData("1", false)]
    [InlineData("-2", false)]
    [InlineData("0.0", false)]
    [InlineData("-10", false)]
    [InlineData("\"0\"", true)]
    [InlineData("\"-1\"", true)]
    [InlineData("\" 0 \"", true)]
    [InlineData("\" -1 \"", true)]
    [InlineData("\"\"", true)]
    [InlineData("\"  \"", true)]
    [InlineData("\",\"", true)]
    [InlineData("\" , \"", true)]
    [InlineData("\"Not Announced\"", true)]
    [InlineData("\" not announced \"", true)]
    [InlineData("\"Not\"", false)]
    [InlineData("\"Announced\"", false)]
    [InlineData("\"1\"", false)]
    [InlineData("\"-\"", false)]
    [InlineData("\",,\"", false)]
    [InlineData("\"2026-01-02T03:04:05Z\"", false)]
    [InlineData("null", false)]
    [InlineData("false", false)]
    [InlineData("[]", false)]
    [InlineData("{}", false)]
    public void Never_is_written_in_several_ways(string json, bool isNever)
    {
        byte[] page = Encoding.UTF8.GetBytes(json);

        Assert.Equal(isNever, JsonCell.Of(page).IsNever(page));
    }

    [Theory]
    [InlineData("\"1970-01-01T00:00:00+05:00\"", null)]
    [InlineData("\"1969-12-31T23:59:59.999-00:00\"", null)]
    [InlineData("\"1969-12-31T23:00:00-05:00\"", 14_400_000L)]
    [InlineData("\"1970-01-01T05:00:00+05:00\"", 0L)]
    [InlineData("\"9999-12-31T23:59:59.999Z\"", 253_402_300_799_999)]
    [InlineData("\"9999-12-31T23:59:59-01:00\"", null)]
    [InlineData("\"-202-01-02T10:00:00Z\"", null)]
    [InlineData("\"2026 01-02T10:00:00Z\"", null)]
    [InlineData("\"2026-01-02T1\\u0030:00:00Z\"", null)]
    [InlineData("\"1767348000000 \"", null)]
    [InlineData("\"17673480000000000000000000\"", null)]
    [InlineData("\"2026-01-02T10:00:00Zé\"", null)]
    [InlineData("1767348000000.5", null)]
    [InlineData("1e3", null)]
    public void The_epoch_is_where_moments_begin_wherever_their_clock_stands(string json, long? milliseconds)
    {
        byte[] page = Encoding.UTF8.GetBytes(json);

        Assert.Equal(milliseconds, JsonCell.Of(page).Milliseconds(page));
    }

    [Fact]
    public void A_text_without_escapes_is_given_as_it_lies_and_no_buffer_is_written()
    {
        byte[] page = "\"ab\""u8.ToArray();
        byte[] buffer = new byte[2];

        Assert.Equal("ab"u8.ToArray(), JsonCell.Of(page).Unescape(page, buffer).ToArray());
        Assert.Equal([0, 0], buffer);
    }

    [Fact]
    public void As_deep_as_SQLite_takes_it_and_no_deeper()
    {
        byte[] deepest = Encoding.UTF8.GetBytes(new string('[', 1000) + new string(']', 1000));
        byte[] deeper = Encoding.UTF8.GetBytes(new string('[', 1001) + new string(']', 1001));

        Assert.Equal(2000, JsonCell.Of(deepest).Length);
        Assert.ThrowsAny<JsonException>(() => JsonCell.Of(deeper));
    }
}
