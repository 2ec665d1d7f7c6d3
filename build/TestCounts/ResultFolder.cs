namespace TestCounts;

/// <summary>All result files under a folder, each test in them once.</summary>
public static class ResultFolder
{
    /// <summary>Reads the results: the projects' in TRX files, and the Pester files' in the XML files of a folder <c>pester</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="failedSteps">
    /// What went wrong around the tests, by name. One that is named as a TRX file with failed tests in it is no failure beside them.
    /// </param>
    public static IReadOnlyList<CountedTest> Read(string folder, IReadOnlyList<string> failedSteps)
    {
        ResultFile[] projects = [.. Find(folder, "*.trx").Select(path => ResultFile.Read(path, Trx.Read))];
        ResultFile[] pester = [.. Find(Path.Combine(folder, "pester"), "*.xml").Select(path => ResultFile.Read(path, PesterReport.Read))];
        return
        [
            .. projects.SelectMany(file => file.Results).Where(result => !pester.Any(report => IsCaseOf(report, result))),
            .. pester.SelectMany(file => file.Results),
            .. failedSteps.Where(step => !projects.Any(file => file.Name == step && file.HasFailed))
                .Select(step => new CountedTest(step, TestOutcome.Failed, "the command failed")),
            .. projects.Length > 0
                ? []
                : new[] { new CountedTest(folder, TestOutcome.Failed, "there is no TRX file in it: no test has run") },
        ];
    }

    // A project runs each Pester file as one case. It is told by the file's own tests, unless it failed and they did not.
    private static bool IsCaseOf(ResultFile report, CountedTest result) =>
        result.Name.Contains($"\"{report.Name}.ps1\"", StringComparison.Ordinal)
        && (result.Outcome != TestOutcome.Failed || report.HasFailed);

    private static IEnumerable<string> Find(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal) : [];
}
