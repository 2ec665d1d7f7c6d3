using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>The properties of an asset, by example: each of the forms in which its fields come.</summary>
public sealed class Values_of_an_asset
{
    [Theory]
    [InlineData("\"x\"", "x")]
    [InlineData("\"\"", "")]
    [InlineData("1.50", "1.50")]
    [InlineData("-0", "-0")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("null", null)]
    [InlineData("[\"x\"]", null)]
    [InlineData("{\"x\":1}", null)]
    [InlineData("\"\\ud800\"", "\\ud800")]
    [InlineData("\"\\\"\\ud800\\\"\"", "\\\"\\ud800\\\"")]
    public void A_text_is_one_and_numbers_and_truths_are_texts_as_they_are_written(string json, string? text)
    {
        JsonElement value = Parse(json);

        Assert.Equal(text, JsonValue.Text(value));
        Assert.Equal(text, JsonValue.Text(Parse($$"""{"a":0,"x":{{json}} }"""), "x"));
        Assert.Equal(text, Asset($$"""{"assetName":{{json}} }""").AssetName);
    }

    [Theory]
    [InlineData("""{"x":1}""", "1")]
    [InlineData("""{"X":1}""", null)]
    [InlineData("""{"y":1}""", null)]
    [InlineData("""{"x":null}""", null)]
    [InlineData("""{"x":1,"x":2}""", "2")]
    [InlineData("""[{"x":1}]""", null)]
    [InlineData("7", null)]
    [InlineData("""{"\ud800":5,"x":1}""", "1")]
    [InlineData("""{"x":1,"\ud800":5,"x":2,"y":3}""", "2")]
    [InlineData("""{"\ud800":5,"y":1}""", null)]
    [InlineData("""{"\ud800":5,"x":null}""", null)]
    public void A_member_is_found_by_its_name_letter_by_letter(string json, string? text)
    {
        Assert.Equal(text, JsonValue.Text(Parse(json), "x"));
        Assert.Equal(text is not null, JsonValue.Find(Parse(json), "x") is not null);
        Assert.Null(JsonValue.Find(null, "x"));
    }

    [Theory]
    [InlineData("""{"\ud800":1}""", "\\ud800")]
    [InlineData("""{"\ud800" : {"a":1}}""", "\\ud800")]
    [InlineData("""{"\ud800":"a\":b"}""", "\\ud800")]
    [InlineData("""{"\ud800" : 1}""", "\\ud800")]
    [InlineData("""{"a\":b\ud800"  :  2}""", "a\\\":b\\ud800")]
    [InlineData("""{"\u0061" : 1}""", "a")]
    [InlineData("""{"" : 1}""", "")]
    public void A_name_is_read_whatever_stands_around_and_within_it(string json, string name) =>
        Assert.Equal([name], JsonValue.ReadObject(Parse(json)).Keys);

    [Fact]
    public void Names_know_no_case_unless_two_of_them_differ_in_nothing_else()
    {
        Dictionary<string, object?> one = JsonValue.ReadObject(Parse("""{"a":1,"b":2,"a":3}"""));
        Dictionary<string, object?> two = JsonValue.ReadObject(Parse("""{"a":1,"b":2,"A":3}"""));

        Assert.Equal((3L, 2L, 2), (one["A"], one["B"], one.Count));
        Assert.Equal((1L, 3L, 2L, 3), (two["a"], two["A"], two["b"], two.Count));
        Assert.False(two.ContainsKey("B"));
    }

    [Theory]
    [InlineData("9223372036854775807", "Int64 9223372036854775807")]
    [InlineData("-9223372036854775808", "Int64 -9223372036854775808")]
    [InlineData("9223372036854775808", "UInt64 9223372036854775808")]
    [InlineData("18446744073709551616", "Double 1.8446744073709552E+19")]
    [InlineData("1.5", "Double 1.5")]
    [InlineData("\"1\"", "String 1")]
    [InlineData("true", "Boolean True")]
    [InlineData("false", "Boolean False")]
    public void A_value_has_the_type_that_holds_it_exactly(string json, string expected)
    {
        object value = JsonValue.Read(Parse(json))!;

        Assert.Equal(expected, FormattableString.Invariant($"{value.GetType().Name} {value}"));
    }

