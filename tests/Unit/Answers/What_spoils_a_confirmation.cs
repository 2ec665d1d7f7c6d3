using System.Text;
using System.Text.Json;
using System.Xml;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>A success is one where nothing beside it says otherwise, in JSON and in XML; what is empty says nothing.</summary>
public sealed class What_spoils_a_confirmation
{
    [Theory]
    [InlineData("errors", "null", true)]
    [InlineData("errors", "false", true)]
    [InlineData("errors", "0", true)]
    [InlineData("errors", "\"\"", true)]
    [InlineData("errors", "\"  \"", true)]
    [InlineData("errors", "[]", true)]
    [InlineData("errors", "{}", true)]
    [InlineData("errors", "true", false)]
    [InlineData("errors", "1", false)]
    [InlineData("errors", "\" x \"", false)]
    [InlineData("errors", "[null]", false)]
    [InlineData("errors", "{\"a\":null}", false)]
    [InlineData("fault", "\"x\"", false)]
    [InlineData("failedCount", "2", false)]
    [InlineData("failedCount", "0", true)]
    [InlineData("responseErrorDetails", "null", true)]
    [InlineData("responseErrorDetails", "{\"errorMessage\":\" \"}", true)]
    [InlineData("responseErrorDetails", "{\"errorMessage\":\"x\"}", false)]
    [InlineData("responseErrorDetails", "\"x\"", false)]
    [InlineData("ResponseCode", "\"SUCCESS\"", false)]
    [InlineData("responseCode", "\"SUCCESS\"", true)]
    [InlineData("responseCode", "\"FAILURE\"", false)]
    [InlineData("count", "2", true)]
    [InlineData("count", "3", false)]
    [InlineData("count", "\"x\"", false)]
    [InlineData("data", "[]", false)]
    [InlineData("SIMPLE_RETURN", "{}", false)]
    [InlineData("ServiceResponse", "{\"responseCode\":\"SUCCESS\"}", false)]
    [InlineData("other", "{\"responseCode\":\"FAILURE\",\"errors\":[1]}", true)]
    public void In_JSON(string member, string value, bool isConfirmed)
    {
        string json = $$"""{"responseCode":"SUCCESS","count":2,"data":[],"{{member}}":{{value}} }""";

        Assert.Equal(isConfirmed, IsConfirmed(() => JsonAnswer.Read(Encoding.UTF8.GetBytes(json), CancellationToken.None)));
        if (member != "ServiceResponse")
        {
            Assert.Equal(isConfirmed, IsConfirmed(() => JsonAnswer.Read(Encoding.UTF8.GetBytes($$"""{"ServiceResponse":{{json}}}"""), CancellationToken.None)));
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("<responseCode>SUCCESS</responseCode>", true)]
    [InlineData("<responseCode>FAILURE</responseCode>", false)]
    [InlineData("<count>2</count>", true)]
    [InlineData("<count>2.0</count>", true)]
    [InlineData("<count>3</count>", false)]
    [InlineData("<count>x</count>", false)]
    [InlineData("<count> </count>", true)]
    [InlineData("<responseErrorDetails><errorMessage>x</errorMessage></responseErrorDetails>", false)]
    [InlineData("<responseErrorDetails><errorMessage> </errorMessage></responseErrorDetails>", true)]
    [InlineData("<responseErrorDetails><errorResolution>x</errorResolution></responseErrorDetails>", true)]
    [InlineData("<other><responseCode>FAILURE</responseCode><count>7</count></other>", true)]
    [InlineData("<RETURN number='7'>x</RETURN>", true)]
    [InlineData("<!-- x --><?x y?>", true)]
    public void In_XML(string more, bool isConfirmed) => Assert.Equal(
        isConfirmed,
        IsConfirmed(() => Xml($" \t\r\n<ServiceResponse><responseCode>SUCCESS</responseCode><count>2</count>{more}</ServiceResponse>")));

    [Theory]
    [InlineData("<ServiceResponse><data/><count>1</count></ServiceResponse>", null)]
    [InlineData("<ServiceResponse><responseErrorDetails><errorMessage>m</errorMessage><errorResolution>r</errorResolution></responseErrorDetails></ServiceResponse>", "||||m|r|")]
    [InlineData("<serviceresponse><RESPONSECODE>A</RESPONSECODE></serviceresponse>", "A||||||")]
    [InlineData("<ServiceResponse><responseCode>A</responseCode><data/></ServiceResponse>", "A|||0/0|||")]
    [InlineData("<ServiceResponse><responseCode>A</responseCode><data><Asset><id>1</id><x><id>9</id></x></Asset><Host><id> 2 </id></Host><Asset><id>x</id></Asset></data></ServiceResponse>", "A|||2/3 1,2|||")]
    [InlineData("<ServiceResponse><responseCode>A</responseCode><other><Asset><id>1</id></Asset></other></ServiceResponse>", "A||||||")]
    [InlineData("<SIMPLE_RETURN><RESPONSE><CODE>1965</CODE><TEXT>t</TEXT><ITEM_LIST><ITEM><KEY>OTHER</KEY><VALUE>7</VALUE></ITEM><ITEM><KEY>seconds_to_wait</KEY><VALUE>9</VALUE></ITEM></ITEM_LIST></RESPONSE></SIMPLE_RETURN>", "1965||||t||9")]
    [InlineData("<SIMPLE_RETURN><RESPONSE/></SIMPLE_RETURN>", "SIMPLE_RETURN||||||")]
    [InlineData("<GENERIC_RETURN><API name='x' number='3'/><RETURN status='FAILED' number='2001'> t </RETURN></GENERIC_RETURN>", "2001||||t||")]
    [InlineData("<GENERIC_RETURN><RETURN number=''>t</RETURN></GENERIC_RETURN>", "GENERIC_RETURN||||t||")]
    [InlineData(" \r\n\t<?xml version='1.0'?><ServiceResponse><responseCode>A</responseCode></ServiceResponse>", "A||||||")]
    [InlineData("<OTHER><responseCode>A</responseCode></OTHER>", null)]
    public void What_an_answer_in_XML_says(string xml, string? said)
    {
        QualysAnswer? answer = Xml(xml);

        Assert.Equal(said, answer is null ? null : string.Join(
            '|', answer.ResponseCode, answer.StatedStatus, answer.Count,
            answer.AssetIds is { } ids ? $"{ids.Count}/{answer.Entries} {string.Join(',', ids)}".TrimEnd() : "", answer.ErrorMessage, answer.ErrorResolution,
            answer.Wait?.TotalSeconds));
    }

    [Theory]
    [InlineData("<SIMPLE_RETURN><RESPONSE><CODE>2000</CODE><TEXT>no</TEXT></RESPONSE>", "2000")]
    [InlineData("<SIMPLE_RETURN><RESPONSE><CODE>1965</CODE><TEXT>no</TEXT></RESPONSE>", null)]
    [InlineData("<ServiceResponse><responseCode>UNAUTHORIZED</responseCode></ServiceResponse><more/>", "UNAUTHORIZED")]
    public void A_refusal_counts_though_the_rest_cannot_be_read(string xml, string? code) =>
        Assert.Equal(code, Record.Exception(() => Xml(xml)) is null ? Xml(xml)?.ResponseCode : null);

    [Fact]
    public void A_stop_is_heeded_in_XML() => Assert.Throws<OperationCanceledException>(
        () => XmlAnswer.Read("<ServiceResponse/>"u8.ToArray(), new CancellationToken(canceled: true)));

    private static QualysAnswer? Xml(string xml) => XmlAnswer.Read(Encoding.UTF8.GetBytes(xml), CancellationToken.None);

    private static bool IsConfirmed(Func<QualysAnswer?> read)
    {
        try
        {
            return read() is { IsSuccess: true, Count: 2 };
        }
        catch (Exception exception) when (exception is JsonException or XmlException)
        {
            return false;
        }
    }
}
