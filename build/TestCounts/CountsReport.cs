namespace TestCounts;

/// <summary>Writes what came of the tests for people and for what reads the last line.</summary>
public static class CountsReport
{
    /// <summary>Writes the tests that were skipped and those that failed, by name, and the three numbers as the last line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="results">The results.</param>
    /// <returns>Whether nothing failed.</returns>
    public static bool Write(TextWriter output, IReadOnlyList<CountedTest> results)
    {
        WriteNames(output, results, TestOutcome.Skipped, "skipped");
        WriteNames(output, results, TestOutcome.Failed, "failed");
        int failed = Count(results, TestOutcome.Failed);
        output.WriteLine($"{Count(results, TestOutcome.Passed)} passed, {failed} failed, {Count(results, TestOutcome.Skipped)} skipped");
        return failed == 0;
    }

    private static void WriteNames(TextWriter output, IReadOnlyList<CountedTest> results, TestOutcome outcome, string title)
    {
        CountedTest[] named =
            [.. results.Where(result => result.Outcome == outcome).OrderBy(result => result.Name, StringComparer.Ordinal)];
        if (named.Length > 0)
        {
            output.WriteLine($"== {title}");
        }

        foreach (CountedTest result in named)
        {
            output.WriteLine(result.Reason.Length > 0 ? $"{result.Name}: {result.Reason}" : result.Name);
        }
    }

    private static int Count(IReadOnlyList<CountedTest> results, TestOutcome outcome) => results.Count(result => result.Outcome == outcome);
}
