using System.Text;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>What is read of a body, in each of the forms in which the platform answers, and what is no answer at all.</summary>
public sealed class What_a_body_says
{
    private const string Xml = "<?xml version=\"1.0\"?>\n";

    /// <summary>A body, and code, stated status, count, ids, message, advice and wait as "code|401|3|1,2|message|advice|5".</summary>
    public static TheoryData<string, string> Bodies => new()
    {
        // Of the classic host, wrapped, and of the gateway, bare.
        { """{"ServiceResponse":{"responseCode":"SUCCESS","count":3,"data":[{"Asset":{"id":1}},{"Asset":{"id":2}}]}}""", "SUCCESS||3|1,2|||" },
        { """{"responseCode":"SUCCESS","count":"3"}""", "SUCCESS||3||||" },
        { """{"ServiceResponse":{"responseCode":"A"},"responseCode":"B"}""", "A||||||" },
        { """{"ServiceResponse":{"responseCode":"A"},"ServiceResponse":{"responseCode":"B"}}""", "null" },
        { """{"responseCode":"A","SIMPLE_RETURN":{"CODE":"7"}}""", "null" },
        { """{"ServiceResponse":{"responseCode":"A"},"SIMPLE_RETURN":{"CODE":"7"}}""", "null" },
        { """{"SIMPLE_RETURN":{"CODE":"7"},"GENERIC_RETURN":{"CODE":"7"}}""", "null" },
        { """{"ServiceResponse":"text","responseCode":"B"}""", "B||||||" },
        { """{"ServiceResponse":[{"responseCode":"A"}],"responseCode":"B"}""", "B||||||" },
        { """{"responseCode":null,"responseErrorDetails":{"errorMessage":"m"}}""", "||||m||" },
        { """{"responseCode":7,"count":3.0}""", "7||3||||" },
        { """{"responseCode":true}""", "true||||||" },
        { """{"responseCode":{"x":1},"responseErrorDetails":{}}""", "||||||" },
        { """{"responseCode":"A","other":{"responseCode":"B","data":[[1,{"x":2}]]},"count":1}""", "A||1||||" },
        { """{"responsecode":"A"}""", "null" },
        { "\uFEFF \n{\"responseCode\":\"A\"}", "A||||||" },
        { " \n\uFEFF{\"responseCode\":\"A\"}", "A||||||" },

        // Counts: whole numbers that are not negative, however they are written.
        { """{"responseCode":"A","count":" 12 "}""", "A||12||||" },
        { """{"responseCode":"A","count":0}""", "A||0||||" },
        { """{"responseCode":"A","count":-1}""", "A||||||" },
        { """{"responseCode":"A","count":1.5}""", "A||||||" },
        { """{"responseCode":"A","count":"1x"}""", "A||||||" },
        { """{"responseCode":"A","count":9223372036854775807}""", "A||9223372036854775807||||" },
        { """{"responseCode":"A","count":9223372036854775808}""", "A||||||" },
        { """{"responseCode":"A","count":[5],"count2":1}""", "A||||||" },
        { """{"responseCode":"A","count":true}""", "A||||||" },

        // Lists of assets, in all shapes.
        { """{"responseCode":"A","data":[]}""", "A|||none|||" },
        { """{"responseCode":"A","data":null}""", "A||||||" },
        { """{"responseCode":"A","data":"x"}""", "A||||||" },
        { """{"responseCode":"A","data":{"Asset":{"id":1}}}""", "A|||1|||" },
        { """{"responseCode":"A","data":{"Asset":[{"id":1},{"id":"2"}]}}""", "A|||1,2|||" },
        { """{"responseCode":"A","data":[{"Asset":[{"id":1},7,{"id":2}]},5,{"Host":{"id":9}},{"Asset":{"name":"n","id":3,"tags":{"id":8}}}]}""", "A|||1,2,9,3|||" },
        { """{"responseCode":"A","data":[{"Asset":7},{"Asset":{"id":null}},{"Asset":{"id":[4]}},{"Asset":{"id":-1}},{"Asset":{"id":5}}]}""", "A|||5|||" },

        // What went wrong.
        { """{"responseCode":"A","responseErrorDetails":{"errorMessage":"m","x":{"errorMessage":"no"},"errorResolution":"r"}}""", "A||||m|r|" },
        { """{"responseCode":"A","responseErrorDetails":"m"}""", "A||||m||" },
        { """{"responseErrorDetails":"m","errorMessage":"n","responseCode":"A"}""", "A||||m||" },
        { """{"responseCode":"A","responseErrorDetails":null,"responseMessage":"n"}""", "A||||n||" },
        { """{"responseCode":"A","responseErrorDetails":{"errorResolution":"r"},"responseMessage":"n"}""", "A|||||r|" },
        { """{"responseCode":"A","responseMessage":"n"}""", "A||||n||" },
        { """{"authentication_exceptions":[["e"],"f"]}""", "authentication_exceptions||||e||" },
        { """{"authentication_exceptions":"e"}""", "authentication_exceptions||||e||" },
        { """{"authentication_exceptions":{"x":{"y":"e"}},"responseMessage":"n"}""", "authentication_exceptions||||n||" },
        { """{"authentication_exceptions":[]}""", "authentication_exceptions||||||" },
        { """{"authentication_exceptions":null}""", "authentication_exceptions||||||" },

        // The classic answer, which is XML, in JSON, and the wait that it asks for.
        { """{"SIMPLE_RETURN":{"RESPONSE":{"CODE":"1965","TEXT":"t","ITEM_LIST":{"ITEM":{"KEY":"SECONDS_TO_WAIT","VALUE":"5"}}}}}""", "1965||||t||5" },
        { """{"SIMPLE_RETURN":{"RESPONSE":{"CODE":1965,"ITEM_LIST":[{"KEY":"CALLS","VALUE":2},{"VALUE":5,"KEY":"seconds_to_wait"},{"KEY":"CALLS","VALUE":3}]}}}""", "1965||||||5" },
        { """{"SIMPLE_RETURN":{"RESPONSE":{"CODE":"1965","SECONDS_TO_WAIT":86400}}}""", "1965||||||86400" },
        { """{"responseCode":"1960","SECONDS_TO_WAIT":"7 seconds"}""", "1960||||||7" },
        { """{"SIMPLE_RETURN":{"RESPONSE":{"CODE":"1965","ITEM_LIST":[{"KEY":"SECONDS_TO_WAIT"},{"VALUE":"5"}]}}}""", "1965||||||" },

        // A status that the body itself states counts from 400 to 599, with words beside it.
        { """{"status":401,"error":"Unauthorized","message":"m"}""", "Unauthorized|401|||m||" },
        { """{"status":"403","message":"m"}""", "403|403|||m||" },
        { """{"status":400,"error":"e"}""", "e|400|||||" },
        { """{"status":599,"error":"e"}""", "e|599|||||" },
        { """{"status":399,"error":"e","message":"m"}""", "null" },
        { """{"status":600,"error":"e","message":"m"}""", "null" },
        { """{"status":401}""", "null" },
        { """{"status":4000000000000,"error":"e"}""", "null" },
        { """{"status":500,"message":"m","responseCode":"A"}""", "A|500|||m||" },
        { """{"status":"ok","message":"m","responseCode":"A"}""", "A||||||" },

        // XML: the asset API's own, and both forms of the classic API.
        { Xml + "<ServiceResponse><responseCode>SUCCESS</responseCode><count>2</count><data><Asset><id>1</id><tags><id>9</id></tags></Asset><Asset><id> 2 </id></Asset></data></ServiceResponse>", "SUCCESS||2|1,2|||" },
        { "<ServiceResponse><responseCode>A</responseCode><data/></ServiceResponse>", "A|||none|||" },
        { "<ServiceResponse><responseCode>A</responseCode><x><responseCode>B</responseCode><count>7</count><data><Asset><id>1</id></Asset></data></x></ServiceResponse>", "A||||||" },
        { "<ServiceResponse><responseCode>A</responseCode><data><Host><id>1</id></Host><Asset><id>x</id></Asset></data></ServiceResponse>", "A|||1|||" },
        { "<ServiceResponse><responseErrorDetails><errorMessage>m</errorMessage><errorResolution>r</errorResolution><errorMessage>n</errorMessage></responseErrorDetails></ServiceResponse>", "||||m|r|" },
        { "<ServiceResponse><responseCode> A<!-- x -->B <?p q?></responseCode></ServiceResponse>", "AB||||||" },
        { "<ServiceResponse><responseCode>lost<x/>A</responseCode></ServiceResponse>", "A||||||" },
        { "<ServiceResponse><responseCode><![CDATA[A]]></responseCode><count>1.0</count></ServiceResponse>", "A||1||||" },
        { "<ServiceResponse><responseCode>A</responseCode><count>1.5</count></ServiceResponse>", "A||||||" },
        { "<ServiceResponse><responseCode>A</responseCode><count>-1</count></ServiceResponse>", "A||||||" },
        { "<ServiceResponse><responseCode>A</responseCode><count>99999999999999999999</count></ServiceResponse>", "A||||||" },
        { "<ServiceResponse><count>3</count></ServiceResponse>", "null" },
        { "<other><responseCode>A</responseCode></other>", "null" },
        { "\r\n <SIMPLE_RETURN><RESPONSE><CODE>1965</CODE><TEXT>t</TEXT><ITEM_LIST><ITEM><KEY>CALLS</KEY><VALUE>2</VALUE></ITEM><ITEM><KEY>seconds_to_wait</KEY><VALUE>5</VALUE></ITEM><ITEM><KEY>SECONDS_TO_WAIT</KEY><VALUE>9</VALUE></ITEM></ITEM_LIST></RESPONSE></SIMPLE_RETURN>", "1965||||t||5" },
        { "<SIMPLE_RETURN><RESPONSE><CODE>1965</CODE><ITEM><VALUE>5</VALUE><KEY>SECONDS_TO_WAIT</KEY></ITEM></RESPONSE></SIMPLE_RETURN>", "1965||||||5" },
        { "<SIMPLE_RETURN><RESPONSE><CODE>1965</CODE><SECONDS_TO_WAIT>5</SECONDS_TO_WAIT></RESPONSE></SIMPLE_RETURN>", "1965||||||5" },
        { "<SIMPLE_RETURN><RESPONSE><CODE>1965</CODE><ITEM><KEY>SECONDS_TO_WAIT</KEY></ITEM><ITEM><VALUE>5</VALUE></ITEM></RESPONSE></SIMPLE_RETURN>", "1965||||||" },
        { "<SIMPLE_RETURN><RESPONSE><TEXT>t</TEXT><TEXT>u</TEXT></RESPONSE></SIMPLE_RETURN>", "SIMPLE_RETURN||||t||" },
        { "<SIMPLE_RETURN><RESPONSE><CODE>1</CODE><CODE>2</CODE><ITEM><KEY>SECONDS_TO_WAIT</KEY><VALUE>soon</VALUE></ITEM></RESPONSE></SIMPLE_RETURN>", "1||||||" },
        { "<GENERIC_RETURN><API/><RETURN status='FAILED' number='2007'>t</RETURN><RETURN number='3'>u</RETURN></GENERIC_RETURN>", "2007||||t||" },
        { "<GENERIC_RETURN><RETURN status='FAILED' number=''>t</RETURN></GENERIC_RETURN>", "GENERIC_RETURN||||t||" },
        { "<GENERIC_RETURN><x>t</x></GENERIC_RETURN>", "GENERIC_RETURN||||||" },

        // None at all.
        { "", "null" },
        { " \r\n\t", "null" },
        { "\uFEFF", "null" },
        { "[]", "null" },
        { "[{\"responseCode\":\"A\"}]", "null" },
        { "{}", "null" },
        { "{\"responseCode\":\"A\"", "null" },
        { "{\"responseCode\":\"A\"} x", "null" },
        { "<ServiceResponse><responseCode>A</responseCode>", "null" },
        { "{\"responseCode\":\"UNAUTHORIZED\"", "UNAUTHORIZED||||||" },
        { "{\"responseCode\":\"SUCCESS\",\"responseCode\":\"UNAUTHORIZED\"", "null" },
        { "{\"ServiceResponse\":{\"responseCode\":\"SUCCESS\",\"responseCode\":\"UNAUTHORIZED\"}", "null" },
        { "no JSON", "null" },
        { "<html><title>t</title></html>", "null" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Is_read_of_it_and_nothing_else(string body, string expected) => Assert.Equal(expected, Say(QualysAnswerReader.Read(body)));

    // .NET's reader of XML comes to a negative number of bytes here, and says so as of an argument of ours.
    [Theory]
    [InlineData(36)]
    [InlineData(49)]
    [InlineData(1_375)]
    public void Is_nothing_where_a_declaration_of_XML_holds_letters_beyond_ASCII(int letters) =>
        Assert.Equal("null", Say(QualysAnswerReader.Read(
            $"<?xml version=\"1.0{new string('\u202E', letters)}\" encoding=\"UTF-8\"?><ServiceResponse><responseCode>SUCCESS</responseCode></ServiceResponse>")));

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, false)]
    public void Is_read_of_JSON_and_XML_down_to_64_levels(int levels, bool isRead)
    {
        string json = $$"""{"responseCode":"A","x":{{new string('[', levels + 1)}}{{new string(']', levels + 1)}}}""";
        string xml = $"<ServiceResponse>{string.Concat(Enumerable.Repeat("<x>", levels + 2))}{string.Concat(Enumerable.Repeat("</x>", levels + 2))}<responseCode>A</responseCode></ServiceResponse>";

        Assert.Equal(isRead ? "A||||||" : "null", Say(QualysAnswerReader.Read(json)));
        Assert.Equal(isRead ? "A||||||" : "null", Say(QualysAnswerReader.Read(xml)));
    }

