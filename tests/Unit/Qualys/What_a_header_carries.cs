using System.Text.Json;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>Texts that go into a header of a request, and values that come out of an answer, by example.</summary>
public sealed class What_a_header_carries
{
    [Fact]
    public void Letters_signs_and_blanks_within()
    {
        Assert.Equal("a b~!", HeaderText.Of(" a b~!\n", "name"));
        Assert.Equal("AZaz09-._~+/=", HeaderText.OfToken(" AZaz09-._~+/=\r\n"));
    }

    [Fact]
    public void And_nothing_else() => Words.AssertAre(
        """
        CredentialInvalid: The name holds a line break or another character that no header can carry. Give it as the platform shows it.
        CredentialInvalid: The name holds a line break or another character that no header can carry. Give it as the platform shows it.
        CredentialInvalid: The name holds a line break or another character that no header can carry. Give it as the platform shows it.
        CredentialInvalid: The access token holds what no token can: it is made of letters, digits and - . _ ~ + / = alone. Give it without the word Bearer, quotes and line breaks.
        CredentialInvalid: The access token holds what no token can: it is made of letters, digits and - . _ ~ + / = alone. Give it without the word Bearer, quotes and line breaks.
        """,
        [
            .. ((string[])["a\nb", "é", "a\u007Fb"]).Select(text => Assert.Throws<QualysConfigurationException>(() => HeaderText.Of(text, "name"))),
            .. ((string[])["Bearer abc", "\"abc\""]).Select(text => Assert.Throws<QualysConfigurationException>(() => HeaderText.OfToken(text))),
        ]);

    [Fact]
    public void Values_are_read_as_what_they_are()
    {
        using JsonDocument json = JsonDocument.Parse("""{"a":[true,false,null,"x",-1,18446744073709551615,1.5,[2],{"b":1}],"A":2}""");
        Dictionary<string, object?> read = JsonValue.ReadObject(json.RootElement);

        Assert.Equal(2L, read["A"]);
        object?[] values = Assert.IsType<object?[]>(read["a"]);
        Assert.Equal([true, false, null, "x", -1L, ulong.MaxValue, 1.5], values[..7]);
        Assert.Equal([2L], Assert.IsType<object?[]>(values[7]));
        Assert.Equal(1L, Assert.IsType<AssetFieldValues>(values[8])["B"]);
    }

    [Theory]
    [InlineData("1767323045678", 1767323045678)]
    [InlineData("\"1767323045678\"", 1767323045678)]
    [InlineData("\"2026-01-02T03:04:05.678Z\"", 1767323045678)]
    [InlineData("1", 1L)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("\"never\"", null)]
    [InlineData("null", null)]
    public void A_moment_in_either_form(string json, long? milliseconds)
    {
        using JsonDocument document = JsonDocument.Parse($$"""{"x":{{json}}}""");

        Assert.Equal(milliseconds, JsonValue.Moment(document.RootElement, "x")?.ToUnixTimeMilliseconds());
    }
}
