using System.Text.Json;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>The text that is sent, letter by letter: what Python's json.dumps makes of it, with what is no ASCII left as it is.</summary>
public sealed class The_body_of_an_update
{
    [Theory]
    [InlineData(QualysFunction.Add, "add")]
    [InlineData(QualysFunction.Update, "update")]
    [InlineData(QualysFunction.Remove, "remove")]
    public void Names_the_assets_the_function_and_each_attribute(QualysFunction function, string name)
    {
        Assert.Equal(
            """{"ServiceRequest": {"filters": {"Criteria": [{"field": "id", "operator": "IN", "value": "7"}]}, "data": {"Asset": {"customAttributes": {"NAME": {"CustomAttribute": [{"key": "Owner", "value": "Ann"}]}}}}}}""".Replace("NAME", name, StringComparison.Ordinal),
            UpdateRequestBody.Of(function, [7], [new CustomAttributeValue("Owner", "Ann")]));
        string several = UpdateRequestBody.Of(
            function, [18446744073709551615, 1, 20], [new CustomAttributeValue("O\"wner", "Ann\nBob"), new CustomAttributeValue("B", ""), new CustomAttributeValue("C", "ü")]);
        Assert.Equal(
            """{"ServiceRequest": {"filters": {"Criteria": [{"field": "id", "operator": "IN", "value": "18446744073709551615,1,20"}]}, "data": {"Asset": {"customAttributes": {"NAME": {"CustomAttribute": [{"key": "O\"wner", "value": "Ann\nBob"}, {"key": "B", "value": ""}, {"key": "C", "value": "ü"}]}}}}}}""".Replace("NAME", name, StringComparison.Ordinal),
            several);
        using JsonDocument parsed = JsonDocument.Parse(several);
        Assert.Equal(JsonValueKind.Object, parsed.RootElement.ValueKind);
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("a\\b", "\"a\\\\b\"")]
    [InlineData("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"")]
    [InlineData("\u0000\u0001\u001f", "\"\\u0000\\u0001\\u001f\"")]
    [InlineData(" /<>&'\u007f\u2028é保🙂", "\" /<>&'\u007f\u2028é保🙂\"")]
    public void Has_each_letter_as_JSON_has_it(string text, string quoted)
    {
        Assert.Equal(quoted, UpdateRequestBody.Quote(text));
        Assert.Equal(text, JsonSerializer.Deserialize<string>(quoted));
    }

    [Fact]
    public void Is_made_of_checked_parts_alone()
    {
        CustomAttributeValue[] one = [new("Owner", "Ann")];

        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRequestBody.Of(QualysFunction.Add, [], one));
        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRequestBody.Of(QualysFunction.Add, [0], one));
        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRequestBody.Of(QualysFunction.Add, [1, 0], one));
        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRequestBody.Of(QualysFunction.Add, [1], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRequestBody.Of((QualysFunction)9, [1], one));
        Assert.Equal("Owner=Ann", one[0].ToString());
        Assert.Equal(one[0], new CustomAttributeValue("Owner", "Ann"));
    }
}