    [Fact]
    public void Is_kept_up_to_the_longest_text_and_never_half_a_pair_of_it()
    {
        string longest = new('x', QualysAnswerReader.LongestText);

        Assert.Equal(longest, Code(longest));
        Assert.Equal(longest, Code(longest + "y"));
        Assert.Equal(longest[1..], Code(longest[1..] + "🙂"));
        Assert.Equal(longest[2..] + "🙂", Code(longest[2..] + "🙂z"));
    }

    [Theory]
    [InlineData("text/html", "<p>x</p>", "")]
    [InlineData("text/html", "{x}", "")]
    [InlineData("application/xhtml+xml", "<x><title a='b'> Sign &amp; in </title></x>", "Sign & in")]
    [InlineData(null, "<!DOCTYPE html><TITLE>t</TITLE>", "t")]
    [InlineData("text/xml", " <HTML><head><title>t</title>", "t")]
    [InlineData("application/json", "<html>", "")]
    [InlineData(null, "<html", "")]
    [InlineData(null, "<!Doctype HTML", "")]
    public void Is_the_title_of_a_page_for_people(string? mediaType, string body, string title)
    {
        AnswerReading reading = QualysAnswerReader.Read(Encoding.UTF8.GetBytes(body), mediaType, CancellationToken.None);

        Assert.Equal(new AnswerReading(null, IsWebPage: true, title), reading);
    }

