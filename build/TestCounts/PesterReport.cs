using System.Xml.Linq;

namespace TestCounts;

/// <summary>Reads the report of a Pester file.</summary>
public static class PesterReport
{
    /// <summary>Reads the tests, each with its outcome.</summary>
    /// <param name="report">The root of the file.</param>
    public static IEnumerable<CountedTest> Read(XElement report) => report.Descendants("test-case").Select(test =>
    {
        TestOutcome outcome = (string?)test.Attribute("result") switch
        {
            "Success" => TestOutcome.Passed,
            "Ignored" or "Skipped" or "Inconclusive" => TestOutcome.Skipped,
            _ => TestOutcome.Failed,
        };
        return CountedTest.Of((string?)test.Attribute("name") ?? "", outcome, (string?)test.Descendants("message").FirstOrDefault());
    });
}
