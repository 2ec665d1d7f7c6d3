using System.Text;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>The custom attributes of an asset, whichever of their forms Qualys chose, and texts with escapes.</summary>
public sealed class Custom_attributes_in_any_form
{
    [Theory]
    [InlineData("""[{"key":"a","value":"b","connectorName":"c"},{"value":"e","key":"d"}]""", "a=b@c;d=e@-")]
    [InlineData("""[{"key":"a","value":1},{"key":"b","value":null},{"value":"c"},{}]""", "a=1@-;b=-@-;-=c@-;-=-@-")]
    [InlineData("""[7,["x"],{"key":"a","Value":"b","other":{"key":"z"}}]""", "a=-@-")]
    [InlineData("""{"list":[{"key":"a","value":"b"}],"other":{"x":[{"key":"y"}]},"more":[{"key":"c","value":"d"}]}""", "a=b@-;c=d@-")]
    [InlineData("""[{"\u006b\u0065\u0079":"a","\u0076alue":"b","k\u0065y ":"c","\u006b\u0065\u0079\u006b":"e","\ud800":"d"}]""", "a=b@-")]
    [InlineData("[]", "")]
    [InlineData("{}", "")]
    [InlineData("7", "")]
    [InlineData("null", "")]
    [InlineData("true", "")]
    [InlineData("\"\"", "")]
    [InlineData("\" \\t\\r\\n \"", "")]
    [InlineData("\"a: b\"", "a=b@-")]
    [InlineData("\"  a  :  b: c  \"", "a=b: c@-")]
    [InlineData("\"a:\"", "a=@-")]
    [InlineData("\":b\"", "-=:b@-")]
    [InlineData("\"value alone\"", "-=value alone@-")]
    [InlineData("\"[{\\\"key\\\":\\\"a\\\",\\\"value\\\":\\\"b\\\"}]\"", "a=b@-")]
    [InlineData("\"{\\\"l\\\":[{\\\"key\\\":\\\"a\\\",\\\"value\\\":\\\"b\\\"}]}\"", "a=b@-")]
    [InlineData("\"[broken: x\"", "[broken=x@-")]
    [InlineData("\"{broken\"", "-={broken@-")]
    public void Are_read_from_it(string json, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        List<string> found = [];

        CustomAttributeReader.Read(JsonCell.Of(bytes), bytes, (source, key, value, connector) =>
            found.Add($"{key.Text(source) ?? "-"}={value.Text(source) ?? "-"}@{connector.Text(source) ?? "-"}"));

        Assert.Equal(expected, string.Join(';', found));
    }

    [Theory]
    [InlineData("""plain""", "plain")]
    [InlineData("""a\"b\\c\/d""", "a\"b\\c/d")]
    [InlineData("""\b\f\n\r\t""", "\b\f\n\r\t")]
    [InlineData("""\u0041\u00e9\u00E9\u20ac\u000a""", "Aéé€\n")]
    [InlineData("""x\ud83d\ude42y""", "x🙂y")]
    [InlineData("""\uD83D\uDE42""", "🙂")]
    [InlineData("""x\ud83d""", null)]
    [InlineData("""\ud83dxxxxxxx""", null)]
    [InlineData("""\ud83d\n00000""", null)]
    [InlineData("""\ud83d\u0041""", null)]
    [InlineData("""\ude42\ud83d""", null)]
    [InlineData("""\ude42""", null)]
    [InlineData("", "")]
    public void Texts_have_their_escapes_taken_out_and_half_a_pair_is_no_text(string escaped, string? expected)
    {
        byte[] target = new byte[escaped.Length];

        bool isText = EscapedText.TryUnescape(Encoding.UTF8.GetBytes(escaped), target, out int length);

        Assert.Equal(expected, isText ? Encoding.UTF8.GetString(target, 0, length) : null);
    }
}
