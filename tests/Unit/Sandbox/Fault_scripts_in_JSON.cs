using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

public sealed class Fault_scripts_in_JSON
{
    public static TheoryData<string, ChangeMoment> Catalogue => new()
    {
        { """{"fault":"rateLimited","toWaitSeconds":3}""", ChangeMoment.Never },
        { """{"fault":"concurrencyLimited"}""", ChangeMoment.Never },
        { """{"fault":"tooManyRequests","retryAfterSeconds":3}""", ChangeMoment.Never },
        { """{"fault":"status","status":500,"body":"x","contentType":"text/html","headers":{"X-A":"b"}}""", ChangeMoment.Never },
        { """{"fault":"serviceUnavailable","retryAfterDateSeconds":3}""", ChangeMoment.Never },
        { """{"fault":"unauthorized"}""", ChangeMoment.Never },
        { """{"fault":"forbidden"}""", ChangeMoment.Never },
        { """{"fault":"droppedBeforeChange"}""", ChangeMoment.Never },
        { """{"fault":"droppedAfterChange"}""", ChangeMoment.BeforeDelay },
        { """{"fault":"cutAnswer"}""", ChangeMoment.BeforeDelay },
        { """{"fault":"lateAnswer","delayMs":10}""", ChangeMoment.BeforeDelay },
        { """{"fault":"lateChange","delayMs":10,"applied":true}""", ChangeMoment.AfterDelay },
        { """{"fault":"malformedJson"}""", ChangeMoment.BeforeDelay },
        { """{"fault":"refused","responseCode":"X","errorMessage":"m","errorResolution":"r"}""", ChangeMoment.Never },
        { """{"fault":"otherError"}""", ChangeMoment.Never },
        { """{"fault":"shortCount","count":1,"withData":false}""", ChangeMoment.BeforeDelay },
        { """{"fault":"bareSuccess","applied":false}""", ChangeMoment.Never },
        { """{"fault":"xmlAnswer"}""", ChangeMoment.BeforeDelay },
        { """{"fault":"silentlyDropped"}""", ChangeMoment.BeforeDelay },
        { """{"fault":"halfApplied"}""", ChangeMoment.BeforeDelay },
        { """{"fault":"shownAfterLooks","looks":2}""", ChangeMoment.BeforeDelay },
        { """{"fault":"shownAfter","afterMs":500}""", ChangeMoment.BeforeDelay },
        { """{"fault":"proxyPage"}""", ChangeMoment.Never },
        { """{"fault":"echo","status":500}""", ChangeMoment.Never },
        { """{"fault":"redirect","location":"http://elsewhere.example/"}""", ChangeMoment.Never },
        { """{"fault":"emptyAnswer","applied":true}""", ChangeMoment.BeforeDelay },
    };

    [Theory]
    [MemberData(nameof(Catalogue))]
    public void Every_fault_has_a_name_in_JSON(string json, ChangeMoment moment)
    {
        Fault fault = Assert.Single(FaultJson.Parse($"[{json}]"))!;

        Assert.Contains($"\"{fault.Name}\"", json, StringComparison.Ordinal);
        Assert.Equal(moment, fault.Moment);
    }

    [Fact]
    public void Every_reported_answer_has_its_name_in_JSON()
    {
        Assert.NotEmpty(Fault.ReportedAnswers);
        Each.Holds(Fault.ReportedAnswers, answer => Assert.Equal(answer.Name, Assert.Single(FaultJson.Parse($$"""[{"fault":"{{answer.Name}}"}]"""))!.Name));
    }

    [Fact]
    public void Target_repetition_delay_and_passing_requests_can_be_written()
    {
        IReadOnlyList<Fault?> faults = FaultJson.Parse(
            """[null, {"fault":"otherError","assetId":9007199254740993,"times":3,"delayMs":20}, {"fault":"otherError","times":0}]""");

        Assert.Null(faults[0]);
        Assert.Equal(9007199254740993UL, faults[1]!.AssetId);
        Assert.Equal(3, faults[1]!.Times);
        Assert.Equal(TimeSpan.FromMilliseconds(20), faults[1]!.Delay);
        Assert.Null(faults[2]!.Times);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "list")]
    [InlineData("{}", "")]
    [InlineData("""[{"fault":"nosuch"}]""", "'nosuch'")]
    [InlineData("""[{"fault":"otherError","tims":2}]""", "'tims'")]
    [InlineData("""[{"times":2}]""", "fault")]
    [InlineData("""[{"fault":"otherError","endpoint":"nosuch"}]""", "line 1: 'endpoint' must be update, auth, count, search or get")]
    [InlineData("""[{"fault":"otherError","endpoint":1}]""", "line 1: 'endpoint' must be update, auth, count, search or get")]
    [InlineData("""[{"fault":"otherError","times":"two"}]""", "line 1: 'times' is of another kind than it must be")]
    [InlineData("""[{"fault":"status","status":5000000000}]""", "line 1: 'status' is of another kind than it must be")]
    [InlineData("""["rateLimited"]""", "must be")]
    [InlineData("""[{"fault":"status"}]""", "status")]
    [InlineData("""[{"fault":"status","status":42}]""", "42")]
    [InlineData("""[{"fault":"lateAnswer"}]""", "delayMs")]
    [InlineData("""[{"fault":"shortCount"}]""", "count")]
    [InlineData("""[{"fault":"redirect","location":"/here"}]""", "location")]
    [InlineData("""[{"fault":"shownAfterLooks"}]""", "looks")]
    [InlineData("""[{"fault":"shownAfter"}]""", "afterMs")]
    [InlineData("""[{"fault":"halfApplied","endpoint":"search"}]""", "halfApplied")]
    [InlineData("""[{"fault":"otherError","times":-1}]""", "times")]
    [InlineData("""[{"fault":"otherError","delayMs":-1}]""", "delay")]
    [InlineData("""[{"fault":"otherError","delayMs":1e300}]""", "")]
    public void A_mistake_in_a_script_is_named(string json, string named)
    {
        FormatException exception = Assert.Throws<FormatException>(() => FaultJson.Parse(json));

        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("QualysSandbox", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePosition", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_asks_for_the_names_is_told_every_fault_with_what_it_needs()
    {
        string[] listed = [.. FaultList.Entries.Select(entry => entry.Name)];

        Assert.Equal(listed.Distinct(), listed);
        Assert.Superset(Catalogue.Select(row => Assert.Single(FaultJson.Parse($"[{row.Data.Item1}]"))!.Name).ToHashSet(), listed.ToHashSet());
        Assert.Superset(Fault.ReportedAnswers.Select(answer => answer.Name).ToHashSet(), listed.ToHashSet());
        Each.Holds(FaultList.Entries, entry => Assert.Equal(entry.Name, Assert.Single(FaultJson.Parse($"[{entry.Example}]"))!.Name));
        string all = string.Join('\n', FaultList.Lines);
        foreach (string needed in (string[])["update (the default), auth, count, search or get", "times", "0 for all from now on", "shortCount", "redirect"])
        {
            Assert.Contains(needed, all, StringComparison.Ordinal);
        }
    }
}
