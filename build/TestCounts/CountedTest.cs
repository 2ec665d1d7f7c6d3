namespace TestCounts;

/// <summary>A test and what came of it.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Reason">Why it failed or was skipped, in one line; empty where nothing is said.</param>
public sealed record CountedTest(string Name, TestOutcome Outcome, string Reason)
{
    /// <summary>Makes a result of a text of several lines, of which the first that is not blank says why.</summary>
    /// <param name="name">The test's full name.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="text">The text, where there is one.</param>
    public static CountedTest Of(string name, TestOutcome outcome, string? text) =>
        new(name, outcome, (text ?? "").Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "");
}
