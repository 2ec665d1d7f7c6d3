using System.Xml.Linq;

namespace TestCounts;

/// <summary>Reads the result file of a test project.</summary>
public static class Trx
{
    private static readonly XNamespace Xml = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Reads the tests, and one failure more where the run failed without a test that did.</summary>
    /// <param name="run">The root of the file.</param>
    public static IEnumerable<CountedTest> Read(XElement run)
    {
        CountedTest[] tests = [.. run.Elements(Xml + "Results").Elements(Xml + "UnitTestResult").Select(ReadTest)];
        XElement? summary = run.Element(Xml + "ResultSummary");
        string outcome = (string?)summary?.Attribute("outcome") ?? "unknown";
        bool isWhole = outcome is "Completed" or "Passed" || tests.Any(test => test.Outcome == TestOutcome.Failed);
        return isWhole ? tests : [.. tests, CountedTest.Of($"a test run with outcome '{outcome}'", TestOutcome.Failed, ErrorOf(summary))];
    }

    private static CountedTest ReadTest(XElement test)
    {
        TestOutcome outcome = (string?)test.Attribute("outcome") switch
        {
            "Passed" => TestOutcome.Passed,
            "NotExecuted" => TestOutcome.Skipped,
            _ => TestOutcome.Failed,
        };
        // xunit's own report has the reason of a skip where VSTest's has what the test wrote.
        XElement? message = test.Descendants(Xml + "Message").FirstOrDefault()
            ?? (outcome == TestOutcome.Skipped ? test.Descendants(Xml + "StdOut").FirstOrDefault() : null);
        return CountedTest.Of((string?)test.Attribute("testName") ?? "", outcome, (string?)message);
    }

    private static string? ErrorOf(XElement? summary) => (string?)summary?.Descendants(Xml + "RunInfo")
        .FirstOrDefault(info => (string?)info.Attribute("outcome") == "Error")?.Element(Xml + "Text");
}
