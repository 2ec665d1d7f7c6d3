namespace TestCounts;

/// <summary>What came of a test.</summary>
public enum TestOutcome
{
    /// <summary>It ran and holds.</summary>
    Passed,

    /// <summary>It ran and does not hold, or something went wrong beside the tests.</summary>
    Failed,

    /// <summary>It did not run.</summary>
    Skipped,
}
