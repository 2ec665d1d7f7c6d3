using System.Text;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>Which ids an answer in JSON lists, and how many entries its list has, those that failed or have no id among them.</summary>
public sealed class Assets_that_an_answer_lists
{
    [Theory]
    [InlineData("null", "no list, 0")]
    [InlineData("\"x\"", "no list, 1")]
    [InlineData("7", "no list, 1")]
    [InlineData("true", "no list, 0")]
    [InlineData("[]", ", 0")]
    [InlineData("{}", "no list, 1")]
    [InlineData("[{\"Asset\":{\"id\":1}},{\"Host\":{\"id\":\"2\"}}]", "1 2, 2")]
    [InlineData("[1,\"2\",null,true,[3],{}]", ", 3")]
    [InlineData("{\"Asset\":[{\"id\":1},7,null,{\"id\":2}]}", "1 2, 4")]
    [InlineData("[{\"id\":1},{\"id\":2,\"name\":\"n\"}]", "1 2, 2")]
    [InlineData("[{\"id\":1,\"tags\":[{\"id\":9}]}]", "9 1, 2")]
    [InlineData("[{\"id\":1,\"more\":{\"id\":9}}]", "9 1, 2")]
    [InlineData("[{\"id\":[1]},{\"id\":{\"id\":1}},{\"id\":-1},{\"id\":\"x\"}]", ", 4")]
    [InlineData("[{\"Asset\":{\"id\":1,\"error\":\"x\"}},{\"Asset\":{\"id\":2,\"error\":\"\"}}]", "2, 2")]
    [InlineData("[{\"Asset\":{\"id\":1,\"errors\":[1]}},{\"Asset\":{\"id\":2,\"errors\":[]}}]", "2, 2")]
    [InlineData("[{\"Asset\":{\"id\":1,\"errorMessage\":\"x\"}},{\"Asset\":{\"id\":2,\"errorMessage\":null}}]", "2, 2")]
    [InlineData("[{\"Asset\":{\"id\":1,\"responseErrorDetails\":{\"a\":1}}},{\"Asset\":{\"id\":2,\"responseErrorDetails\":{}}}]", "2, 2")]
    [InlineData("[{\"Asset\":{\"id\":1,\"status\":\"Failed\"}},{\"Asset\":{\"id\":2,\"status\":\"error\"}},{\"Asset\":{\"id\":3,\"status\":\"OK\"}},{\"Asset\":{\"id\":4,\"status\":null}}]", "3 4, 4")]
    [InlineData("[{\"id\":1,\"status\":\"ERR\"},{\"id\":2,\"status\":\"FAI\"}]", "2, 2")]
    [InlineData("[{\"Asset\":{\"error\":\"x\",\"id\":1,\"other\":{\"id\":7},\"list\":[{\"id\":8}]}},{\"Asset\":{\"other\":[1,{\"a\":2}],\"id\":3}}]", "3, 2")]
    public void In_each_form(string data, string listed)
    {
        QualysAnswer answer = JsonAnswer.Read(Encoding.UTF8.GetBytes($$"""{"responseCode":"SUCCESS","data":{{data}},"count":5}"""), CancellationToken.None)!;

        Assert.Equal(listed, $"{(answer.AssetIds is null ? "no list" : string.Join(' ', answer.AssetIds))}, {answer.Entries}");
        Assert.Equal(5, answer.Count);
    }

    [Theory]
    [InlineData("{\"SIMPLE_RETURN\":{\"RESPONSE\":{\"CODE\":2000,\"TEXT\":\"no\"}}}", "2000 no")]
    [InlineData("{\"GENERIC_RETURN\":{\"RETURN\":{\"number\":\"1965\",\"TEXT\":\"wait\",\"CODE\":7}}}", "1965 wait")]
    [InlineData("{\"SIMPLE_RETURN\":{\"x\":[\"CODE\",\"TEXT\"]}}", "SIMPLE_RETURN ")]
    [InlineData("{\"SIMPLE_RETURN\":{\"RESPONSE\":{\"CODE\":2000}},\"CODE\":7,\"TEXT\":\"other\"}", "2000 ")]
    [InlineData("{\"SIMPLE_RETURN\":{},\"CODE\":7,\"TEXT\":\"other\"}", "SIMPLE_RETURN ")]
    [InlineData("{\"SIMPLE_RETURN\":[{\"CODE\":2000}],\"x\":1}", "SIMPLE_RETURN ")]
    [InlineData("{\"GENERIC_RETURN\":7,\"message\":\"m\"}", "SIMPLE_RETURN ")]
    public void The_classic_answer_in_JSON_has_its_code_deeper(string json, string said)
    {
        QualysAnswer answer = JsonAnswer.Read(Encoding.UTF8.GetBytes(json), CancellationToken.None)!;

        Assert.Equal(said, $"{answer.ResponseCode} {answer.ErrorMessage}");
    }
}