    [Theory]
    [InlineData("""{"operatingSystem":{"osName":"Linux"}}""", "Linux")]
    [InlineData("""{"operatingSystem":"Linux"}""", "Linux")]
    [InlineData("""{"operatingSystem":{"osName":null}}""", null)]
    [InlineData("""{"operatingSystem":["Linux"]}""", null)]
    public void The_operating_system_is_a_name_in_an_object_or_alone(string json, string? name) => Assert.Equal(name, Asset(json).OperatingSystem);

    [Theory]
    [InlineData("""{"tag":[{"tagName":"a"},{"tagName":null},7,{"tagName":"b"}]}""", "a b")]
    [InlineData("""[{"tagName":"a"},{"tagName":"b"}]""", "a b")]
    [InlineData("""{"tag":null}""", "")]
    [InlineData("""{"tag":{"tagName":"a"}}""", "")]
    [InlineData("\"a\"", "")]
    [InlineData("null", "")]
    public void Tags_are_a_list_in_an_object_or_alone(string json, string tags) =>
        Assert.Equal(tags, string.Join(' ', Asset($$"""{"tagList":{{json}} }""").Tags));

    [Theory]
    [InlineData("1", 1ul)]
    [InlineData("\"1\"", 1ul)]
    [InlineData("\" 1\"", null)]
    [InlineData("-1", null)]
    [InlineData("1.0", null)]
    [InlineData("\"1,000\"", null)]
    [InlineData("[1]", null)]
    public void Ids_are_whole_numbers(string json, ulong? id)
    {
        QualysAsset asset = Asset($$"""{"assetId":{{json}},"hostId":{{json}} }""");

        Assert.Equal((id, id), (asset.AssetId, asset.HostId));
    }

    [Fact]
    public void What_people_ask_for_stands_under_its_own_name()
    {
        QualysAsset asset = Asset("""{"assetId":5,"assetName":"n","address":"a","dnsName":"d","agent":{"version":"v","lastCheckedIn":1000},"lastModifiedDate":2000}""");

        Assert.Equal(("n", "a", "d", "v"), (asset.AssetName, asset.Address, asset.DnsName, asset.AgentVersion));
        Assert.Equal((1000, 2000), (asset.AgentLastCheckedIn?.ToUnixTimeMilliseconds(), asset.LastModifiedDate?.ToUnixTimeMilliseconds()));
        Assert.Equal("5 n", asset.ToString());
        Assert.Same(asset.Fields, asset.Fields);
        Assert.Equal(5L, asset.Fields["ASSETID"]);
        Assert.Equal(" n", Asset("""{"assetName":"n"}""").ToString());
    }

    [Fact]
    public void A_custom_attribute_is_shown_with_its_key_where_it_has_one()
    {
        Assert.Equal("k=v", new QualysAttributeValue("k", "v", null).ToString());
        Assert.Equal("k=", new QualysAttributeValue("k", null, null).ToString());
        Assert.Equal("v", new QualysAttributeValue(null, "v", "c").ToString());
        Assert.Equal("", new QualysAttributeValue(null, null, null).ToString());
        QualysAttributeValue read = Assert.Single(Asset("""{"customAttributes":[{"key":"k","value":"v","connectorName":"c"}]}""").CustomAttributes);
        Assert.Equal(("k", "v", "c"), (read.Key, read.Value, read.ConnectorName));
        Assert.Empty(Asset("{}").CustomAttributes);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("Qualys", true)]
    [InlineData("QUALYS", true)]
    [InlineData("AWS", false)]
    [InlineData("Qualys ", false)]
    public void An_attribute_that_is_laid_to_no_other_connector_is_ours_and_takes_the_place_of_one_before(string? connector, bool isOurs)
    {
        Assert.Equal(isOurs, AttributeOwner.IsOurs(connector));
        Assert.Equal(isOurs, AttributeOwner.Counts("v", connector, isAnyBefore: true));
        Assert.True(AttributeOwner.Counts("v", connector, isAnyBefore: false));
        Each.Holds([null, ""], value => Assert.False(AttributeOwner.Counts(value, connector, isAnyBefore: false)));
    }

    private static QualysAsset Asset(string json) => new(Parse(json));

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
