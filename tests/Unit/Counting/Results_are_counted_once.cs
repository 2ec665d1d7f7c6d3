using QualysCustomAttributes.Shared;
using TestCounts;
using Xunit;

namespace QualysCustomAttributes.Unit.Counting;

/// <summary>What the run of continuous integration says at its end: every test once, and nothing that went wrong left out.</summary>
public sealed class Results_are_counted_once : IDisposable
{
    private const string Passed = """<UnitTestResult testName="A.passes" outcome="Passed" />""";
    private const string Failed = """
        <UnitTestResult testName="B.fails" outcome="Failed"><Output><StdOut>said</StdOut><ErrorInfo><Message>
          Assert.True() Failure
          Expected: True</Message><StackTrace>at B</StackTrace></ErrorInfo></Output></UnitTestResult>
        """;

    private const string Skipped = """
        <UnitTestResult testName="C.skipped" outcome="NotExecuted"><Output><ErrorInfo><Message>there is no Wine</Message></ErrorInfo></Output></UnitTestResult>
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Over_all_projects_with_names_and_reasons()
    {
        WriteTrx("Unit", "Failed", Passed + Failed);
        WriteTrx("EndToEnd", "Completed", Passed + Skipped);

        AssertSays(
            """
            == skipped
            C.skipped: there is no Wine
            == failed
            B.fails: Assert.True() Failure
            2 passed, 1 failed, 1 skipped
            """);
    }

    [Fact]
    public void With_the_reason_of_a_skip_where_the_runner_itself_writes_it()
    {
        WriteTrx("Windows", "Completed", Passed + Skipped.Replace(
            "<ErrorInfo><Message>there is no Wine</Message></ErrorInfo>", "<StdOut>there is no Wine</StdOut>", StringComparison.Ordinal));

        AssertSays(
            """
            == skipped
            C.skipped: there is no Wine
            1 passed, 0 failed, 1 skipped
            """);
    }

    [Fact]
    public void Where_all_passed_there_is_one_line()
    {
        WriteTrx("Unit", "Completed", Passed);

        AssertSays("1 passed, 0 failed, 0 skipped");
    }

    [Fact]
    public void A_Pester_file_is_told_by_its_own_tests_not_by_the_case_that_ran_it()
    {
        WriteTrx("Unit", "Failed", Passed + CaseOf("Sending", "Failed") + CaseOf("Module", "Passed"));
        WritePester("Sending", Case("sends", "Success") + Case("retries", "Failure", "<failure><message>Expected 1, but got 2.\nat x</message></failure>"));
        WritePester("Module", Case("loads", "Success") + Case("analyses", "Ignored") + Case("signs", "Ignored", "<reason><message>no key</message></reason>"));

        AssertSays(
            """
            == skipped
            analyses
            signs: no key
            == failed
            retries: Expected 1, but got 2.
            3 passed, 1 failed, 2 skipped
            """);
    }

    [Fact]
    public void A_Pester_file_that_failed_though_none_of_its_tests_did_is_a_failure()
    {
        WriteTrx("Unit", "Failed", CaseOf("Sending", "Failed") + CaseOf("Help", "Failed"));
        WritePester("Sending", Case("sends", "Success"));

        AssertSays(
            """
            == failed
            PesterSuite.Passes(file: "Help.Tests.ps1")
            PesterSuite.Passes(file: "Sending.Tests.ps1")
            1 passed, 2 failed, 0 skipped
            """);
    }

    [Fact]
    public void A_run_that_broke_off_is_a_failure()
    {
        WriteTrx("Unit", "Failed", Passed, """<RunInfos><RunInfo outcome="Error"><Text>The test process crashed.</Text></RunInfo></RunInfos>""");

        AssertSays(
            """
            == failed
            a test run with outcome 'Failed': The test process crashed.
            1 passed, 1 failed, 0 skipped
            """);
    }

    [Fact]
    public void A_file_that_is_broken_or_holds_no_test_is_a_failure()
    {
        _folder.Write("Unit.trx", "<TestRun");
        WriteTrx("EndToEnd", "Completed", "");

        Assert.Collection(
            Read(),
            result => Assert.Equal((TestOutcome.Failed, "there is no test in it"), (result.Outcome, result.Reason)),
            result => Assert.True(result.Outcome == TestOutcome.Failed && result.Reason.StartsWith("the file is broken: ", StringComparison.Ordinal), result.Reason));
    }

    [Fact]
    public void No_result_file_is_a_failure()
    {
        AssertSays(
            $"""
            == failed
            {_folder.Path}: there is no TRX file in it: no test has run
            0 passed, 1 failed, 0 skipped
            """);
        Assert.Contains(ResultFolder.Read(_folder.File("nowhere"), []), result => result.Outcome == TestOutcome.Failed);
    }

    [Fact]
    public void A_step_that_failed_is_a_failure_unless_its_tests_say_so_already()
    {
        WriteTrx("Unit", "Failed", Failed);
        WriteTrx("EndToEnd", "Completed", Passed);

        AssertSays(
            """
            == failed
            B.fails: Assert.True() Failure
            EndToEnd: the command failed
            the dry run: the command failed
            1 passed, 3 failed, 0 skipped
            """,
            "Unit", "EndToEnd", "the dry run");
    }

    private static string CaseOf(string file, string outcome) =>
        $"""<UnitTestResult testName="PesterSuite.Passes(file: &quot;{file}.Tests.ps1&quot;)" outcome="{outcome}" />""";

    private static string Case(string name, string result, string content = "") => $"""<test-case name="{name}" result="{result}">{content}</test-case>""";

    private void WriteTrx(string name, string outcome, string results, string more = "") => _folder.Write(
        $"{name}.trx",
        $"""
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Results>{results}</Results>
          <ResultSummary outcome="{outcome}"><Counters total="1" />{more}</ResultSummary>
        </TestRun>
        """);

    private void WritePester(string name, string cases)
    {
        Directory.CreateDirectory(_folder.File("pester"));
        _folder.Write($"pester/{name}.Tests.xml", $"""<test-results><test-suite name="Pester" result="Failure"><results>{cases}</results></test-suite></test-results>""");
    }

    private IReadOnlyList<CountedTest> Read(params string[] failedSteps) => ResultFolder.Read(_folder.Path, failedSteps);

    private void AssertSays(string expected, params string[] failedSteps)
    {
        var output = new StringWriter();
        bool passed = CountsReport.Write(output, Read(failedSteps));

        Assert.Equal(expected.ReplaceLineEndings(), output.ToString().TrimEnd());
        Assert.Equal(expected.Contains(" 0 failed", StringComparison.Ordinal), passed);
    }
}