    [Theory]
    [InlineData("text/html", "{\"responseCode\":\"A\"}")]
    [InlineData("text/plain", "<ServiceResponse><responseCode>A</responseCode></ServiceResponse>")]
    [InlineData("text/html", " <ServiceResponse><responseCode>A</responseCode></ServiceResponse>")]
    [InlineData("text/html", "<?xml version='1.0'?><ServiceResponse><responseCode>A</responseCode></ServiceResponse>")]
    [InlineData("application/xhtml+xml", "<SIMPLE_RETURN><RESPONSE><CODE>A</CODE></RESPONSE></SIMPLE_RETURN>")]
    public void Is_an_answer_whatever_it_is_said_to_be(string mediaType, string body) =>
        Assert.Equal("A||||||", Say(QualysAnswerReader.Read(Encoding.UTF8.GetBytes(body), mediaType, CancellationToken.None).Answer));

    [Theory]
    [InlineData("text/plain", "<htm>x</htm>")]
    [InlineData("text/plain", "x")]
    [InlineData(null, "[1")]
    public void Is_nothing_where_it_is_neither(string? mediaType, string body) =>
        Assert.Equal(
            default,
            QualysAnswerReader.Read(Encoding.UTF8.GetBytes(body), mediaType, CancellationToken.None) with { Other = null });

    private static string? Code(string code) => QualysAnswerReader.Read($$"""{"responseCode":"{{code}}"}""")?.ResponseCode;

    private static string Say(QualysAnswer? answer) => answer is null ? "null" : string.Join(
        '|',
        answer.ResponseCode,
        answer.StatedStatus,
        answer.Count,
        answer.AssetIds is { Count: 0 } ? "none" : answer.AssetIds is null ? "" : string.Join(',', answer.AssetIds),
        answer.ErrorMessage,
        answer.ErrorResolution,
        answer.Wait?.TotalSeconds);
}
